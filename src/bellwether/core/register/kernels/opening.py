"""Reading off a register's rows which sessions each school had, and closing the other columns: NumPy and Numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, CODE_NUMBER_OF_BYTE, byte_of
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["open_and_close"]

_IS_MARK: Final = CODE_NUMBER_OF_BYTE != 255
_IS_MARK[[BYTE_CLOSED, BYTE_UNMARKED, BYTE_NOT_ON_ROLL, byte_of("Z")]] = False
_IS_FILLER: Final = np.zeros(256, dtype=bool)
_IS_FILLER[[BYTE_UNMARKED, BYTE_NOT_ON_ROLL]] = True


def open_and_close(
    cells: NDArray[np.uint8], school_of_row: NDArray[np.int32], is_open: NDArray[np.bool_], *, is_large: bool
) -> None:
    """Add to `is_open` (schools, years, 742) the sessions that rows have marks in; close the rest of `cells` in place.

    is_large: let Numba do it. Raises ShapeMismatchError on a byte that stands for nothing, and on a mark in the columns
    that belong to no day.
    """
    schools, years, _ = is_open.shape
    laid = np.zeros((schools, years, STRIDE), dtype=bool)
    laid[:, :, :COLUMNS] = is_open
    flat = laid.reshape(schools, -1)
    if is_large:
        _with_numba(cells, school_of_row, flat)
    else:
        _with_numpy(cells, school_of_row, flat)
    if laid[:, :, COLUMNS:].any():
        raise ShapeMismatchError("a mark in the columns that belong to no day")
    is_open[:] = laid[:, :, :COLUMNS]


def _with_numpy(cells: NDArray[np.uint8], school_of_row: NDArray[np.int32], flat: NDArray[np.bool_]) -> None:
    if (CODE_NUMBER_OF_BYTE[cells] == 255).any():
        raise ShapeMismatchError("a byte of the register stands for no code")
    for school in np.unique(school_of_row):
        rows = np.flatnonzero(school_of_row == school)
        block = cells[rows]
        flat[school] |= _IS_MARK[block].any(axis=0)
        block[_IS_FILLER[block] & ~flat[school]] = BYTE_CLOSED
        cells[rows] = block


def _with_numba(cells: NDArray[np.uint8], school_of_row: NDArray[np.int32], flat: NDArray[np.bool_]) -> None:
    try:
        from bellwether.core.register.kernels.numba_opening import close_fillers, find_open
    except ImportError:
        _with_numpy(cells, school_of_row, flat)
        return
    words = cells.view(np.uint64)
    if not find_open(cells, words, school_of_row, CODE_NUMBER_OF_BYTE, _IS_MARK, flat):
        raise ShapeMismatchError("a byte of the register stands for no code")
    all_closed = np.frombuffer(bytes([BYTE_CLOSED]) * 8, np.uint64)[0]
    close_fillers(cells, words, school_of_row, _IS_FILLER, flat, all_closed)
