"""The living application from the command line: set up, served, checked; refused in plain words where it cannot run."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.demo.running import (
    Browser,
    Running,
    children_of,
    command_line_of,
    free_port,
    is_alive,
    quiet_environment,
    run,
    survivors,
)

pytestmark = pytest.mark.xdist_group("living")

SECRET = "".join(chr(97 + place % 26) for place in range(60))
A_SCHOOL = (
    *("--urn", "123456", "--school-name", "Oak Lane Primary School", "--laestab", "9992001", "--phase", "primary"),
    *("--authority-name", "Wrenshire Council", "--admin-name", "Ana Reyes", "--admin-email", "ana@oaklane.example"),
)


def settings_for(folder, **more):
    chosen = {
        "BELLWETHER_SECRET_KEY": SECRET,
        "BELLWETHER_FILES": str(folder),
        "BELLWETHER_HTTPS": "no",
        "BELLWETHER_LOG_LEVEL": "WARNING",
        "BELLWETHER_LOG_JSON": "no",
    }
    return {**chosen, **more}


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """A folder in which `bellwether setup` has made tables, a school and its administrator."""
    place = tmp_path_factory.mktemp("settled")
    done = subprocess.run(
        [sys.executable, "-m", "bellwether.cli.main", "setup", *A_SCHOOL, "--password-stdin"],
        input="correct-horse-battery\n",
        env=quiet_environment(**settings_for(place / "data")),
        cwd=place,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with Running("serve", "--no-worker", cwd=place, **settings_for(place / "data")) as server:
        server.wait_for("Static files gathered.")  # once for all tests: it takes a while
    return place / "data", done.stdout


@pytest.fixture
def data(settled, tmp_path):
    shutil.copytree(settled[0], tmp_path / "data")
    return tmp_path / "data"


def test_help_names_the_commands_of_the_application(tmp_path):
    out = run("--help", cwd=tmp_path).stdout
    for command in ("demo", "setup", "serve", "worker", "check", "rebuild", "import", "manage"):
        assert re.search(rf"^    {command} +\w", out, re.MULTILINE), command


def test_without_a_secret_key_it_says_how_to_make_one(tmp_path):
    ran = run("serve", "--port", free_port(), cwd=tmp_path)
    assert ran.returncode == 5
    assert "BELLWETHER_SECRET_KEY" in ran.stderr
    assert "Make one" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("DATABASE_URL", "mysql://somebody@nowhere/marks", "must be SQLite or PostgreSQL"),
        ("BELLWETHER_OPENID", "{", "BELLWETHER_OPENID must be JSON"),
        ("DATABASE_URL", "postgres://somebody:secret-word@127.0.0.1:1/marks", "the database cannot be used"),
        ("BELLWETHER_FILES", "/dev/null/data", "cannot be used"),
    ],
)
def test_an_unusable_setting_is_told_in_words(tmp_path, setting, value, told):
    ran = run("serve", "--port", free_port(), cwd=tmp_path, **settings_for(tmp_path / "data", **{setting: value}))
    assert ran.returncode == 5, ran.stderr
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "secret-word" not in ran.stderr


@pytest.mark.parametrize("command", ["serve", "check"])
def test_before_setup_nothing_runs_and_setup_is_named(tmp_path, command):
    more = ("--port", free_port()) if command == "serve" else ()
    ran = run(command, *more, cwd=tmp_path, **settings_for(tmp_path / "data"))
    assert ran.returncode == 5
    assert "bellwether setup" in ran.stderr


@pytest.mark.parametrize("wrong", ["0", "65536", "http", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(tmp_path, wrong):
    assert run("serve", f"--port={wrong}", cwd=tmp_path).returncode == 2


def test_setup_makes_a_trust_or_an_authority_with_its_schools_from_gias(tmp_path):
    gias = Path(__file__).parent.parent / "data" / "gias" / "establishments.csv"
    person = ("--admin-name", "Bo Ek", "--admin-email", "bo@camden.example", "--no-questions")
    authority = ("--authority-code", "202", "--authority-name", "Camden")
    settings = settings_for(tmp_path / "data")
    ran = run("setup", *authority, "--gias", str(gias), *person, cwd=tmp_path, **settings)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"Read [1-9]\d* schools from establishments.csv; [1-9]\d* are new", ran.stdout)
    assert "Made the administrator" in ran.stdout
    trust = run("setup", "--trust-uid", "90001", "--no-questions", cwd=tmp_path, **settings)
    assert trust.returncode == 2
    assert "give its name" in trust.stderr
    with sqlite3.connect(tmp_path / "data" / "bellwether.sqlite3") as database:
        rows = database.execute("SELECT role, scope FROM accounts_membershiprow").fetchall()
    database.close()
    assert rows == [("administrator", "la")]


def test_setup_that_is_refused_leaves_nothing_behind(tmp_path):
    wrong = ("--urn", "123457", "--school-name", "X", "--laestab", "999", "--phase", "primary", "--authority-name", "Y")
    ran = run("setup", *wrong, "--no-questions", cwd=tmp_path, **settings_for(tmp_path / "data"))
    assert ran.returncode == 2
    with sqlite3.connect(tmp_path / "data" / "bellwether.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM organisations_authority").fetchone() == (0,)
    database.close()


def test_setup_makes_a_school_and_says_what_does_not_work_yet(settled):
    out = settled[1]
    assert "Made Oak Lane Primary School." in out
    assert "Made the administrator" in out
    assert "Term dates of this year are not set" in out
    assert "no register can be taken" in out


def test_setup_run_again_changes_nothing(data, tmp_path):
    ran = run("setup", *A_SCHOOL, cwd=tmp_path, **settings_for(data))
    assert ran.returncode == 0, ran.stderr
    assert "is there already" in ran.stdout
    assert "The administrator is there already." in ran.stdout
    assert "Made" not in ran.stdout


def test_setup_asks_nothing_where_nobody_can_answer(data, tmp_path):
    ran = run("setup", cwd=tmp_path, **settings_for(data))
    assert ran.returncode == 0
    assert "Oak Lane Primary School: still unset:" in ran.stdout


def test_setup_makes_nothing_by_halves(data, tmp_path):
    second = ["654321" if part == "123456" else part for part in A_SCHOOL]
    for arguments, told in (
        (["--urn", "654321"], "--school-name"),
        (["--school-name", "Elm Lane"], "--urn"),
        ([part.replace("9992001", "12") for part in second], "LAESTAB must be 7 digits"),
    ):
        ran = run("setup", *arguments, cwd=tmp_path, **settings_for(data))
        assert ran.returncode == 2
        assert told in ran.stderr
    weak = subprocess.run(
        [sys.executable, "-m", "bellwether.cli.main", "setup", *second, "--password-stdin"],
        input="short\n",
        env=quiet_environment(**settings_for(data)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert weak.returncode == 2
    assert "too short" in weak.stderr
    with sqlite3.connect(data / "bellwether.sqlite3") as database:
        assert database.execute("SELECT urn FROM organisations_school").fetchall() == [("123456",)]


def test_a_new_application_is_whole(data, tmp_path):
    ran = run("check", cwd=tmp_path, **settings_for(data))
    assert ran.returncode == 0, ran.stdout
    assert "Everything agrees." in ran.stdout
    assert re.search(r"Audit trail: \d+ events not sealed yet, the oldest since 20", ran.stdout)
    assert run("rebuild", cwd=tmp_path, **settings_for(data)).returncode == 0


@pytest.mark.parametrize("command", ["check", "rebuild"])
def test_a_school_that_is_not_there_is_named(data, tmp_path, command):
    ran = run(command, "--school", "999999", cwd=tmp_path, **settings_for(data))
    assert ran.returncode == 2
    assert "'999999'" in ran.stderr


def test_the_worker_does_once_what_is_due_and_seals_the_trail(data, tmp_path):
    assert run("worker", "--once", cwd=tmp_path, **settings_for(data)).returncode == 0
    assert "Audit trail: 0 events not sealed yet." in run("check", cwd=tmp_path, **settings_for(data)).stdout


def test_djangos_commands_are_passed_on_with_their_exit_codes(data, tmp_path):
    safe = settings_for(data, BELLWETHER_HTTPS="yes")
    ran = run("manage", "check", "--deploy", "--fail-level", "WARNING", cwd=tmp_path, **safe)
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout + ran.stderr
    assert run("manage", "nosuchcommand", cwd=tmp_path, **safe).returncode == 1


def test_the_server_answers_and_ends_with_all_it_started(data, tmp_path):
    with Running("serve", "--workers", "2", cwd=tmp_path, **settings_for(data)) as server:
        page = sign_in_page(server.port)
        sheet = re.search(r'href="(/static/ui/bellwether\.[0-9a-f]+\.css)"', page.text)[1]
        assert Browser(server.port).get(sheet).status == 200
        first = job_workers(server)
        assert len(first) == 1
        os.kill(first[0], signal.SIGKILL)
        server.wait_for("the worker ended on its own; it is started again")
        deadline = time.monotonic() + 30
        while job_workers(server) in ([], first) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert job_workers(server) not in ([], first)
        processes = children_of(server.process.pid)
        assert len(processes) >= 3
        assert server.stop(signal.SIGTERM) == 0
        assert survivors(processes) == []
        assert "Traceback" not in server.said()


def sign_in_page(port):
    """The page of signing in, once a worker answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            answer = Browser(port).get("/sign-in/")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
            continue
        assert answer.status == 200, answer.text
        return answer


def job_workers(server):
    """The processes beside a server that do its jobs."""
    return [
        process
        for process in children_of(server.process.pid)
        if is_alive(process) and b"worker" in command_line_of(process).split(b"\0")
    ]


def test_it_can_leave_jobs_to_a_worker_elsewhere(data, tmp_path):
    with Running("serve", "--workers", "1", "--no-worker", cwd=tmp_path, **settings_for(data)) as server:
        sign_in_page(server.port)
        assert job_workers(server) == []


def test_gunicorn_runs_the_same_application(data, tmp_path):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "bellwether.config.wsgi"],
        env=quiet_environment(**settings_for(data)),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert "Bellwether" in sign_in_page(port).text
    finally:
        server.terminate()
        server.wait(timeout=30)
