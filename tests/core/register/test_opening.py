"""Both ways of reading off which sessions a school had give the same register."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import COLUMNS
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.kernels import open_and_close
from bellwether.core.register.sessions import STRIDE

CODES = np.frombuffer(rb"/\#Z._IOLU4c", np.uint8)


def opened(cells, schools, *, is_large):
    cells, is_open = cells.copy(), np.zeros((3, cells.shape[1] // STRIDE, COLUMNS), dtype=bool)
    open_and_close(cells, schools, is_open, is_large=is_large)
    return cells, is_open


@given(seed=st.integers(0, 2**32), rows=st.integers(0, 8), years=st.integers(1, 2), quiet=st.floats(0.9, 1))
def test_numba_opens_and_closes_what_numpy_does(seed, rows, years, quiet):
    draw = np.random.default_rng(seed)
    cells = draw.choice(CODES, size=(rows, years * STRIDE))
    cells[draw.random(cells.shape) < quiet] = ord("_")
    cells.reshape(rows, years, STRIDE)[:, :, COLUMNS:] = ord("#")
    schools = draw.integers(0, 3, rows).astype(np.int32)
    ours, theirs = (opened(cells, schools, is_large=is_large) for is_large in (True, False))
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_array_equal(ours[1], theirs[1])
    marked = ~np.isin(cells, np.frombuffer(b"#Z._", np.uint8))
    for school in range(3):
        expected = marked[schools == school].any(axis=0).reshape(years, STRIDE)[:, :COLUMNS]
        np.testing.assert_array_equal(ours[1][school], expected)


@pytest.mark.parametrize("is_large", [True, False])
@pytest.mark.parametrize(("column", "byte"), [(5, "x"), (COLUMNS, "/")])
def test_both_refuse_what_stands_for_nothing_and_marks_beyond_the_year(is_large, column, byte):
    cells = np.full((2, STRIDE), ord("#"), np.uint8)
    cells[1, column] = ord(byte)
    with pytest.raises(ShapeMismatchError):
        opened(cells, np.zeros(2, np.int32), is_large=is_large)
