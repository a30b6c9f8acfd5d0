"""From loose marks to a register: which cells are empty, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.oracles.calendar import half_days_of_year
from tests.oracles.codes import NOT_YET_MARKED

if TYPE_CHECKING:
    from tests.oracles.register import HalfDay

CLOSED, NOT_ON_ROLL = "#", "_"


@dataclass
class LooseRow:
    """One pupil at one school: marks, and the first and last half-day on roll where they are known."""

    school: int
    marks: dict[HalfDay, str]
    first_on_roll: HalfDay | None = None
    last_on_roll: HalfDay | None = None


@dataclass
class LooseMarks:
    """Rows, and (school, half-day) that the calendar says was open, or closed."""

    rows: list[LooseRow]
    also_open: set[tuple[int, HalfDay]] = field(default_factory=set)
    also_closed: set[tuple[int, HalfDay]] = field(default_factory=set)


def counted_marks(row: LooseRow) -> dict[HalfDay, str]:
    """The row's marks but blanks, and but those before its first or after its last half-day on roll."""
    return {
        half: code
        for half, code in row.marks.items()
        if code != NOT_YET_MARKED
        and (row.first_on_roll is None or half >= row.first_on_roll)
        and (row.last_on_roll is None or half <= row.last_on_roll)
    }


def is_open(marks: LooseMarks, school: int, half: HalfDay) -> bool:
    """Some pupil of the school has a mark other than `#`, `Z` or blank, or the calendar says so."""
    if (school, half) in marks.also_open:
        return True
    return any(row.school == school and counted_marks(row).get(half, "#") not in ("#", "Z") for row in marks.rows)


def is_on_roll(row: LooseRow, half: HalfDay) -> bool:
    """Between the first and the last half-day on roll; where unknown, the first and last mark that shows the pupil."""
    shown = [other for other, code in counted_marks(row).items() if code not in ("#", "Z")]
    first = row.first_on_roll or min(shown, default=None)
    last = row.last_on_roll or max(shown, default=None)
    return first is not None and last is not None and first <= half <= last


def cell(marks: LooseMarks, row: LooseRow, half: HalfDay) -> str:
    """What stands in one cell: a code, or `#` closed, `.` not yet marked, `_` not on roll."""
    own = counted_marks(row)
    if half in own:
        return own[half]
    if not is_open(marks, row.school, half):
        return CLOSED
    if not is_on_roll(row, half):
        return NOT_ON_ROLL
    # The calendar may call closed what another pupil has a mark for: then there is nothing to chase here.
    return CLOSED if (row.school, half) in marks.also_closed else NOT_YET_MARKED


def opening_row(year, closed, times_on_roll):
    """One pupil's year before any mark, half-day by half-day: `#` closed, `_` not on roll, `.` to be marked."""
    row = ""
    for column, (day, _) in enumerate(half_days_of_year(year)):
        on_roll = any(first <= day and (last is None or day <= last) for first, last in times_on_roll)
        row += "#" if column in closed else "." if on_roll else "_"
    return row.ljust(742, "#").encode()
