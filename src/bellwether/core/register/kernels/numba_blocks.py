"""Runs the Numba pass over blocks of rows, one block a thread, and gathers what they counted."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED, CODE_COUNT, SessionClass
from bellwether.core.register.kernels.given import session_totals
from bellwether.core.register.kernels.numba_pass import (
    COLUMN_FIGURES,
    FIELD_BITS,
    FIGURES,
    Counts,
    Marks,
    Rules,
    Schools,
    count_rows,
)
from bellwether.core.register.measured import Measured
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.register.kernels.given import PassInput
    from bellwether.core.register.measured import SessionTotals

__all__ = ["measure_in_blocks"]

_FIELD = (1 << FIELD_BITS) - 1
"""The greatest number that a counter of the pass holds."""


def measure_in_blocks(given: PassInput, *, threads: int) -> Measured:
    """The whole pass. See Measured for the figures."""
    cells = np.ascontiguousarray(given.cells)
    # Read-only whoever made them: Numba compiles once for each kind of array.
    groups = given.group_of_row.view()
    groups.setflags(write=False)
    marks = Marks(cells, _words(cells), given.school_of_row, groups)
    schools, rules, counts = _schools(given), _rules(given), _no_counts(len(cells))

    def block(first: int, last: int) -> NDArray[np.int32]:
        """Count some rows; gives their session totals, shape (3, groups, 742): authorised, unauthorised and out."""
        by_session = np.zeros((given.groups + 1, STRIDE), np.uint64)
        into = counts._replace(by_session=by_session)
        count_rows(first, last, marks, schools, rules, given.counted_year, into)
        totals = np.empty((3, given.groups, COLUMNS), np.int32)
        for field, total in enumerate(totals):
            total[:] = by_session[:-1, :COLUMNS] >> np.uint64(field * FIELD_BITS) & np.uint64(_FIELD)
        return totals

    blocks = max(1, threads, -(-len(cells) // _FIELD))
    edges = np.linspace(0, len(cells), blocks + 1).astype(int).tolist()
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            authorised, unauthorised, out = functools.reduce(np.add, pool.map(block, edges[:-1], edges[1:]))
    else:
        authorised, unauthorised, out = functools.reduce(np.add, map(block, edges[:-1], edges[1:]))
    return _measured(counts, session_totals(given, out, authorised, unauthorised))


def _words(cells: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(cells).view(np.uint64)


def _schools(given: PassInput) -> Schools:
    is_looked_at = np.arange(given.template.shape[1]) < given.stop
    is_open = is_looked_at & (given.template != BYTE_CLOSED)
    return Schools(
        present=_words(given.template),
        is_looked_at=_words(-is_looked_at.view(np.uint8)),
        is_open=_words(-is_open.view(np.uint8)),
        open_before=given.open_before,
        week_numbers=given.week_numbers,
        half_days=given.open_half_days,
    )


def _rules(given: PassInput) -> Rules:
    unit_of_class = np.zeros(len(SessionClass), np.uint64)
    for field, kind in enumerate((SessionClass.AUTHORISED, SessionClass.UNAUTHORISED, SessionClass.OUT)):
        unit_of_class[kind] = 1 << field * FIELD_BITS
    return Rules(
        units=unit_of_class[given.classes],
        code_numbers=given.code_numbers,
        illness=given.illness,
        window_sessions=given.window_sessions,
        window_weeks=given.window_weeks,
    )


def _no_counts(rows: int) -> Counts:
    """Nothing counted yet. Each block has session totals of its own."""
    return Counts(
        codes=np.empty((rows, CODE_COUNT), np.int16),
        figures=np.empty((rows, len(FIGURES) + 7), np.int16),
        columns=np.empty((rows, len(COLUMN_FIGURES)), np.int32),
        by_session=np.empty((0, STRIDE), np.uint64),
    )


def _measured(counts: Counts, sessions: SessionTotals) -> Measured:
    figures = dict(zip(FIGURES, counts.figures.T, strict=False))
    columns = dict(zip(COLUMN_FIGURES, counts.columns.T, strict=True))
    return Measured(
        codes=counts.codes,
        possible=figures["possible"].astype(np.int32),
        authorised=figures["authorised"].astype(np.int32),
        unauthorised=figures["unauthorised"].astype(np.int32),
        spells=figures["spells"],
        longest_spell=figures["longest_spell"],
        weekday_absence=counts.figures[:, len(FIGURES) :],
        illness_days=figures["illness_days"],
        longest_unauthorised_run=figures["longest_unauthorised_run"],
        run_from=columns["run_from"],
        run_to=columns["run_to"],
        threshold_peak=figures["threshold_peak"],
        threshold_from=columns["threshold_from"],
        threshold_met=columns["threshold_met"],
        sessions=sessions,
    )
