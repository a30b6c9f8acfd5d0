"""What is looked at before a file is read at all: that it does not unpack to more than any school has."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final

from bellwether.core.problems import Problem, ProblemKind, ProblemLog, Severity
from bellwether.exchange.formats.table import UnreadableFileError
from bellwether.exchange.formats.table.opening import first_bytes
from bellwether.exchange.kinds import LARGEST_UNPACKED, MOST_PROBLEMS
from bellwether.people.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from bellwether.organisations.facts import SchoolFacts

__all__ = ["check_sizes", "count_problems", "is_ours_of", "new_log", "problem_lines"]

_MOST_ROWS: Final = 5_000_000
_MOST_PACKED: Final = 100_000
_TOO_LARGE: Final = (
    "The file unpacks to far more than the registers of a school. Export it again, as CSV and for fewer days."
)


def is_ours_of(school: SchoolFacts) -> Callable[[str], bool]:
    """Whether a text in a file is the school at hand: its URN, DfE number (with or without a slash) or name."""
    known = {school.urn, school.laestab, school.laestab[3:], f"{school.laestab[:3]}/{school.laestab[3:]}"}
    name = fold(school.name)
    return lambda text: text.strip() in known or fold(text) == name


def new_log() -> ProblemLog:
    """Where the problems of an import go."""
    return ProblemLog(limit=MOST_PROBLEMS)


def check_sizes(paths: Iterable[Path], *, log: ProblemLog) -> None:
    """Report archives, workbooks and Parquet files that would unpack beyond all measure, by what they say of
    themselves: none is unpacked for it.
    """
    for path in paths:
        try:
            is_bomb = _unpacks_to_too_much(path, first_bytes(path)[:4])
        except (zipfile.BadZipFile, OSError, UnreadableFileError):
            continue  # said when it is read
        if is_bomb:
            log.add(Problem(ProblemKind.UNREADABLE_FILE, Severity.ERROR, _TOO_LARGE, file=path.name))


def _unpacks_to_too_much(path: Path, start: bytes) -> bool:
    if start == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED
    return start == b"PAR1" and _rows_of_parquet(path) > _most_rows(path)


def _rows_of_parquet(path: Path) -> int:
    import polars as pl

    try:
        return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        return 0  # said when it is read


def _most_rows(path: Path) -> int:
    from bellwether.exchange.formats.packed import is_packed

    return _MOST_PACKED if is_packed(path) else _MOST_ROWS


def problem_lines(log: ProblemLog) -> Iterator[Sequence[Any]]:
    """Severity, file, row, column, pupil, found, text: errors first, then warnings, then what was only counted."""
    for problem in (*log.errors, *log.warnings):
        yield (
            problem.severity.value, problem.file, problem.row, problem.column, problem.pupil, problem.found,
            problem.text,
        )  # fmt: skip
    for severity in Severity:
        for kind, number in sorted(log.uncounted(severity).items()):
            yield severity.value, None, None, None, None, None, f"{kind.value}: {number}"


def count_problems(log: ProblemLog, severity: Severity) -> int:
    """How many there are, those that were only counted among them."""
    kept = log.errors if severity is Severity.ERROR else log.warnings
    return len(kept) + sum(log.uncounted(severity).values())
