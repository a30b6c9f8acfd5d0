"""Ability 002.3: a rate, or a number of sessions, said as days and weeks missed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.measures import days_missed, rate_as_time, sessions_as_time


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        (0, "no days"),
        (1, "half a day"),
        (2, "1 day"),
        (3, "1½ days"),
        (5, "2½ days"),
        (9, "4½ days"),
        (10, "5 days (1 week)"),
        (11, "5½ days (1 week and half a day)"),
        (15, "7½ days (1 week and 2½ days)"),
        (38, "19 days (3 weeks and 4 days)"),
        (39, "19½ days (3 weeks and 4½ days)"),
        (40, "20 days (4 weeks)"),
        (380, "190 days (38 weeks)"),
    ],
)
def test_sessions_are_said_exactly_as_days_and_weeks(sessions, words):
    assert sessions_as_time(sessions) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Fraction(0), "no days"),
        (Fraction(1, 1000), "less than half a day"),
        (Fraction(1, 200), "nearly 1 day"),  # half a per cent is 0.95 of a day, not a day
        (Fraction(1, 190), "1 day"),
        (Fraction(6, 1000), "just over 1 day"),
        (Fraction(1, 10), "19 days, nearly 4 weeks"),
        (Fraction(1, 2), "95 days, 19 weeks"),
        (Fraction(1), "190 days, 38 weeks"),
    ],
)
def test_a_rate_is_said_as_days_and_weeks_of_a_school_year(rate, words):
    assert rate_as_time(rate) == words


def test_a_school_with_another_year_says_its_own_days():
    assert rate_as_time(Fraction(1, 200), days_a_year=200) == "1 day"


@given(st.integers(0, 760))
def test_days_are_exact_and_two_sessions_make_one(sessions):
    assert days_missed(sessions) * 2 == sessions


@given(st.fractions(0, 1))
def test_words_say_to_which_side_they_round(rate):
    days = rate * 190
    words = rate_as_time(rate).split(", ")[0]
    if words.startswith("nearly"):
        assert days < _number_in(words)
    elif words.startswith("just over"):
        assert days > _number_in(words)
    elif not words.startswith(("no", "less")):
        assert days == _number_in(words)


def _number_in(words: str) -> Fraction:
    text = words.removeprefix("nearly ").removeprefix("just over ").removesuffix("s").removesuffix(" day")
    if text == "half a":
        return Fraction(1, 2)
    return Fraction(text.removesuffix("½")) + (Fraction(1, 2) if text.endswith("½") else 0)


@pytest.mark.parametrize("rate", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_rate_outside_nought_to_one_is_refused(rate):
    with pytest.raises(ValueError, match="rate"):
        rate_as_time(rate)


def test_fewer_than_no_sessions_are_refused():
    with pytest.raises(ValueError, match="-1"):
        sessions_as_time(-1)
