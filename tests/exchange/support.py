"""Small files and what came of them, for the tests of the readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.core.calendar.grid import day_of
from bellwether.core.codes import code_of
from bellwether.core.problems import ProblemLog
from bellwether.exchange.formats.marks import Layout, Marks, read_marks

if TYPE_CHECKING:
    from datetime import date

DATA = Path(__file__).parent.parent / "data"


def put(folder: Path, text: str | bytes, *, name: str = "marks.csv", encoding: str = "utf-8") -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def read(
    *paths: Path, layout: Layout | None = None, grid: int | None = None, limit: int = 100
) -> tuple[Marks, ProblemLog]:
    """The marks of the files and the problems."""
    log = ProblemLog(limit=limit)
    return read_marks(paths, layout=layout, grid=grid, problems=log), log  # type: ignore[arg-type]


def shown(marks: Marks) -> dict[tuple[str, str | None, date, int], str]:
    """Each mark as its code, by pupil, school, day and session."""
    return {
        (marks.pupil[e], marks.school[e], day_of(slot >> 1), slot & 1): code_of(code)
        for e, slot, code in zip(marks.enrolment.tolist(), marks.slot.tolist(), marks.code.tolist(), strict=True)
    }


def kinds(log: ProblemLog) -> list[str]:
    """The kinds of what was kept, errors first."""
    return [problem.kind.value for problem in (*log.errors, *log.warnings)]


def codes(marks: Marks) -> list[str]:
    """The codes in order."""
    return [code_of(code) for code in marks.code.tolist()]
