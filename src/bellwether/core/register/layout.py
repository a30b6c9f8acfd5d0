"""From marks in any order to a register: lay each mark in its cell, and tell what the empty cells are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import COLUMNS, academic_year_of, day_number, day_of, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.matrix import RegisterMatrix
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["MarksToLay", "lay_out"]

_UNKNOWN: Final = np.iinfo(np.int32).min

_NO_FIRST_MARK: Final = np.array([ord("Z"), BYTE_CLOSED, BYTE_UNMARKED], dtype=np.uint8)
"""Not yet on roll, closed, blank: they do not show that a pupil was on roll."""


@dataclass(frozen=True)
class MarksToLay:
    """Marks of many pupils at many schools.

    row: int32, shape (marks,), the row (one pupil at one school) of each mark.
    slot: int32, shape (marks,), 2 x day number + (0 AM, 1 PM). byte: uint8, shape (marks,), grid bytes; no two marks
    of one row may have one slot. school_of_row: int32, shape (rows,).
    first_on_roll, last_on_roll: slots, int32, shape (rows,); NOT_KNOWN where they are not known: then the row's first
    and last mark stand for them. also_open, also_closed: slots at which a school was open, or closed, by its calendar,
    school by school; empty without a calendar. A mark on a closed day still counts: marks are what happened.
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
    cells[marks.row, _columns(marks.slot, first_year, years)] = marks.byte
    _mark_blanks(cells, marks, first_year, years)
    also_open = _by_calendar(marks.also_open, marks, first_year, years)
    _close_blanks(cells, marks, _by_calendar(marks.also_closed, marks, first_year, years))
    return RegisterMatrix.of_cells(cells, first_year=first_year, school_of_row=marks.school_of_row, also_open=also_open)


def _first_slots(first_year: int, years: int) -> list[int]:
    return [2 * day_number(first_monday(first_year + ix)) for ix in range(years + 1)]


def _columns(slots: NDArray[np.int32], first_year: int, years: int) -> NDArray[np.int32]:
    """The laid-out column of each slot; years have 52 or 53 weeks, blocks always 53."""
    starts = _first_slots(first_year, years)
    columns = slots - np.int32(starts[0])
    for ix in range(1, years):
        # What the calendar year of school is shorter than its block of columns.
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


def _bounds(marks: MarksToLay) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The first and last half-day on roll of each row; where unknown, those of its marks."""
    rows = len(marks.school_of_row)
    first = np.full(rows, np.iinfo(np.int32).max, dtype=np.int32)
    last = np.full(rows, np.iinfo(np.int32).min, dtype=np.int32)
    # "Z" and "#" say that a pupil is not yet, or need not be, there: they are no first mark.
    real = (marks.byte != ord("Z")) & (marks.byte != BYTE_CLOSED)
    np.minimum.at(first, marks.row[real], marks.slot[real])
    np.maximum.at(last, marks.row[real], marks.slot[real])
    for known, bound in ((marks.first_on_roll, first), (marks.last_on_roll, last)):
        if known is not None:
            bound[known != _UNKNOWN] = known[known != _UNKNOWN]
    return first, last


def _mark_blanks(cells: NDArray[np.uint8], marks: MarksToLay, first_year: int, years: int) -> None:
    """Between each row's bounds a cell without a mark is not yet marked; outside them it is not on roll."""
    first, last = _bounds(marks)
    starts = _first_slots(first_year, years)
    slot_of_column = np.concatenate(
        [np.minimum(np.arange(starts[ix], starts[ix] + STRIDE), starts[ix + 1] - 1) for ix in range(years)]
    )
    low = np.searchsorted(slot_of_column, np.clip(first, starts[0], starts[-1]), side="left")
    high = np.searchsorted(slot_of_column, np.clip(last, starts[0] - 1, starts[-1] - 1), side="right")
    step = 4096  # rows at a time, so that the masks stay small beside the register
    columns = np.arange(cells.shape[1])
    for start in range(0, len(cells), step):
        block = cells[start : start + step]
        on_roll = (columns >= low[start : start + step, None]) & (columns < high[start : start + step, None])
        block[on_roll & (block == BYTE_NOT_ON_ROLL)] = BYTE_UNMARKED
        block[~on_roll & (block == BYTE_UNMARKED)] = BYTE_NOT_ON_ROLL


def _close_blanks(cells: NDArray[np.uint8], marks: MarksToLay, closed: NDArray[np.bool_]) -> None:
    """On a half-day that the calendar calls closed, a pupil without a mark has none to get."""
    for school, year in np.argwhere(closed.any(axis=2)).tolist():
        columns = np.flatnonzero(closed[school, year]) + year * STRIDE
        rows = np.flatnonzero(marks.school_of_row == school)
        block = cells[np.ix_(rows, columns)]
        block[block == BYTE_UNMARKED] = BYTE_CLOSED
        cells[np.ix_(rows, columns)] = block
