"""Real workers in processes of their own, really killed: what they were at is done by the next one."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.config import jobs

ROOT = Path(__file__).parents[2]
LEASE = 1.5  # seconds, so that the test need not wait for long
PATIENCE = 60

PROGRAM = f"""
import sys, django
django.setup()
from datetime import timedelta
from bellwether.config.schedule import Job
from bellwether.config.worker import run_worker
jobs = [Job("the job", "tests.config.jobs.scheduled")] if "schedule" in sys.argv else []
run_worker(lease=timedelta(seconds={LEASE}), pause=0.05, schedule=jobs)
"""
QUEUE = "import django; django.setup(); from tests.config import jobs; jobs.queued.enqueue()"
LOOK = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
print(*[f"{row.status}/{len(row.worker_ids)}" for row in DBTaskResult.objects.all()])
"""


@pytest.fixture
def environment(tmp_path):
    """The environment of processes with a database of their own: a file, or one on the PostgreSQL of the tests."""
    found = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "BELLWETHER_FILES": str(tmp_path)}
    found[jobs.JOURNAL] = str(tmp_path / "journal")
    name = ""
    if os.environ.get("BELLWETHER_TEST_DATABASE") == "postgres":
        name = f"worker_{secrets.token_hex(6)}"
        found["BELLWETHER_TEST_POSTGRES"] = made(name)
    run(found, "-m", "django", "migrate", "--verbosity", "0")
    yield found
    if name:
        psql(f"DROP DATABASE {name} WITH (FORCE)")


def psql(statement):
    import psycopg
    from django.conf import settings

    place = settings.DATABASES["default"]
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(statement)


def made(name):
    psql(f"CREATE DATABASE {name}")
    return os.environ["BELLWETHER_TEST_POSTGRES"].rpartition("/")[0] + f"/{name}"


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def workers(environment, tmp_path):
    """Starts workers, each in a process group of its own with its output in a file; ends those that are left."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*words):
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *words],
                env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
    for log in tmp_path.glob("worker-*.log"):
        assert "database is locked" not in log.read_text(encoding="utf-8")


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"waited in vain for {what}")


def journal(environment):
    path = Path(environment[jobs.JOURNAL])
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def open_gate(environment):
    Path(environment[jobs.JOURNAL]).with_suffix(".open").touch()


@pytest.mark.parametrize("kind", ["queued", "scheduled"])
def test_a_job_whose_worker_is_killed_in_its_middle_is_done_once_by_the_next_worker(environment, workers, kind):
    words = ["schedule"] if kind == "scheduled" else []
    if kind == "queued":
        run(environment, "-c", QUEUE)
    first = workers(*words)
    wait_for(lambda: f"{kind} begun" in journal(environment), "the job to begin")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(timeout=10)
    open_gate(environment)
    assert f"{kind} done" not in journal(environment)

    second = workers(*words)
    wait_for(lambda: f"{kind} done" in journal(environment), "the second worker to do it")
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert journal(environment)[:3] == [f"{kind} begun", f"{kind} begun", f"{kind} done"]
    if kind == "queued":
        assert journal(environment).count("queued done") == 1
        assert run(environment, "-c", LOOK) == "SUCCESSFUL/2"


def test_a_worker_that_is_told_to_stop_ends_the_job_at_hand(environment, workers):
    run(environment, "-c", QUEUE)
    worker = workers()
    wait_for(lambda: "queued begun" in journal(environment), "the job to begin")
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert worker.poll() is None
    open_gate(environment)
    assert worker.wait(timeout=30) == 0
    assert journal(environment) == ["queued begun", "queued done"]
    assert run(environment, "-c", LOOK) == "SUCCESSFUL/1"


def test_a_long_job_is_not_given_to_another_worker_while_its_own_lives(environment, workers):
    run(environment, "-c", QUEUE)
    workers()
    wait_for(lambda: "queued begun" in journal(environment), "the job to begin")
    workers()
    time.sleep(3 * LEASE)
    open_gate(environment)
    wait_for(lambda: "queued done" in journal(environment), "the job to end")
    assert journal(environment) == ["queued begun", "queued done"]
