"""Which layout a file has, by its headers and its first rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.exchange.formats.dates import read_date
from bellwether.exchange.formats.header import Field, RepeatedColumnError, has_column, plain
from bellwether.exchange.formats.long import LongColumns, find_long_columns
from bellwether.exchange.formats.model import Layout
from bellwether.exchange.formats.reporting import FileLog, quoted
from bellwether.exchange.formats.rows import repeated_column_text
from bellwether.exchange.formats.string import StringColumns, find_string_columns
from bellwether.exchange.formats.table import FileKind, UnreadableFileError, kind_of_file, open_tables
from bellwether.exchange.formats.wide import WideColumns, WideHeaderError, find_wide_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bellwether.exchange.formats.table import HeadRow, Table

__all__ = ["Dfe", "Recognised", "layout_of", "recognise_file"]

_TITLES: Final = 10
"""How many rows of titles may stand above the header."""
_DFE_COLUMNS: Final = frozenset({"timeperiod", "geographiclevel"})
_LAYOUTS: Final = (
    "long: columns pupil, date, session, code (also minutes_late, school); "
    "wide: a column pupil and one for each half-day, such as 2025-09-03 AM; "
    "string: columns pupil, start_date, marks; "
    "ctf: a Common Transfer File (XML); "
    "dfe: the attendance files that DfE publishes"
)
_LONG_NAMES: Final = (Field.PUPIL, Field.DATE, Field.SESSION, Field.CODE)
_NEEDED: Final = {
    Layout.LONG: _LONG_NAMES,
    Layout.STRING: (Field.PUPIL, Field.START_DATE, Field.MARKS),
    Layout.WIDE: (Field.PUPIL,),
}


@dataclass(frozen=True, slots=True)
class Dfe:
    """A file of published counts."""

    header: HeadRow


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table and the columns that its layout needs."""

    table: Table
    columns: LongColumns | WideColumns | StringColumns | Dfe


def layout_of(recognised: Recognised) -> Layout:
    """The layout that was recognised."""
    match recognised.columns:
        case LongColumns():
            return Layout.LONG
        case WideColumns():
            return Layout.WIDE
        case StringColumns():
            return Layout.STRING
        case Dfe():
            return Layout.DFE


def _columns(
    table: Table, header: HeadRow, layout: Layout | None
) -> LongColumns | WideColumns | StringColumns | Dfe | None:
    """What the row is the header of, if it is one. Raises RepeatedColumnError, WideHeaderError."""
    if layout in (None, Layout.DFE) and {plain(cell) for cell in header.cells} >= _DFE_COLUMNS:
        return Dfe(header)
    if layout in (None, Layout.LONG) and (long := find_long_columns(table, header)) is not None:
        return long
    if layout in (None, Layout.WIDE) and (wide := find_wide_columns(table, header)) is not None:
        return wide
    if layout in (None, Layout.STRING):
        return find_string_columns(header)
    return None


def _search(table: Table, layout: Layout | None, *, log: FileLog) -> Recognised | None:
    """The table with its columns; None without them, with an error only where the header itself is at fault."""
    for header in table.head[:_TITLES]:
        try:
            columns = _columns(table, header, layout)
        except RepeatedColumnError as error:
            log.refuse(ProblemKind.REPEATED_COLUMN, repeated_column_text(error, header), row=header.line)
            return None
        except WideHeaderError as error:
            log.refuse(error.kind, error.text, row=error.row, column=error.column, found=error.column)
            return None
        if columns is not None:
            return Recognised(table, columns)
    return None


def _search_all(tables: Sequence[Table], layout: Layout | None, *, log: FileLog) -> Recognised | None:
    """The one table that can be recognised; None, with an error, where there is none or several."""
    found: list[Recognised] = []
    faulty: list[tuple[Table, ProblemLog]] = []
    for table in tables:
        trial = ProblemLog()
        recognised = _search(table, layout, log=FileLog(trial, log.file, table.sheet))
        if recognised is not None:
            found.append(recognised)
        elif trial.has_errors():
            faulty.append((table, trial))
    # Where marks are at hand, two columns of one name on another sheet are its own affair; a bad half-day is not.
    if found:
        faulty = [(table, trial) for table, trial in faulty if trial.errors[0].kind is not ProblemKind.REPEATED_COLUMN]
    if len(found) + len(faulty) > 1:
        log.refuse_sheets([table.sheet for table in tables if _is_among(table, found, faulty)], what="marks")
        return None
    if faulty:
        log.problems.add(faulty[0][1].errors[0])
    elif not found:
        _report_unknown(max(tables, key=_known_columns), layout, log=log, sheets=[table.sheet for table in tables])
    return found[0] if found else None


def _is_among(table: Table, found: Sequence[Recognised], faulty: Sequence[tuple[Table, ProblemLog]]) -> bool:
    return any(table is each.table for each in found) or any(table is each for each, _ in faulty)


def _likeliest_header(table: Table) -> HeadRow:
    return max(table.head[:_TITLES], key=lambda row: sum(has_column(row.cells, field) for field in Field))


def _known_columns(table: Table) -> int:
    """How many columns have a name that we know."""
    header = _likeliest_header(table)
    return sum(has_column(header.cells, field) for field in Field)


def _report_unknown(table: Table, layout: Layout | None, *, log: FileLog, sheets: Sequence[str | None]) -> None:
    """Say what was seen, what is missing and what layouts look like."""
    log = log.on(table.sheet)
    elsewhere = f" None of the sheets {quoted(sheets)} holds marks in a layout that we know." if table.sheet else ""
    header = _likeliest_header(table)
    seen = ", ".join(cell.strip() for cell in header.cells if cell.strip())[:300]
    wanted = _NEEDED.get(layout, ()) if layout is not None else _LONG_NAMES
    missing = [field.value for field in wanted if not has_column(header.cells, field)]
    if layout is not None:
        for name in missing:
            text = f"The layout {layout.value} needs a column {name}. The columns are: {seen}. Rename the right one."
            log.refuse(ProblemKind.MISSING_COLUMN, text, row=header.line, column=name)
        if not missing:
            text = f"The file is not in the layout {layout.value}. The columns are: {seen}. The layouts are {_LAYOUTS}."
            log.refuse(ProblemKind.UNKNOWN_LAYOUT, text, row=header.line, found=seen)
        return
    hint = f"{_hint(header, missing)}{elsewhere}"
    text = f"The columns are no layout that we know: {seen}.{hint} The layouts are {_LAYOUTS}."
    log.refuse(ProblemKind.UNKNOWN_LAYOUT, text, row=header.line, found=seen)


def _hint(header: HeadRow, missing: Sequence[str]) -> str:
    """What the file is near to, if anything, as a sentence after a blank."""
    if len(missing) == 1:
        return f" It is near to long, but has no column {missing[0]}."
    if sum(isinstance(read_date(cell, serials=False), date) for cell in header.cells) > 1:
        return (
            " Under a date alone each cell must hold both marks of the day, such as /\\; else add AM or PM to the date."
        )
    return ""


def recognise_file(path: Path, *, layout: Layout | None, log: FileLog) -> Recognised | Layout | None:
    """The table of a file with its columns, or Layout.CTF, or None with an error in `log`.

    layout: what the file is said to be; only that is then looked for.
    """
    try:
        kind = kind_of_file(path)
        if kind is FileKind.XML or layout is Layout.CTF:
            if layout in (None, Layout.CTF):
                return Layout.CTF
            text = f"The file is XML; the layout {layout.value} is a table. Leave --layout out or say --layout ctf."
            log.refuse(ProblemKind.UNKNOWN_LAYOUT, text)
            return None
        return _search_all(open_tables(path), layout, log=log)
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return None
