"""Marks from files of any layout: the one door for everyone who reads them.

marks = read_marks([path], layout=None, grid=None, problems=log)
problems.refuse_if_errors()
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.ctf import read_ctf
from bellwether.exchange.formats.duplicates import report_duplicates
from bellwether.exchange.formats.finish import check_marks, check_pupil_numbers, first_rows, without_nameless
from bellwether.exchange.formats.long import LongColumns, read_long
from bellwether.exchange.formats.model import ImportedTotals, Layout, Marks, PupilDetails
from bellwether.exchange.formats.packed import is_packed, read_packed
from bellwether.exchange.formats.recognise import Dfe, Recognised, layout_of, recognise_file
from bellwether.exchange.formats.reporting import FileLog
from bellwether.exchange.formats.string import StringColumns, read_string
from bellwether.exchange.formats.table import UnreadableFileError
from bellwether.exchange.formats.wide import WideColumns, read_wide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bellwether.core.problems import ProblemLog

__all__ = ["ImportedTotals", "Layout", "Marks", "PupilDetails", "read_marks", "recognise", "report_duplicates"]


def recognise(path: Path, *, problems: ProblemLog) -> Layout | None:
    """The layout of a file by what stands in it; None, with an error in `problems`, when it is none we know."""
    if is_packed(path):
        return Layout.PACKED
    found = recognise_file(path, layout=None, log=FileLog(problems, path.name))
    return layout_of(found) if isinstance(found, Recognised) else found


def _no_marks(name: str, log: FileLog) -> Marks:
    nothing = np.zeros(0, dtype=np.int32)
    return Marks((), (), nothing, nothing, nothing.astype(np.uint8), nothing, 0, (log.file or name,))


def _read_table(
    found: Recognised, *, grid: Literal[10, 14] | None, log: FileLog, progress: Callable[[float], None] | None
) -> Marks:
    """The marks of a table, checked."""
    columns = found.columns
    match columns:
        case LongColumns():
            marks = read_long(found.table, columns, log=log, progress=progress)
        case WideColumns():
            marks = read_wide(found.table, columns, log=log, progress=progress)
        case StringColumns():
            marks, totals = read_string(found.table, columns, grid=grid, log=log, progress=progress)
            marks = replace(marks, totals=totals)
        case Dfe():
            text = (
                "The file holds DfE's published counts, not the marks of pupils. Read it with --layout dfe, by itself."
            )
            log.refuse(ProblemKind.UNKNOWN_LAYOUT, text)
            return _no_marks(found.table.name, log)
    marks = without_nameless(marks)
    check_marks(marks, log=log)
    labels = marks.pupil + tuple(total.pupil for total in marks.totals)
    row_of = first_rows(marks)
    check_pupil_numbers(
        labels,
        column=columns.pupil_name,
        is_upn=columns.is_upn,
        row_of=lambda at: row_of(at) if at < len(marks.pupil) else marks.totals[at - len(marks.pupil)].row,
        log=log,
    )
    return marks


def _read_file(
    path: Path,
    *,
    layout: Layout | None,
    grid: Literal[10, 14] | None,
    problems: ProblemLog,
    progress: Callable[[float], None] | None,
) -> Marks:
    log = FileLog(problems, path.name)
    if layout is Layout.PACKED or (layout is None and is_packed(path)):
        return _read_packed(path, log=log)
    found = recognise_file(path, layout=layout, log=log)
    if found is None:
        return _no_marks(path.name, log)
    try:
        if isinstance(found, Recognised):
            log = log.on(found.table.sheet)
            marks = _read_table(found, grid=grid, log=log, progress=progress)
        else:
            marks, totals, details = read_ctf(path, grid=grid, log=log)
            marks = replace(marks, totals=totals, details=details)
            check_marks(marks, log=log)
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return _no_marks(path.name, log)
    if not len(marks) and not marks.totals and not _complained(problems, path.name):
        log.refuse(ProblemKind.NO_MARKS, "The file has a header but no marks. Export it again, with the marks in it.")
    return marks


def _read_packed(path: Path, *, log: FileLog) -> Marks:
    """The marks of packed rows, checked."""
    if not is_packed(path):
        text = "Packed rows are a Parquet file with the columns school, pupil, year and marks (bytes); this is none."
        log.refuse(ProblemKind.UNKNOWN_LAYOUT, text)
        return _no_marks(path.name, log)
    marks = read_packed(path, log=log)
    check_marks(marks, log=log)
    check_pupil_numbers(marks.pupil, column="pupil", is_upn=False, row_of=first_rows(marks), log=log)
    if not len(marks) and not _complained(log.problems, path.name):
        log.refuse(ProblemKind.NO_MARKS, "The packed rows hold no marks.")
    return marks


def _complained(problems: ProblemLog, file: str) -> bool:
    """Whether an error already says why nothing came of the file."""
    return any(problem.file == file for problem in problems.errors)


def _merge(parts: Sequence[Marks]) -> Marks:
    """The marks of several files as one; the same pupil at the same school is one enrolment."""
    keys: dict[tuple[str, str | None], int] = {}
    enrolments = []
    for part in parts:
        numbers = [keys.setdefault(key, len(keys)) for key in zip(part.pupil, part.school, strict=True)]
        enrolments.append(np.array(numbers, dtype=np.int32)[part.enrolment] if numbers else part.enrolment)
    sizes = [len(part) for part in parts]
    offsets = np.cumsum([0, *(len(part.columns) for part in parts)])
    columns = [
        np.full(len(part), -1, dtype=np.int32) if part.column is None else part.column + np.int32(offset)
        for part, offset in zip(parts, offsets[:-1].tolist(), strict=True)
    ]
    minutes = [
        np.full(len(part), -1, dtype=np.int16) if part.minutes_late is None else part.minutes_late for part in parts
    ]
    return Marks(
        pupil=tuple(pupil for pupil, _ in keys),
        school=tuple(school for _, school in keys),
        enrolment=np.concatenate(enrolments),
        slot=np.concatenate([part.slot for part in parts]),
        code=np.concatenate([part.code for part in parts]),
        row=np.concatenate([part.row for part in parts]),
        file=np.repeat(np.arange(len(parts), dtype=np.uint8), sizes),
        files=tuple(part.files[0] for part in parts),
        column=np.concatenate(columns) if any(part.column is not None for part in parts) else None,
        columns=tuple(name for part in parts for name in part.columns),
        minutes_late=np.concatenate(minutes) if any(part.minutes_late is not None for part in parts) else None,
        details=tuple(details for part in parts for details in part.details),
        totals=tuple(total for part in parts for total in part.totals),
    )


def read_marks(
    paths: Sequence[Path],
    *,
    layout: Layout | None = None,
    grid: Literal[10, 14] | None = None,
    problems: ProblemLog,
    progress: Callable[[float], None] | None = None,
) -> Marks:
    """The marks of all files, duplicates settled. At most 255 files.

    layout: None to recognise each file by itself. grid: sessions a week of marks strings, None to find out.
    progress: called with the share done, 0 to 1. Errors go to `problems`; what is returned then is only for a
    caller that refuses (`problems.refuse_if_errors`). A DfE file is an error here: ask `recognise` first.
    """
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    parts: list[Marks] = []
    for number, path in enumerate(paths):
        before, share = (sum(sizes[:number]) / max(1, sum(sizes))), sizes[number] / max(1, sum(sizes))
        scaled = None if progress is None else lambda done, before=before, share=share: progress(before + done * share)
        parts.append(_read_file(path, layout=layout, grid=grid, problems=problems, progress=scaled))
    marks = parts[0] if len(parts) == 1 else _merge(parts)
    return report_duplicates(marks, problems=problems)
