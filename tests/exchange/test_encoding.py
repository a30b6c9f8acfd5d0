"""Columns as numbers and texts: whichever way is taken, each cell comes back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.exchange.formats.enrolments import local_enrolments
from bellwether.exchange.formats.table import encode

ROWS = 5000


def cells(encoded):
    return [encoded.texts[number] for number in encoded.numbers.tolist()]


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
@pytest.mark.parametrize("rare", [0, 3, 300])
@pytest.mark.parametrize("run", [1, 40])
def test_each_cell_comes_back_whether_texts_are_few_or_many(rare, run, kind):
    random = np.random.default_rng(rare + run)
    texts = ["/", "\\", *(f"x{number}" for number in range(rare))]
    share = [0.45, 0.45, *([0.1 / rare] * rare)] if rare else [0.5, 0.5]
    column = np.repeat(random.choice(texts, size=ROWS, p=share), run).tolist()
    assert cells(encode(pl.Series(column, dtype=kind))) == column


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_runs_say_where_they_begin(kind):
    column = [f"P{number // 40}" for number in range(ROWS)]
    encoded = encode(pl.Series(column, dtype=kind))
    assert encoded.starts is not None
    assert encoded.starts.tolist() == list(range(0, ROWS, 40))


@given(st.integers(1, 255), st.randoms(use_true_random=False))
def test_bytes_are_spread_to_rows_by_the_text_of_each(texts, random):
    column = [f"t{random.randrange(texts)}" for _ in range(50)]
    encoded = encode(pl.Series(column))
    values = np.array([random.randrange(256) for _ in encoded.texts], dtype=np.uint8)
    of = dict(zip(encoded.texts, values.tolist(), strict=True))
    assert encoded.spread(values).tolist() == [of[cell] for cell in column]


def test_truth_is_spread_over_common_texts():
    column = ["AM", "PM"] * ROWS
    encoded = encode(pl.Series(column))
    assert encoded.spread(np.array([text == "PM" for text in encoded.texts])).tolist() == [False, True] * ROWS


def test_pupils_who_change_school_amid_their_marks_are_told_apart():
    pupils = [f"P{number // 100}" for number in range(ROWS)]
    schools = ["S1" if number // 150 % 2 else " S2 " for number in range(ROWS)]
    local = local_enrolments(encode(pl.Series(pupils)), encode(pl.Series(schools)))
    expected = [(pupil, school.strip()) for pupil, school in zip(pupils, schools, strict=True)]
    assert [local.keys[number] for number in local.numbers.tolist()] == expected
    assert len(set(local.keys)) == len(local.keys)
