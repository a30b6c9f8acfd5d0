"""Settling what empty cells are, and counting by week: NumPy and Numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import WEEKS
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, SessionClass, byte_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_by_week", "settle_blanks"]

_SHOWS_ON_ROLL: Final = np.ones(256, dtype=bool)
_SHOWS_ON_ROLL[[byte_of("Z"), BYTE_CLOSED, BYTE_UNMARKED, BYTE_NOT_ON_ROLL]] = False
"""Every mark but "not yet on roll", closed and blank shows that a pupil was on roll."""

_ROWS_AT_A_TIME: Final = 4096
"""So that masks stay small beside the register."""


def settle_blanks(
    cells: NDArray[np.uint8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    first_is_known: NDArray[np.bool_],
    last_is_known: NDArray[np.bool_],
    *,
    is_large: bool,
) -> None:
    """Take marks off roll out of `cells` in place, and tell "not yet marked" from "not on roll" where there is none.

    first, last: shape (rows,), the first column on roll and the one after the last; 0 and the width where not known:
    then the row's first or last mark stands for it. is_large: let Numba do it.
    """
    if is_large:
        try:
            from bellwether.core.register.kernels.numba_laying import settle
        except ImportError:
            pass
        else:
            settle(cells, first, last, first_is_known, last_is_known, _SHOWS_ON_ROLL)
            return
    for start in range(0, len(cells), _ROWS_AT_A_TIME):
        rows = slice(start, start + _ROWS_AT_A_TIME)
        _settle(cells[rows], first[rows], last[rows], first_is_known[rows], last_is_known[rows])


def _settle(
    block: NDArray[np.uint8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    first_is_known: NDArray[np.bool_],
    last_is_known: NDArray[np.bool_],
) -> None:
    width = block.shape[1]
    columns = np.arange(width)
    block[(columns < first[:, None]) | (columns >= last[:, None])] = BYTE_NOT_ON_ROLL
    shows = _SHOWS_ON_ROLL[block]
    is_shown = shows.any(axis=1)
    first_mark = np.where(is_shown, shows.argmax(axis=1), width)
    last_mark = np.where(is_shown, width - shows[:, ::-1].argmax(axis=1), 0)
    first = np.where(first_is_known, first, first_mark)
    last = np.where(last_is_known, last, last_mark)
    on_roll = (columns >= first[:, None]) & (columns < last[:, None])
    is_blank = (block == BYTE_NOT_ON_ROLL) | (block == BYTE_UNMARKED)
    block[is_blank & on_roll] = BYTE_UNMARKED
    block[is_blank & ~on_roll] = BYTE_NOT_ON_ROLL


def count_by_week(
    rows: NDArray[np.uint8], stop: int, kinds: NDArray[np.uint8], *, is_large: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Possible and absent sessions of each row (rows, 742) in each week, before column `stop`; two of (rows, 53).

    kinds: SessionClass of each byte, shape (256,).
    """
    is_possible = kinds != SessionClass.OUT
    is_absent = (kinds == SessionClass.AUTHORISED) | (kinds == SessionClass.UNAUTHORISED)
    # A week has fourteen sessions: a byte is room enough, and an authority's weeks stay small.
    possible, absent = np.zeros((2, len(rows), WEEKS), np.uint8)
    if is_large:
        try:
            from bellwether.core.register.kernels.numba_laying import count_weeks
        except ImportError:
            pass
        else:
            count_weeks(rows, stop, is_possible, is_absent, possible, absent)
            return possible, absent
    for first in range(0, len(rows), _ROWS_AT_A_TIME):
        block = rows[first : first + _ROWS_AT_A_TIME]
        for out, flags in ((possible, is_possible), (absent, is_absent)):
            cells = flags[block]
            cells[:, stop:] = False
            out[first : first + len(block)] = cells.reshape(len(block), WEEKS, -1).sum(axis=2)
    return possible, absent
