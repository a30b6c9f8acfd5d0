"""The runner behind `./go test` runs what it can, says what it left out, and fails when nothing may be left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLAIN = "def test_plain():\n    assert True\n"
BROWSER = "import pytest\n@pytest.mark.browser\ndef test_page():\n    assert True\n"
SKIPPED = "import pytest\n@pytest.mark.skip(reason='not today')\ndef test_later():\n    assert True\n"


@pytest.fixture
def run_tests(tmp_path):
    """Runs the runner on some test files, on a machine with or without Chromium; gives exit code and last lines."""

    def run(*arguments: str, files: dict[str, str], has_chromium: bool) -> tuple[int, list[str]]:
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        programs = tmp_path / "programs"
        programs.mkdir()
        for name in ("mount", "umount", *(["chromium"] if has_chromium else [])):
            (programs / name).write_text("#!/bin/sh\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        settings = (tmp_path / "pytest.ini", "[pytest]\nmarkers =\n    browser: needs Chromium\n")
        settings[0].write_text(settings[1], encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tests.run", str(tmp_path), "-c", str(settings[0]), *arguments],
            cwd=ROOT,
            env={**os.environ, "PATH": str(programs), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.strip().splitlines()

    return run


def test_with_everything_there_nothing_is_left_out(run_tests):
    code, lines = run_tests(files={"test_a.py": PLAIN, "test_b.py": BROWSER}, has_chromium=True)
    assert code == 0
    assert "2 passed" in lines[-1]
    assert not [line for line in lines if line.startswith("Left out")]


def test_without_chromium_browser_tests_are_left_out_and_said_in_one_line(run_tests):
    code, lines = run_tests(files={"test_a.py": PLAIN, "test_b.py": BROWSER}, has_chromium=False)
    assert code == 0
    assert "1 passed" in lines[-1], "pytest's own closing line stays the last"
    said = [line for line in lines if line.startswith("Left out")]
    assert said == ["Left out: browser tests (no Chromium). Install: apt-get install chromium"]


def test_what_is_left_out_fails_when_nothing_may_be(run_tests):
    code, lines = run_tests("--nothing-left-out", files={"test_a.py": PLAIN, "test_b.py": BROWSER}, has_chromium=False)
    assert code == 1
    assert "1 passed" in lines[-1]


def test_a_skipped_test_fails_only_when_nothing_may_be_left_out(run_tests):
    files = {"test_a.py": PLAIN, "test_c.py": SKIPPED}
    assert run_tests(files=files, has_chromium=True)[0] == 0


def test_a_skipped_test_fails_when_nothing_may_be_left_out(run_tests):
    files = {"test_a.py": PLAIN, "test_c.py": SKIPPED}
    code, lines = run_tests("--nothing-left-out", files=files, has_chromium=True)
    assert code == 1
    assert "Left out: 1 skipped, see above" in lines


def test_a_whole_run_passes_when_nothing_may_be_left_out(run_tests):
    files = {"test_a.py": PLAIN, "test_b.py": BROWSER}
    assert run_tests("--nothing-left-out", files=files, has_chromium=True)[0] == 0


def test_a_choice_of_tests_is_kept_beside_what_is_left_out(run_tests):
    files = {"test_a.py": PLAIN, "test_b.py": BROWSER}
    code, lines = run_tests("-m", "browser", files=files, has_chromium=False)
    assert code == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "2 deselected" in lines[-1]


def test_a_failing_test_still_fails(run_tests):
    code, lines = run_tests(files={"test_a.py": "def test_wrong():\n    assert False\n"}, has_chromium=True)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "1 failed" in lines[-1]
