"""From marks in any order to a register: lay each mark in its cell, and tell what the empty cells are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from bellwether.core.calendar import COLUMNS, academic_year_of, day_number, day_of, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.matrix import RegisterMatrix, settle_cells
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["MarksToLay", "lay_out"]

_Slots = TypeVar("_Slots", np.int32, np.int64)

_UNKNOWN: Final = np.iinfo(np.int32).min

_MARKS_AT_A_TIME: Final = 1 << 20
"""So that positions stay in the processor's cache: an authority's year is 37 million marks."""


@dataclass(frozen=True)
class MarksToLay:
    """Marks of many pupils at many schools.

    row: int32, shape (marks,), the row (one pupil at one school) of each mark.
    slot: int32, shape (marks,), 2 x day number + (0 AM, 1 PM). byte: uint8, shape (marks,), grid bytes; no two marks
    of one row may have one slot. school_of_row: int32, shape (rows,).
    first_on_roll, last_on_roll: slots, int32, shape (rows,); NOT_KNOWN where they are not known: then the row's first
    and last mark stand for them. also_open, also_closed: slots at which a school was open, or closed, by its calendar,
    school by school; empty without a calendar. A mark on a closed day still counts, and makes it a school day: marks
    are what happened. But whoever has none that day is not chased for one: there the calendar wins.
    """

    row: NDArray[np.int32]
    slot: NDArray[np.int32]
    byte: NDArray[np.uint8]
    school_of_row: NDArray[np.int32]
    first_on_roll: NDArray[np.int32] | None = None
    last_on_roll: NDArray[np.int32] | None = None
    also_open: tuple[NDArray[np.int32], ...] = ()
    also_closed: tuple[NDArray[np.int32], ...] = ()

    NOT_KNOWN = _UNKNOWN

    def years(self, until: date | None) -> tuple[int, int]:
        """The first academic year with a mark, and the last, or that of `until`."""
        if not len(self.slot):
            if until is None:
                raise ShapeMismatchError("no marks, and no day to lay out until")
            return academic_year_of(until), academic_year_of(until)
        first = academic_year_of(day_of(int(self.slot.min()) // 2))
        last = academic_year_of(until or day_of(int(self.slot.max()) // 2))
        if last < academic_year_of(day_of(int(self.slot.max()) // 2)):
            raise ShapeMismatchError("a mark lies after the last year to lay out")
        return first, last


def lay_out(marks: MarksToLay, *, until: date | None = None) -> RegisterMatrix:
    """The register of the marks, from the year of the first to the year of the last (or of `until`).

    A session without a mark, or with a blank one, is not yet marked `.` between the row's first and last half-day on
    roll where its school had that session, not on roll `_` outside, and closed `#` where the school had no session.
    """
    first_year, last_year = marks.years(until)
    years = last_year - first_year + 1
    cells = np.full((len(marks.school_of_row), years * STRIDE), BYTE_NOT_ON_ROLL, dtype=np.uint8)
    blocks = cells.reshape(len(cells), years, STRIDE)
    blocks[:, :, COLUMNS:] = BYTE_CLOSED
    for start in range(0, len(marks.slot), _MARKS_AT_A_TIME):
        some = slice(start, start + _MARKS_AT_A_TIME)
        cells[marks.row[some], _columns(marks.slot[some], first_year, years)] = marks.byte[some]
    _settle_blanks(cells, marks, first_year, years)
    also_open = _by_calendar(marks.also_open, marks, first_year, years)
    _close_blanks(cells, marks, _by_calendar(marks.also_closed, marks, first_year, years))
    return RegisterMatrix.of_cells(cells, first_year=first_year, school_of_row=marks.school_of_row, also_open=also_open)


def _first_slots(first_year: int, years: int) -> list[int]:
    return [2 * day_number(first_monday(first_year + ix)) for ix in range(years + 1)]


def _columns(slots: NDArray[_Slots], first_year: int, years: int) -> NDArray[_Slots]:
    """The laid-out column of each slot; years have 52 or 53 weeks, blocks always 53."""
    starts = _first_slots(first_year, years)
    columns = slots - starts[0]
    for ix in range(1, years):
        # A block has room for 53 weeks and two more columns, whatever the year has.
        columns[slots >= starts[ix]] += STRIDE - (starts[ix] - starts[ix - 1])
    return columns


def _by_calendar(
    slots_of_schools: tuple[NDArray[np.int32], ...], marks: MarksToLay, first_year: int, years: int
) -> NDArray[np.bool_]:
    """Slots, school by school, as flags of shape (schools, years, 742)."""
    schools = int(marks.school_of_row.max()) + 1
    starts = _first_slots(first_year, years)
    laid = np.zeros((schools, years * STRIDE), dtype=bool)
    for school, slots in enumerate(slots_of_schools):
        inside = slots[(slots >= starts[0]) & (slots < starts[-1])]
        laid[school, _columns(inside, first_year, years)] = True
    return laid.reshape(schools, years, STRIDE)[:, :, :COLUMNS].copy()


def _settle_blanks(cells: NDArray[np.uint8], marks: MarksToLay, first_year: int, years: int) -> None:
    """Take out marks off roll, and tell "not yet marked" from "not on roll" where there is no mark.

    Where a row's first or last half-day on roll is not known, its first or last mark stands for it.
    """
    low, low_is_known = _known(marks.first_on_roll, len(cells), 0, first_year, years)
    high, high_is_known = _known(marks.last_on_roll, len(cells), 1, first_year, years)
    high[~high_is_known] = cells.shape[1]
    settle_cells(cells, low, high, low_is_known, high_is_known)


def _known(
    slots: NDArray[np.int32] | None, rows: int, after: int, first_year: int, years: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Slots of rows as laid-out columns (`after`: the column behind), 0 where not known, and which are known."""
    if slots is None:
        return np.zeros(rows, np.int64), np.zeros(rows, dtype=bool)
    is_known = slots != _UNKNOWN
    starts = _first_slots(first_year, years)
    inside = np.clip(slots.astype(np.int64) + after, starts[0], starts[-1])
    # The slot behind the last year has no column of its own: it is the end of the row.
    laid = _columns(np.minimum(inside, starts[-1] - 1), first_year, years) + (inside == starts[-1])
    return np.where(is_known, laid, 0), is_known


def _close_blanks(cells: NDArray[np.uint8], marks: MarksToLay, closed: NDArray[np.bool_]) -> None:
    """On a half-day that the calendar calls closed, a pupil without a mark has none to get."""
    for school, year in np.argwhere(closed.any(axis=2)).tolist():
        columns = np.flatnonzero(closed[school, year]) + year * STRIDE
        rows = np.flatnonzero(marks.school_of_row == school)
        block = cells[np.ix_(rows, columns)]
        block[block == BYTE_UNMARKED] = BYTE_CLOSED
        cells[np.ix_(rows, columns)] = block
