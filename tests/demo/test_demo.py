"""The demo, really started: quick, whole, kept when it is stopped, begun anew when it was interrupted."""

import json
import re
import resource
import shutil
import signal
import sqlite3
import sys

import pytest

from bellwether.core.access import Role
from tests.demo.running import Browser, Running, children_of, run, survivors

pytestmark = pytest.mark.xdist_group("demo")

READY_WITHIN_SECONDS = 20


def processor_seconds():
    """What the processes that this one started, and that have ended, have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A demo whose first loading was killed, loaded then and not started yet.

    Its folder, what `--accounts json` printed, what it said meanwhile, and the seconds of processor time.
    """
    place = tmp_path_factory.mktemp("demo")
    with Running("demo", "--dir", place / "kept", "--no-browser", cwd=place) as first:
        first.wait_for("Enrolling")
        first.process.kill()
        first.process.wait()
    interrupted = run("check", "--demo", place / "kept", cwd=place)
    assert interrupted.returncode == 5
    assert "its loading was interrupted" in interrupted.stderr
    before = processor_seconds()
    ran = run("demo", "--dir", place / "kept", "--accounts", "json", cwd=place)
    assert ran.returncode == 0, ran.stderr
    return place / "kept", json.loads(ran.stdout), ran.stderr, processor_seconds() - before


@pytest.fixture(scope="module")
def running(loaded, tmp_path_factory):
    place = tmp_path_factory.mktemp("running")
    shutil.copytree(loaded[0], place / "demo")
    with Running("demo", "--dir", place / "demo", "--no-browser", cwd=place) as demo:
        demo.ready_after = demo.wait_for("The demo is ready")
        yield demo


@pytest.fixture
def browser(running):
    return Browser(running.port)


def copied(loaded, tmp_path):
    shutil.copytree(loaded[0], tmp_path / "demo")
    return tmp_path / "demo"


def test_it_is_loaded_and_ready_in_time(loaded, running, capsys):
    seconds = json.loads((loaded[0] / "demo.json").read_text())["seconds"]
    with capsys.disabled():
        line = f"demo: loaded in {seconds} s ({loaded[3]:.1f} s of processor time), then {running.ready_after:.1f} s"
        sys.stderr.write(f"\n{line}\n")
    # By the processor's time: other tests run meanwhile. The rest of the bar is for the server to begin.
    assert loaded[3] < READY_WITHIN_SECONDS - 5


def test_loading_says_what_it_is_at(loaded):
    for step in ("Making the database", "Enrolling 1,", "Taking the registers", "Beginning this morning"):
        assert re.search(rf"{step}.* \d+\.\d s", loaded[2])


def test_it_says_who_one_can_be_and_how_to_wipe_it(running):
    said = running.said()
    for words in ("Head teacher", "Trustee", "Attendance officer", "class teachers", "--fresh", "Ctrl-C"):
        assert words in said
    assert "Traceback" not in said


def test_the_accounts_are_printed_as_json_for_every_role(loaded):
    accounts = loaded[1]["accounts"]
    assert {person["role"] for person in accounts} == {role.value for role in Role}
    assert len({person["email"] for person in accounts}) == len(accounts)
    assert loaded[1]["address"].startswith("http://127.0.0.1:")


def test_registers_and_trail_are_whole(loaded, tmp_path):
    ran = run("check", "--demo", loaded[0], cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "4 schools" in ran.stdout
    assert "Audit trail: 0 events not sealed yet." in ran.stdout
    assert "Everything agrees." in ran.stdout


def test_a_changed_mark_is_found(loaded, tmp_path):
    folder = copied(loaded, tmp_path)
    with sqlite3.connect(folder / "bellwether.sqlite3") as database:
        key, marks = database.execute("SELECT id, marks FROM registers_registerrow LIMIT 1").fetchone()
        changed = marks.replace(b"/", b"I", 1)
        database.execute("UPDATE registers_registerrow SET marks = ? WHERE id = ?", (changed, key))
    ran = run("check", "--demo", folder, cwd=tmp_path)
    assert ran.returncode == 1
    assert "1 rows differ from the log" in ran.stdout
    ran = run("rebuild", cwd=tmp_path, BELLWETHER_DEMO="yes", BELLWETHER_FILES=str(folder))
    assert ran.returncode == 0
    assert "was: school" in ran.stdout
    assert run("check", "--demo", folder, cwd=tmp_path).returncode == 0


def test_everybody_can_be_stepped_into_and_has_a_home(running, browser, loaded):
    page = browser.get("/demo/")
    people = dict(re.findall(r'value="(\d+)".*?as ([^,<]+), ', page.text))
    assert len(people) == len(loaded[1]["accounts"])
    for number, name in people.items():
        home = browser.post("/demo/step-in/", person=number)
        assert home.status == 200, (name, home.address)
        assert name.split()[-1] in home.text
        assert "Demo: you are" in home.text
        browser.get("/demo/")


def test_the_ribbon_says_who_one_is_and_leads_to_another(browser):
    number = re.search(r'value="(\d+)"', browser.get("/demo/").text)[1]
    browser.post("/demo/step-in/", person=number)
    page = browser.get("/demo/").text
    assert re.search(r"Demo: you are .+, attendance officer", page)
    assert 'href="/demo/"' in page
    assert "In it, it is" in page


def test_nobody_steps_in_by_a_link_or_without_the_token(browser):
    assert browser.get("/demo/step-in/?person=1").status == 405
    assert Browser(browser.port).post("/demo/step-in/", person=1).status == 403


def test_who_is_not_of_the_demo_cannot_be_stepped_into(browser):
    for number in ("0", "999999", "x", ""):
        browser.get("/demo/")
        assert browser.post("/demo/step-in/", person=number).status == 404


def test_it_answers_to_the_names_of_this_computer_only(running):
    assert Browser(running.port).get("/demo/", Host="demo.example").status == 400


def test_a_port_in_use_is_told_in_plain_words(running, tmp_path):
    ran = run("demo", "--dir", tmp_path / "other", "--port", running.port, cwd=tmp_path)
    assert ran.returncode == 5
    assert f"port {running.port} is in use" in ran.stderr
    assert f"--port {running.port + 1}" in ran.stderr
    assert not (tmp_path / "other").exists()


def test_a_second_demo_in_the_same_folder_is_refused(running, tmp_path):
    folder = re.search(r"--fresh:\n  (.+)", running.said())[1]
    with Running("demo", "--dir", folder, "--no-browser", cwd=tmp_path) as second:
        assert second.process.wait(timeout=30) == 5
        assert "another demo runs" in second.said()


def test_stopped_and_started_again_it_goes_on_where_it_was(loaded, tmp_path):
    folder = copied(loaded, tmp_path)
    with Running("demo", "--dir", folder, "--no-browser", cwd=tmp_path) as first:
        first.wait_for("The demo is ready")
        mother = first.process.pid
        processes = children_of(mother)
        assert first.stop(signal.SIGINT) == 0
        assert "goes on where it was" in first.said()
    assert survivors(processes) == []
    with sqlite3.connect(folder / "bellwether.sqlite3") as database:
        database.execute("UPDATE organisations_school SET telephone = '01134960999'")
    state = (folder / "demo.json").read_text()
    with Running("demo", "--dir", folder, "--no-browser", cwd=tmp_path) as again:
        again.wait_for("The demo is ready")
        assert "Enrolling" not in again.said()
    with sqlite3.connect(folder / "bellwether.sqlite3") as database:
        assert database.execute("SELECT DISTINCT telephone FROM organisations_school").fetchall() == [("01134960999",)]
    assert (folder / "demo.json").read_text() == state


def test_killed_while_loading_it_says_so_and_begins_afresh(loaded):
    assert loaded[2].startswith("An earlier loading was interrupted; starting afresh.")


def test_fresh_makes_it_anew(loaded, tmp_path):
    folder = copied(loaded, tmp_path)
    with sqlite3.connect(folder / "bellwether.sqlite3") as database:
        database.execute("UPDATE organisations_school SET telephone = '01134960999'")
    (folder / "clock.json").write_text('{"now": "2020-01-01T09:00:00+00:00"}')
    with Running("demo", "--dir", folder, "--no-browser", "--fresh", cwd=tmp_path) as demo:
        demo.wait_for("Opening the schools")
        assert not (folder / "clock.json").exists()
        assert not (folder / "demo.json").exists()
        demo.stop(signal.SIGTERM)


def test_what_the_demo_starts_ends_with_it_even_when_it_is_killed(loaded, tmp_path):
    folder = copied(loaded, tmp_path)
    demo = Running("demo", "--dir", folder, "--no-browser", cwd=tmp_path)
    demo.wait_for("The demo is ready")
    processes = children_of(demo.process.pid)
    assert len(processes) >= 3  # the server, its worker of requests, the worker of jobs
    demo.process.kill()
    demo.process.wait()
    assert survivors(processes, within=30) == []


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    ran = run("demo", "--dir", tmp_path, "--fresh", "--accounts", "json", cwd=tmp_path)
    assert ran.returncode == 5
    assert "holds other files" in ran.stderr
    assert [found.name for found in tmp_path.iterdir()] == ["thesis.txt"]
