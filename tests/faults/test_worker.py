"""The worker lives through a database that goes away, in the middle of a job and between two, and loses none."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.config import jobs
from tests.demo.running import quiet_environment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(600)
LEASE = 2.0
PATIENCE = 120
PROGRAM = f"""
import django; django.setup()
from datetime import timedelta
from bellwether.config.worker import run_worker
run_worker(lease=timedelta(seconds={LEASE}), pause=0.05, schedule=[])
"""
QUEUE = "import django; django.setup(); from tests.config import jobs; jobs.queued.enqueue()"
LOOK = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
print(*[row.status for row in DBTaskResult.objects.all()])
"""


@pytest.fixture
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv(jobs.JOURNAL, str(tmp_path / "journal"))
    return tmp_path / "journal"


@pytest.fixture
def worker(postgres, journal, tmp_path):
    """A worker on a server of its own, with its output in a file."""
    environment = quiet_environment(**postgres.product.environment(), **{jobs.JOURNAL: str(journal)})
    with (tmp_path / "worker.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    yield process
    process.terminate()
    assert process.wait(timeout=60) == 0, (tmp_path / "worker.log").read_text(encoding="utf-8")


def enqueue(installation):
    installation.product.run("-c", QUEUE, **{jobs.JOURNAL: os.environ[jobs.JOURNAL]})


def states(installation):
    return installation.product.run("-c", LOOK).split()


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def open_gate(journal: Path):
    journal.with_suffix(".open").touch()


def test_it_waits_for_a_database_that_is_away_and_goes_on_when_it_is_back(postgres, worker, journal):
    open_gate(journal)
    enqueue(postgres)
    wait_for(lambda: jobs.lines() == ["queued begun", "queued done"], "the first job")
    postgres.postgres.stop()
    time.sleep(2 * LEASE)
    assert worker.poll() is None
    postgres.postgres.start()
    enqueue(postgres)
    wait_for(lambda: len(jobs.lines()) == 4, "the second job")
    wait_for(lambda: states(postgres) == ["SUCCESSFUL"] * 2, "both to be noted as done")
    assert worker.poll() is None


def test_a_job_under_way_when_the_database_is_killed_is_done_in_the_end(postgres, worker, journal):
    enqueue(postgres)
    wait_for(lambda: jobs.lines() == ["queued begun"], "the job to begin")
    postgres.postgres.kill()
    postgres.postgres.start()
    open_gate(journal)
    wait_for(lambda: states(postgres) == ["SUCCESSFUL"], "the job to be noted as done")
    assert jobs.lines()[0] == "queued begun"
    assert jobs.lines()[-1] == "queued done"
    assert worker.poll() is None
