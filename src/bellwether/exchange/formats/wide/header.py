"""Which columns of a wide file are half-days: in one header row, or in two (dates, then AM and PM)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bellwether.core.calendar.grid import day_number
from bellwether.core.errors import BellwetherError
from bellwether.exchange.formats.dates import BadDate, read_date, read_half_day, read_session, spoilt_half_day
from bellwether.exchange.formats.header import Field, find_column, known_names, plain
from bellwether.exchange.formats.marks_text import read_day_of_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.core.problems import ProblemKind
    from bellwether.exchange.formats.table import HeadRow, Table

__all__ = ["WideColumn", "WideColumns", "WideHeaderError", "find_wide_columns"]


class WideHeaderError(BellwetherError):
    """A header that names a half-day badly. kind, text, row, column: for the problem list."""

    def __init__(self, kind: ProblemKind, text: str, *, row: int, column: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class WideColumn:
    """A column of marks. slots: its half-days (2 x days since 1970 + 0 AM, 1 PM): one, or both of a day."""

    position: int
    name: str
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WideColumns:
    """header: the last header row. pupil, school: positions. is_upn: whether the header says UPN."""

    header: HeadRow
    pupil: int
    pupil_name: str
    is_upn: bool
    school: int | None
    marks: tuple[WideColumn, ...]

    @property
    def needed(self) -> int:
        """How many cells a row must have: up to the pupil; what is missing further right is blank."""
        return self.pupil + 1


def _single_row(header: HeadRow) -> list[WideColumn]:
    """Columns headed by a date and a session."""
    columns = []
    for position, cell in enumerate(header.cells):
        if (half_day := read_half_day(cell)) is not None:
            columns.append(WideColumn(position, cell.strip(), (2 * day_number(half_day[0]) + half_day[1],)))
        elif (bad := spoilt_half_day(cell)) is not None:
            raise WideHeaderError(bad.kind, bad.text, row=header.line, column=cell.strip())
    return columns


def _dates_over(header: HeadRow) -> list[tuple[str, date | BadDate] | None]:
    """The date over each column; a merged cell stands over the blanks that follow it."""
    dates: list[tuple[str, date | BadDate] | None] = []
    current: tuple[str, date | BadDate] | None = None
    for cell in header.cells:
        if cell.strip():
            day = read_date(cell)
            looks_dated = isinstance(day, date) or any(sign.isdigit() for sign in cell)
            current = (cell.strip(), day) if looks_dated else None
        dates.append(current)
    return dates


def _two_rows(dates: HeadRow, sessions: HeadRow) -> list[WideColumn]:
    """Columns under a date and a session of their own rows; empty when these are no such rows."""
    over = _dates_over(dates)
    over += [over[-1] if over else None] * (len(sessions.cells) - len(over))
    columns: list[WideColumn] = []
    bad: list[WideHeaderError] = []
    for position, cell in enumerate(sessions.cells):
        session, above = read_session(cell), over[position]
        if session is None or above is None:
            continue
        if isinstance(above[1], BadDate):
            bad.append(WideHeaderError(above[1].kind, above[1].text, row=dates.line, column=above[0]))
        else:
            columns.append(WideColumn(position, f"{above[0]} {cell.strip()}", (2 * day_number(above[1]) + session,)))
    if columns and bad:
        raise bad[0]
    return columns


def _day_columns(table: Table, header: HeadRow) -> list[WideColumn]:
    """Columns headed by a date alone whose cells hold both marks of the day."""
    columns = []
    for position, cell in enumerate(header.cells):
        day = read_date(cell)
        if isinstance(day, date):
            first = 2 * day_number(day)
            columns.append(WideColumn(position, cell.strip(), (first, first + 1)))
    cells = [
        row.cells[column.position].strip()
        for row in table.head
        if row.line > header.end
        for column in columns
        if column.position < len(row.cells)
    ]
    pairs = [cell for cell in cells if all(reading.byte is not None for reading in read_day_of_marks(cell))]
    return columns if any(pairs) and len(pairs) * 2 >= len(cells) else []


def _pupil_and_school(rows: Sequence[HeadRow]) -> tuple[int, str, int | None] | None:
    """The pupil column, its header and the school column, looked for in the lower row first."""
    found: list[tuple[int, str, int | None]] = []
    for row in rows:
        position = find_column(row.cells, Field.PUPIL)
        if position is not None:
            school = next(
                (column for other in rows if (column := find_column(other.cells, Field.SCHOOL)) is not None), None
            )
            found.append((position, row.cells[position], school))
    best = [one for one in found if plain(one[1]) in known_names(Field.PUPIL, tier=0)] or found
    return best[0] if best else None


def find_wide_columns(table: Table, header: HeadRow) -> WideColumns | None:
    """The columns of a wide table whose header begins at `header`, or None where it is none.

    Raises RepeatedColumnError when two columns have an equal claim to name the pupil, WideHeaderError on a header
    that names no real half-day.
    """
    position = table.head.index(header)
    rows = [header]
    columns = _single_row(header)
    if not columns and position + 1 < len(table.head):
        columns = _two_rows(header, table.head[position + 1])
        rows = [table.head[position + 1], header] if columns else rows
    columns = columns or _day_columns(table, header)
    if not columns:
        return None
    who = _pupil_and_school(rows)
    if who is None:
        return None
    pupil, name, school = who
    is_upn = plain(name) in known_names(Field.PUPIL, tier=0)
    width = max(len(row.cells) for row in rows)
    lower = replace(rows[0], cells=rows[0].cells + ("",) * (width - len(rows[0].cells)))
    return WideColumns(lower, pupil, name.strip(), is_upn, school, tuple(columns))
