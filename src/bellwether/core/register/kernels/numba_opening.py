"""The Numba side of `opening`: eight cells at a time, and nothing twice that the row above has shown already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CLOSED = ord("#")


@numba.njit(nogil=True, cache=True, boundscheck=False)
def find_open(
    cells: NDArray[np.uint8],
    words: NDArray[np.uint64],
    school_of_row: NDArray[np.int32],
    code_numbers: NDArray[np.uint8],
    is_mark: NDArray[np.bool_],
    is_open: NDArray[np.bool_],
) -> bool:
    """Set `is_open` (schools, columns) where a row has a mark; False when a byte stands for nothing."""
    for row in range(len(cells)):
        school = school_of_row[row]
        has_neighbour = row > 0 and school_of_row[row - 1] == school
        for word in range(words.shape[1]):
            if has_neighbour and words[row, word] == words[row - 1, word]:
                continue
            for column in range(word * 8, word * 8 + 8):
                cell = cells[row, column]
                if code_numbers[cell] == 255:
                    return False
                is_open[school, column] |= is_mark[cell]
    return True


@numba.njit(nogil=True, cache=True, boundscheck=False)
def close_fillers(
    cells: NDArray[np.uint8],
    words: NDArray[np.uint64],
    school_of_row: NDArray[np.int32],
    is_filler: NDArray[np.bool_],
    is_open: NDArray[np.bool_],
    all_closed: np.uint64,
) -> None:
    """Write `#` over "not yet marked" and "not on roll" where the row's school was closed."""
    for row in range(len(cells)):
        school = school_of_row[row]
        for word in range(words.shape[1]):
            if words[row, word] == all_closed:
                continue
            for column in range(word * 8, word * 8 + 8):
                if not is_open[school, column] and is_filler[cells[row, column]]:
                    cells[row, column] = _CLOSED
