"""Which layout a file has, by its headers and its first rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.dates import read_date
from bellwether.exchange.formats.header import Field, RepeatedColumnError, find_column, plain
from bellwether.exchange.formats.long import LongColumns, find_long_columns
from bellwether.exchange.formats.model import Layout
from bellwether.exchange.formats.rows import repeated_column_text
from bellwether.exchange.formats.string import StringColumns, find_string_columns
from bellwether.exchange.formats.table import FileKind, UnreadableFileError, kind_of_file, open_table
from bellwether.exchange.formats.wide import WideColumns, WideHeaderError, find_wide_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bellwether.exchange.formats.reporting import FileLog
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
    _report_unknown(table, layout, log=log)
    return None


def _has(header: HeadRow, field: Field) -> bool:
    try:
        return find_column(header.cells, field) is not None
    except RepeatedColumnError:
        return True


def _report_unknown(table: Table, layout: Layout | None, *, log: FileLog) -> None:
    """Say what was seen, what is missing and what layouts look like."""
    rows = table.head[:_TITLES]
    header = max(rows, key=lambda row: sum(_has(row, field) for field in Field))
    seen = ", ".join(cell.strip() for cell in header.cells if cell.strip())[:300]
    wanted = _NEEDED.get(layout, ()) if layout is not None else _LONG_NAMES
    missing = [field.value for field in wanted if not _has(header, field)]
    if layout is not None:
        for name in missing:
            text = f"The layout {layout.value} needs a column {name}. The columns are: {seen}. Rename the right one."
            log.refuse(ProblemKind.MISSING_COLUMN, text, row=header.line, column=name)
        if not missing:
            text = f"The file is not in the layout {layout.value}. The columns are: {seen}. The layouts are {_LAYOUTS}."
            log.refuse(ProblemKind.UNKNOWN_LAYOUT, text, row=header.line, found=seen)
        return
    text = f"The columns are no layout that we know: {seen}.{_hint(header, missing)} The layouts are {_LAYOUTS}."
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
        return _search(open_table(path), layout, log=log)
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return None
