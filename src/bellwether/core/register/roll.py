"""Laying a pupil's year: which cells are closed, which lie outside the roll, which wait for a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.calendar import COLUMNS, academic_year_of, columns_in, day_number, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bellwether.core.calendar import SchoolDays

__all__ = ["closed_columns_of", "column_of", "opening_row", "template_row"]


def column_of(on: date, session: int) -> int:
    """The column of a half-day (0 AM, 1 PM) in the row of its own academic year."""
    return 2 * (on - first_monday(academic_year_of(on))).days + session


def closed_columns_of(year: int, *, days: SchoolDays) -> frozenset[int]:
    """The columns of an academic year on which there is no school, where whole days are known and no half ones."""
    first = first_monday(year)
    open_days = (days.numbers - day_number(first)).tolist()
    is_open = {2 * day + session for day in open_days for session in (0, 1)}
    return frozenset(column for column in range(COLUMNS) if column not in is_open or column >= columns_in(year))


def template_row(year: int, *, closed: Collection[int]) -> bytes:
    """The row of a pupil who is on roll all year, before any mark: 742 grid bytes, `#` where closed, `.` elsewhere.

    closed: the columns without a session for the whole school. The last fourteen columns of a year of 52 weeks are no
    days and closed whether named or not. Raises ShapeMismatchError on a column outside 0 to 741.
    """
    row = bytearray([BYTE_UNMARKED]) * columns_in(year) + bytearray([BYTE_CLOSED]) * (COLUMNS - columns_in(year))
    for column in closed:
        if not 0 <= column < COLUMNS:
            raise ShapeMismatchError(f"column {column} lies outside the year")
        row[column] = BYTE_CLOSED
    return bytes(row)


def opening_row(template: bytes, *, year: int, on_roll: Collection[tuple[date, date | None]]) -> bytes:
    """The row of a pupil of the school with that template: `_` outside the roll, the template's bytes inside.

    on_roll: the first and the last day of each time on roll, both inside; None for no last day. A time in other years
    does not count here. Closed stays closed, for those not on roll too. Raises ShapeMismatchError on another length.
    """
    if len(template) != COLUMNS:
        raise ShapeMismatchError(f"a template of {len(template)} bytes, wanted {COLUMNS}")
    row = bytearray(BYTE_CLOSED if byte == BYTE_CLOSED else BYTE_NOT_ON_ROLL for byte in template)
    begins = first_monday(year)
    for first, last in on_roll:
        start = max(0, 2 * (first - begins).days)
        stop = COLUMNS if last is None else max(start, min(COLUMNS, 2 * (last - begins).days + 2))
        row[start:stop] = template[start:stop]
    return bytes(row)
