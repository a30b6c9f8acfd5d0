"""Stopped in the middle: no traceback, no file left behind, the exit code that a shell expects."""

import os
import signal
import subprocess
import sys
import time

import pytest

from bellwether.cli import guard
from bellwether.cli.exits import EXIT_TEXT, Exit
from bellwether.cli.main import main
from tests.cli.test_analyse import GOOD, left_in

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.fixture(autouse=True)
def _heard():
    """Signals as a terminal hands them on: who runs the tests in the background may have had them ignored."""
    before = [(number, signal.signal(number, signal.SIG_DFL)) for number in (signal.SIGTERM, signal.SIGHUP)]
    before.append((signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler)))
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "marks.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_while_writing_leaves_no_file(folder, monkeypatch, capsys, number, code):
    from bellwether.analyse import output

    seen = []

    def slow(*arguments, to, **options):
        to.write_text("half", encoding="utf-8")
        seen.extend(left_in(folder))
        os.kill(os.getpid(), number)
        time.sleep(10)

    monkeypatch.setattr(output, "write", slow)
    before = [signal.getsignal(each) for each, _ in SIGNALS]
    monkeypatch.chdir(folder)
    assert main(["analyse", "marks.csv", "--format", "json", "--out", "r.json"]) == code
    assert len(seen) == 2
    assert left_in(folder) == ["marks.csv"]
    assert "Stopped" in capsys.readouterr().err
    assert [signal.getsignal(each) for each, _ in SIGNALS] == before


WAITING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
from bellwether.analyse import output
from bellwether.cli.main import main

def slow(*arguments, to, **options):
    to.write_text("half", encoding="utf-8")
    print("writing", flush=True)
    time.sleep(60)

output.write = slow
sys.exit(main(["analyse", "marks.csv", "--format", "json", "--out", "r.json"]))
"""


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_the_process_ends_with_the_code_of_the_signal(folder, number, code):
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in told
    assert left_in(folder) == ["marks.csv"]


def test_a_hangup_that_is_ignored_stays_ignored():
    def hung_up():
        os.kill(os.getpid(), signal.SIGHUP)
        return 0

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert guard.guarded(hung_up) == Exit.DONE
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_module_of_the_entry_point_imports_nothing_that_takes_time():
    seen = (
        "import sys, typing; before = set(sys.modules); import bellwether.cli.main; "
        "print(*sorted(set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout
    assert set(out.split()) <= {"__future__", "bellwether", "bellwether.cli", "bellwether.cli.main"}


def test_an_interrupt_during_the_first_imports_shows_no_traceback(monkeypatch, capsys):
    class Interrupted:
        def find_spec(self, name, path=None, target=None):
            if name == "bellwether.cli.guard":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "bellwether.cli.guard")
    monkeypatch.delattr("bellwether.cli.guard")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])
    assert main(["policies"]) == Exit.STOPPED
    assert "Stopped" in capsys.readouterr().err


def test_every_exit_code_is_explained():
    told = {int(line.split()[0]) for line in EXIT_TEXT.splitlines()[1:]}
    assert told == set(map(int, Exit))
