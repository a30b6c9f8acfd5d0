"""What is looked at before anything is read."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from bellwether.core.problems import Problem, ProblemKind, Severity

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from bellwether.core.problems import ProblemLog

__all__ = ["inputs_of", "refuse_streams"]


def inputs_of(options: argparse.Namespace) -> tuple[Path, ...]:
    """Every file that the command line names to be read."""
    return (*options.files, *(path for path in (options.pupils, options.calendar) if path is not None))


def refuse_streams(paths: Iterable[Path], problems: ProblemLog) -> None:
    """Raise InputRefusedError for pipes and devices: a file is read more than once, and they can be read once only.

    What is missing, a folder or closed to us is left to the reader, which says so in its own words.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError):
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            text = "This is no ordinary file: a pipe or device is gone once it is read. Save it as a file first."
            problems.add(Problem(ProblemKind.UNREADABLE_FILE, Severity.ERROR, text, file=str(path)))
    problems.refuse_if_errors()
