"""The counting pass in NumPy: for small registers, for a quick start, and where Numba is missing.

It looks at the cells that differ from the school's all-present row. Whether an attended session lies between two of
them is answered by counting: the open sessions before each, less those that were not attended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED, CODE_COUNT, SessionClass
from bellwether.core.register.kernels.given import PassInput, code_counts, session_totals
from bellwether.core.register.measured import NONE, Measured
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["measure_with_numpy"]


@dataclass(frozen=True, slots=True)
class _Exceptions:
    """The cells that differ from the all-present row, in order of row and column; every array has shape (cells,)."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    byte: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    was_open: NDArray[np.bool_]
    open_before: NDArray[np.int64]

    def where(self, mask: NDArray[np.bool_]) -> _Exceptions:
        return _Exceptions(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))

    def before_in_row(self, happened: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Of the cells of the same row before each cell, how many `happened`."""
        running: NDArray[np.int64] = np.cumsum(happened) - happened
        first = np.searchsorted(self.row, self.row, side="left")
        return running - running[first] if len(running) else running


def _exceptions(given: PassInput) -> _Exceptions:
    school = given.school_of_row
    differs = given.cells[:, : given.stop] != given.template[school, : given.stop]
    row, column = np.nonzero(differs)
    byte = given.cells[row, column]
    return _Exceptions(
        row=row,
        column=column,
        byte=byte,
        kind=given.classes[column // STRIDE, byte],
        was_open=given.template[school[row], column] != BYTE_CLOSED,
        open_before=given.open_before[school[row], column].astype(np.int64),
    )


def _count(rows: NDArray[np.int64], size: int) -> NDArray[np.int32]:
    return np.bincount(rows, minlength=size).astype(np.int32)


def _runs(
    cells: _Exceptions, breaks_before: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int32], NDArray[np.int32]]:
    """Runs of the cells: number a row, length of the longest, and the first and last column of the first longest.

    breaks_before: how many sessions that break a run lie before each cell in its row; equal counts are one run.
    """
    number, longest = np.zeros(size, np.int16), np.zeros(size, np.int16)
    run_from, run_to = np.full(size, NONE, np.int32), np.full(size, NONE, np.int32)
    if not len(cells.row):
        return number, longest, run_from, run_to
    starts = np.ones(len(cells.row), dtype=bool)
    starts[1:] = (np.diff(cells.row) != 0) | (np.diff(breaks_before) != 0)
    first = np.flatnonzero(starts)
    length = np.diff(np.append(first, len(cells.row)))
    row = cells.row[first]
    np.add.at(number, row, 1)
    np.maximum.at(longest, row, length.astype(np.int16))
    # Assigned from the last run to the first, so that the first of equal length stays.
    best = np.flatnonzero(length == longest[row])[::-1]
    run_from[row[best]] = cells.column[first[best]]
    run_to[row[best]] = cells.column[first[best] + length[best] - 1]
    return number, longest, run_from, run_to


def _threshold(
    given: PassInput, unauthorised: _Exceptions, size: int
) -> tuple[NDArray[np.int16], NDArray[np.int32], NDArray[np.int32]]:
    """The fullest window of school weeks of each row, and the first that reached the threshold."""
    peak = np.zeros(size, np.int16)
    window_from, met = np.full(size, NONE, np.int32), np.full(size, NONE, np.int32)
    if not len(unauthorised.row):
        return peak, window_from, met
    row, column = unauthorised.row, unauthorised.column
    week = given.week_numbers[given.school_of_row[row], column].astype(np.int64)
    # Rows far apart on one axis: the start of each window is then one search in a rising array.
    apart = int(week.max()) + given.window_weeks + 1
    axis = row * apart + week
    start = np.searchsorted(axis, np.maximum(axis - given.window_weeks + 1, row * apart), side="left")
    inside = np.arange(len(row)) - start + 1
    np.maximum.at(peak, row, inside.astype(np.int16))
    reached = np.flatnonzero(inside >= given.window_sessions)[::-1]
    met[row[reached]] = column[reached]
    window_from[row[reached]] = column[start[reached]]
    return peak, window_from, met


def _by_session(given: PassInput, cells: _Exceptions) -> NDArray[np.int32]:
    index = given.group_of_row[cells.row].astype(np.int64) * COLUMNS + cells.column - given.start
    return _count(index, given.groups * COLUMNS).reshape(given.groups, COLUMNS)


def measure_with_numpy(given: PassInput) -> Measured:
    """The whole pass. See Measured for what each figure is."""
    size = len(given.cells)
    every = _exceptions(given)
    attended_before = every.open_before - every.before_in_row(every.was_open & (every.kind != SessionClass.ATTENDED))
    # A mark in a column that its school was closed in attends nothing that open_before has counted.
    attended_before += every.before_in_row(~every.was_open & (every.kind == SessionClass.ATTENDED))
    is_authorised = every.kind == SessionClass.AUTHORISED
    is_unauthorised = every.kind == SessionClass.UNAUTHORISED
    authorised_before = every.before_in_row(is_authorised)
    is_counted = every.column >= given.start
    is_absent = (is_authorised | is_unauthorised) & is_counted

    counted, absent = every.where(is_counted), every.where(is_absent)
    unauthorised = every.where(is_unauthorised)
    spells, longest_spell, _, _ = _runs(absent, attended_before[is_absent], size)
    _, longest_run, run_from, run_to = _runs(unauthorised, (attended_before + authorised_before)[is_unauthorised], size)
    peak, window_from, met = _threshold(given, unauthorised, size)

    codes = _count(counted.row * CODE_COUNT + given.code_numbers[counted.byte], size * CODE_COUNT)
    taken = counted.where(counted.was_open)
    taken_by_session = _count(taken.row * 2 + taken.column % 2, size * 2).reshape(size, 2)
    weekday = (absent.column - given.start) // 2 % 7
    ill = every.where(is_counted & (every.byte == given.illness))
    ill_days = np.unique(ill.row * STRIDE + (ill.column - given.start) // 2)
    out = taken.where(taken.kind == SessionClass.OUT)
    counted_open = given.open_sessions.sum(axis=1, dtype=np.int32)[given.school_of_row]
    return Measured(
        codes=code_counts(given, codes.astype(np.int16).reshape(size, CODE_COUNT), taken_by_session),
        possible=counted_open - _count(out.row, size),
        authorised=_count(every.row[is_authorised & is_counted], size),
        unauthorised=_count(every.row[is_unauthorised & is_counted], size),
        spells=spells,
        longest_spell=longest_spell,
        weekday_absence=_count(absent.row * 7 + weekday, size * 7).astype(np.int16).reshape(size, 7),
        illness_days=_count(ill_days // STRIDE, size).astype(np.int16),
        longest_unauthorised_run=longest_run,
        run_from=run_from,
        run_to=run_to,
        threshold_peak=peak,
        threshold_from=window_from,
        threshold_met=met,
        sessions=session_totals(
            given,
            _by_session(given, out),
            _by_session(given, every.where(is_authorised & is_counted)),
            _by_session(given, every.where(is_unauthorised & is_counted)),
        ),
    )
