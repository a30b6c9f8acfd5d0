"""One operator groups by any axis; counts add up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.register import Groups

LABELS = st.none() | st.sampled_from(["7B", "7C", "8A", "11X"])


@given(pairs=st.lists(st.tuples(LABELS, st.integers(0, 60_000)), max_size=30))
def test_totals_match_the_oracle(pairs):
    groups = Groups.by([label for label, _ in pairs])
    counts = np.array([count for _, count in pairs], dtype=np.int32)
    expected: dict[str, list[int]] = {}
    for label, count in pairs:
        if label is not None:
            expected.setdefault(label, []).append(count)
    assert list(groups.labels) == sorted(expected)
    assert groups.total(counts).tolist() == [sum(expected[label]) for label in groups.labels]
    assert groups.sizes().tolist() == [len(expected[label]) for label in groups.labels]


def test_tables_are_summed_column_by_column():
    groups = Groups.by(["b", "a", None, "a"])
    total = groups.total(np.array([[1, 10], [2, 20], [4, 40], [8, 80]], dtype=np.int16))
    assert total.tolist() == [[10, 100], [1, 10]]


def test_a_group_without_rows_totals_to_zero():
    groups = Groups(("a", "empty"), np.array([0, 0], dtype=np.int32))
    assert groups.total(np.array([3, 4])).tolist() == [7, 0]
    assert groups.sizes().tolist() == [2, 0]


def test_small_counts_are_summed_with_room_to_spare():
    groups = Groups.by(["all"] * 1000)
    assert groups.total(np.full(1000, 32_767, dtype=np.int16)).tolist() == [32_767_000]


def test_flags_are_counted():
    assert Groups.by(["x", "x", "y"]).total(np.array([True, True, False])).tolist() == [2, 0]
