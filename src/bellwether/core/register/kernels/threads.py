"""Runs the Numba pass over blocks of rows, one block a thread, and gathers what they counted."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, CODE_COUNT, SessionClass
from bellwether.core.register.kernels.given import PassInput, session_totals
from bellwether.core.register.kernels.numpy_pass import measure_with_numpy
from bellwether.core.register.measured import NONE, Measured
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["measure_with_numba"]


def _words(cells: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(cells).view(np.uint64)


def measure_with_numba(given: PassInput, *, threads: int = 1, must: bool = False) -> Measured:
    """The whole pass. Where Numba is missing NumPy answers, unless it `must` be Numba. See Measured for the figures."""
    try:
        from bellwether.core.register.kernels.numba_pass import count_rows
    except ImportError:
        if must:
            raise
        return measure_with_numpy(given)
    size = len(given.cells)
    codes = np.zeros((size, CODE_COUNT), np.int16)
    per_row = np.zeros((size, 8), np.int32)
    columns = np.full((size, 4), NONE, np.int32)
    weekdays = np.zeros((size, 7), np.int16)
    cells = np.ascontiguousarray(given.cells)
    off_roll = np.where(given.template == BYTE_CLOSED, given.template, np.uint8(BYTE_NOT_ON_ROLL))

    def block(first: int, last: int) -> NDArray[np.int32]:
        by_session = np.zeros((given.groups, len(SessionClass), STRIDE), np.int32)
        count_rows(
            first, last, cells, _words(cells), _words(given.template), _words(off_roll), given.open_half_days,
            given.open_before, given.week_numbers, given.school_of_row, given.group_of_row, given.classes,
            given.code_numbers, given.illness, given.counted_year, given.stop, given.window_sessions,
            given.window_weeks, codes, per_row, columns, weekdays, by_session,
        )  # fmt: skip
        return by_session

    edges = np.linspace(0, size, max(1, threads) + 1).astype(int).tolist()
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            by_session = functools.reduce(np.add, pool.map(block, edges[:-1], edges[1:]))
    else:
        by_session = block(0, size)

    return Measured(
        codes=codes,
        possible=per_row[:, 0],
        authorised=per_row[:, 1],
        unauthorised=per_row[:, 2],
        spells=per_row[:, 3].astype(np.int16),
        longest_spell=per_row[:, 4].astype(np.int16),
        weekday_absence=weekdays,
        illness_days=per_row[:, 5].astype(np.int16),
        longest_unauthorised_run=per_row[:, 6].astype(np.int16),
        run_from=columns[:, 0],
        run_to=columns[:, 1],
        threshold_peak=per_row[:, 7].astype(np.int16),
        threshold_from=columns[:, 2],
        threshold_met=columns[:, 3],
        sessions=session_totals(
            given,
            by_session[:, SessionClass.OUT, :COLUMNS],
            by_session[:, SessionClass.AUTHORISED, :COLUMNS],
            by_session[:, SessionClass.UNAUTHORISED, :COLUMNS],
        ),
    )
