"""One analysis from the files named to the figures: reading, refusing, laying out, measuring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bellwether.analyse.analysis import Analysis, analyse
from bellwether.analyse.enrolments import assemble
from bellwether.exchange.formats.calendar import read_calendar
from bellwether.exchange.formats.marks import Layout, read_marks, recognise
from bellwether.exchange.formats.pupils import read_pupils

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from bellwether.core.policy import Policy
    from bellwether.core.problems import ProblemLog

__all__ = ["Job", "is_published_counts", "run_job"]


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for. layout, as_of, grid: None to find out."""

    files: tuple[Path, ...]
    policy: Policy
    layout: str | None = None
    pupils: Path | None = None
    calendar: Path | None = None
    as_of: date | None = None
    grid: Literal[10, 14] | None = None


def is_published_counts(files: Sequence[Path], layout: str | None, problems: ProblemLog) -> bool:
    """Whether the files are DfE's published counts rather than marks. Errors go to `problems` and are refused."""
    if layout is not None:
        return layout == Layout.DFE
    layouts = {recognise(path, problems=problems) for path in files}
    problems.refuse_if_errors()
    return layouts == {Layout.DFE}


def run_job(job: Job, problems: ProblemLog, progress: Callable[[float], None] | None = None) -> Analysis:
    """Read and measure. Raises InputRefusedError, with every problem found so far, before anything is analysed."""
    layout = Layout(job.layout) if job.layout else None
    marks = read_marks(job.files, layout=layout, grid=job.grid, problems=problems, progress=progress)
    named = read_pupils(job.pupils, problems=problems) if job.pupils else None
    calendar = read_calendar(job.calendar, problems=problems) if job.calendar else None
    problems.refuse_if_errors()
    enrolments = assemble(marks, named=named, calendar=calendar, as_of=job.as_of, problems=problems)
    problems.refuse_if_errors()
    sources = [*job.files, *(path for path in (job.pupils, job.calendar) if path)]
    return analyse(enrolments, policy=job.policy, sources=tuple(path.name for path in sources), problems=problems)
