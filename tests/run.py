"""Runs every test that this machine can run: `python -m tests.run [pytest arguments] [--nothing-left-out]`.

What the machine lacks is left out and named in one line, with the command that installs it. With
`--nothing-left-out`, anything left out or skipped is a failure: so what lands has been tested whole.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from tests.serving.small_disk import may_mount

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _pytest.terminal import TerminalReporter

__all__ = ["NEEDS", "Need", "main"]

NOTHING_LEFT_OUT: Final = "--nothing-left-out"
LEFT_SOMETHING_OUT: Final = 1
WORKERS: Final = 2
"""Processes of pytest-xdist: the suite takes minutes, and two cores are what it can count on."""

CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """What tests with a marker need of the machine. what, lacking: words for people; install: a command."""

    marker: str
    what: str
    lacking: str
    install: str
    is_met: Callable[[], bool]


NEEDS: Final = (
    Need(
        marker="browser",
        what="browser tests",
        lacking="no Chromium",
        install="apt-get install chromium",
        is_met=lambda: any(map(shutil.which, CHROMIUM)),
    ),
    Need(
        marker="mount",
        what="tests of a full disk",
        lacking="no right to mount a small one",
        install="run them as the administrator, in a container say",
        is_met=may_mount,
    ),
)


class LeftOut:
    """A pytest plugin: says before pytest's own last line what was left out, and counts it as a failure if asked."""

    def __init__(self, unmet: Sequence[Need], *, refuse: bool) -> None:
        self.unmet = unmet
        self.refuse = refuse

    def sentence(self, skipped: int) -> str:
        """What was left out in one line; empty where nothing was."""
        parts = [f"{need.what} ({need.lacking}). Install: {need.install}" for need in self.unmet]
        if skipped:
            parts.append(f"{skipped} skipped, see above")
        return f"Left out: {'; '.join(parts)}" if parts else ""

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Print the sentence."""
        if sentence := self.sentence(_skipped(terminalreporter)):
            terminalreporter.write_line(sentence, red=self.refuse, yellow=not self.refuse)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Make a run that left something out a failed one, before the summary is coloured and the code returned."""
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        skipped = _skipped(reporter) if reporter else 0
        if self.refuse and self.sentence(skipped) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = LEFT_SOMETHING_OUT


def _skipped(reporter: TerminalReporter) -> int:
    return len(reporter.stats.get("skipped", ()))


def main(arguments: Sequence[str], *, needs: Sequence[Need] = NEEDS) -> int:
    """Run pytest on all that the machine can. Returns its exit code; 1 where something may not be left out and was."""
    passed_on = [argument for argument in arguments if argument != NOTHING_LEFT_OUT]
    whole_suite = not passed_on
    unmet = [need for need in needs if not need.is_met()]
    asked_for = passed_on[passed_on.index("-m") + 1 : passed_on.index("-m") + 2] if "-m" in passed_on else []
    if unmet:
        # The last -m wins in pytest, so a choice of the user's own is joined to ours.
        passed_on += ["-m", " and ".join([*(f"({choice})" for choice in asked_for), *_without(unmet)])]
    if WORKERS and whole_suite:
        passed_on += ["-n", str(WORKERS)]
    first = int(pytest.main(passed_on, plugins=[LeftOut(unmet, refuse=NOTHING_LEFT_OUT in arguments)]))
    if first or not whole_suite:
        return first
    return _again_on_postgresql(arguments)


def _again_on_postgresql(arguments: Sequence[str]) -> int:
    """Run what uses a database a second time, on PostgreSQL: a process of its own, as settings are read once."""
    environment = {**os.environ, "BELLWETHER_TEST_DATABASE": "postgres"}
    command = [sys.executable, "-m", "tests.run", "-m", "django_db", "-n", str(WORKERS)]
    command += [argument for argument in arguments if argument == NOTHING_LEFT_OUT]
    return subprocess.run(command, env=environment, check=False).returncode


def _without(unmet: Sequence[Need]) -> list[str]:
    return [f"not {need.marker}" for need in unmet]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
