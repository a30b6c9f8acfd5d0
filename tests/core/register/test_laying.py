"""Both ways of settling blanks and of counting by week give the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import class_of_byte
from bellwether.core.register.kernels import count_by_week, settle_blanks
from bellwether.core.register.sessions import STRIDE

CODES = np.frombuffer(rb"/\\#Z._IOLU4cDX", np.uint8)


def drawn(seed, rows, years):
    draw = np.random.default_rng(seed)
    return draw, draw.choice(CODES, size=(rows, years * STRIDE))


@given(seed=st.integers(0, 2**32), rows=st.integers(0, 6), years=st.integers(1, 2))
def test_numba_settles_blanks_as_numpy_does(seed, rows, years):
    draw, cells = drawn(seed, rows, years)
    cells[draw.random(cells.shape) < draw.random()] = ord("_")
    width = cells.shape[1]
    first, last = draw.integers(0, width + 1, rows), draw.integers(0, width + 1, rows)
    first_is_known, last_is_known = draw.random(rows) < 0.5, draw.random(rows) < 0.5
    first[~first_is_known], last[~last_is_known] = 0, width
    settled = []
    for is_large in (True, False):
        settled.append(cells.copy())
        settle_blanks(settled[-1], first, last, first_is_known, last_is_known, is_large=is_large)
    np.testing.assert_array_equal(*settled)


@given(seed=st.integers(0, 2**32), rows=st.integers(0, 6), stop=st.integers(0, COLUMNS))
def test_numba_counts_weeks_as_numpy_does(seed, rows, stop):
    _, cells = drawn(seed, rows, 1)
    weeks = [count_by_week(cells[:, :COLUMNS], stop, class_of_byte(2025), is_large=large) for large in (True, False)]
    for ours, theirs in zip(*weeks, strict=True):
        np.testing.assert_array_equal(ours, theirs)
