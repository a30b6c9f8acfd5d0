"""Problems as a list that a person can work through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.cli.streams import tell
from bellwether.core.problems import Severity
from bellwether.ui.visible import visible

if TYPE_CHECKING:
    from bellwether.core.problems import Problem, ProblemLog

__all__ = ["print_problems"]


def print_problems(problems: ProblemLog, *, quiet: bool) -> None:
    """List errors and warnings on standard error; warnings only where there is something else to hear."""
    _print_some(problems, Severity.ERROR, "error", "Nothing was analysed, nothing was written.")
    if not quiet or problems.has_errors():
        _print_some(problems, Severity.WARNING, "warning", "")


def _print_some(problems: ProblemLog, severity: Severity, name: str, consequence: str) -> None:
    shown = problems.errors if severity is Severity.ERROR else problems.warnings
    more = problems.uncounted(severity)
    total = len(shown) + sum(more.values())
    if not total:
        return
    tell(f"\n{total:,} {name}{'' if total == 1 else 's'}. {consequence}".rstrip())
    for problem in shown:
        tell(f"  {_place(problem)}{visible(problem.text)}{_found(problem)}")
    for kind, number in sorted(more.items()):
        tell(f"  … and {number:,} more: {kind.value}")


def _place(problem: Problem) -> str:
    places = [problem.file]
    if problem.row is not None:
        places.append(f"row {problem.row}")
    if problem.column:
        places.append(f"column {problem.column}")
    if problem.pupil:
        places.append(f"pupil {problem.pupil}")
    named = ", ".join(place for place in places if place)
    return f"{visible(named)}: " if named else ""


def _found(problem: Problem) -> str:
    return "" if problem.found is None else f" (found: {problem.found!r})"
