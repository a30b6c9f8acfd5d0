from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.errors import ShapeMismatchError
from bellwether.core.measures import is_persistent, is_severe, rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

sessions = st.integers(0, 800).flatmap(lambda possible: st.tuples(st.integers(0, possible), st.just(possible)))


def arrays(pairs: list[tuple[int, int]]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    columns = np.array(pairs, dtype=np.uint16).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


@given(st.lists(sessions, max_size=30))
def test_rates_are_the_ratio_and_nothing_where_nothing_was_possible(pairs):
    absent, possible = arrays(pairs)
    expected = [a / p if p else np.nan for a, p in pairs]
    np.testing.assert_array_equal(rate(absent, possible), np.array(expected, dtype=np.float64))


@given(st.lists(sessions, max_size=30), st.sampled_from([(1, 10), (1, 2), (3, 20), (1, 1)]))
def test_flags_are_exact_comparisons_of_fractions(pairs, share):
    absent, possible = arrays(pairs)
    expected = [p > 0 and Fraction(a, p) >= Fraction(*share) for a, p in pairs]
    assert is_persistent(absent, possible, share=share).tolist() == expected
    assert is_severe(absent, possible, share=share).tolist() == expected


@pytest.mark.parametrize(("absent", "possible", "expected"), [(38, 380, True), (37, 380, False), (37, 371, False)])
def test_a_tenth_is_persistent_and_what_only_rounds_to_it_is_not(absent, possible, expected):
    assert is_persistent(*arrays([(absent, possible)]), share=(1, 10)).tolist() == [expected]


def test_counts_in_sixteen_bits_do_not_wrap():
    assert is_persistent(*arrays([(6000, 60000), (5999, 60000)]), share=(1, 10)).tolist() == [True, False]


def test_a_group_rate_is_the_ratio_of_sums_not_the_mean_of_rates():
    absent, possible = arrays([(10, 100), (0, 10)])
    assert rate(absent.sum(keepdims=True), possible.sum(keepdims=True))[0] == 10 / 110


@pytest.mark.parametrize("share", [(0, 10), (11, 10), (-1, 2)])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        is_persistent(*arrays([(1, 2)]), share=share)


def test_counts_of_different_pupils_are_refused():
    with pytest.raises(ShapeMismatchError):
        rate(np.zeros(3, dtype=np.int64), np.zeros(4, dtype=np.int64))
    with pytest.raises(ShapeMismatchError):
        is_severe(np.zeros(3, dtype=np.int64), np.zeros(1, dtype=np.int64), share=(1, 2))
