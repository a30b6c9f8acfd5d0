"""The Numba sides of settling blanks and of weekly counts: one walk over the cells each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_UNMARKED, _NOT_ON_ROLL = ord("."), ord("_")


@numba.njit(nogil=True, cache=True, boundscheck=False)
def settle(
    cells: NDArray[np.uint8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    first_is_known: NDArray[np.bool_],
    last_is_known: NDArray[np.bool_],
    shows_on_roll: NDArray[np.bool_],
) -> None:
    """See `laying.settle_blanks`."""
    width = cells.shape[1]
    for row in range(len(cells)):
        low, high = first[row], last[row]
        for column in range(low):
            cells[row, column] = _NOT_ON_ROLL
        for column in range(max(high, 0), width):
            cells[row, column] = _NOT_ON_ROLL
        if not first_is_known[row]:
            low = 0
            while low < width and not shows_on_roll[cells[row, low]]:
                low += 1
        if not last_is_known[row]:
            high = width
            while high > 0 and not shows_on_roll[cells[row, high - 1]]:
                high -= 1
        for column in range(width):
            cell = cells[row, column]
            if cell in (_UNMARKED, _NOT_ON_ROLL):
                cells[row, column] = _UNMARKED if low <= column < high else _NOT_ON_ROLL


@numba.njit(nogil=True, cache=True, boundscheck=False)
def count_weeks(
    rows: NDArray[np.uint8],
    columns: int,
    is_possible: NDArray[np.bool_],
    is_absent: NDArray[np.bool_],
    possible: NDArray[np.uint8],
    absent: NDArray[np.uint8],
) -> None:
    """See `laying.count_by_week`."""
    for row in range(len(rows)):
        for week in range(possible.shape[1]):
            for column in range(week * 14, min(week * 14 + 14, columns)):
                cell = rows[row, column]
                possible[row, week] += is_possible[cell]
                absent[row, week] += is_absent[cell]
