from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.errors import ShapeMismatchError
from bellwether.core.measures import NO_BAND, band_counts, band_edges, band_labels, band_of, is_persistent, is_severe
from tests.core.measures.test_rates import arrays, sessions

EDGES = band_edges()


def slow_band(absent: int, possible: int) -> int:
    if not possible:
        return NO_BAND
    return max(number for number, edge in enumerate((0, *EDGES)) if 100 * absent >= edge * possible)


@given(st.lists(sessions, max_size=40))
def test_bands_match_the_oracle_and_their_counts_add_up(pairs):
    absent, possible = arrays(pairs)
    bands = band_of(absent, possible, edges_percent=EDGES)
    assert bands.dtype == np.int8
    assert bands.tolist() == [slow_band(*pair) for pair in pairs]
    assert band_counts(bands, edges_percent=EDGES).sum() == np.count_nonzero(possible)


@given(st.lists(sessions, max_size=40))
def test_persistent_is_the_bands_from_ten_per_cent_and_severe_the_last(pairs):
    absent, possible = arrays(pairs)
    counts = band_counts(band_of(absent, possible, edges_percent=EDGES), edges_percent=EDGES)
    assert counts[2:].sum() == is_persistent(absent, possible, share=(1, 10)).sum()
    assert counts[-1] == is_severe(absent, possible, share=(1, 2)).sum()


def test_there_are_eleven_bands_with_names():
    labels = band_labels(EDGES)
    assert len(labels) == 11
    assert labels[:2] == ("under 5 %", "5 % to under 10 %")
    assert labels[-1] == "50 % and over"
    assert band_labels(()) == ("any",)


def test_a_pupil_on_an_edge_is_in_the_higher_band():
    assert band_of(*arrays([(19, 380), (18, 380), (190, 380)]), edges_percent=EDGES).tolist() == [1, 0, 10]


def test_falling_edges_are_refused():
    with pytest.raises(ValueError, match="rise"):
        band_of(*arrays([(1, 2)]), edges_percent=(10, 5))


def test_counts_of_different_pupils_are_refused():
    with pytest.raises(ShapeMismatchError):
        band_of(np.zeros(3, dtype=np.int64), np.zeros(4, dtype=np.int64), edges_percent=EDGES)
