"""Compulsory school age (DOMAIN 0.2)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.policy import compulsory_school_age, load_policy
from tests.oracles import calendar as oracles

POLICY, TODAY = load_policy("dfe-2024"), date(2026, 1, 5)


@given(born=st.dates(date(1996, 1, 1), date(2030, 12, 31)))
def test_first_and_last_day_match_the_oracle(born):
    span = compulsory_school_age(born, policy=POLICY, on=TODAY)
    assert (span.first, span.last) == oracles.compulsory_school_age(born)


@pytest.mark.parametrize(
    ("born", "first", "last"),
    [
        (date(2020, 8, 31), date(2025, 8, 31), date(2036, 6, 27)),  # five on a prescribed day: that day
        (date(2020, 9, 1), date(2025, 12, 31), date(2037, 6, 26)),  # a day younger: a term and a school year later
        (date(2021, 1, 1), date(2026, 3, 31), date(2037, 6, 26)),
        (date(2020, 12, 31), date(2025, 12, 31), date(2037, 6, 26)),
        (date(2021, 4, 1), date(2026, 8, 31), date(2037, 6, 26)),
        (date(2020, 2, 29), date(2025, 3, 31), date(2036, 6, 27)),  # five on 1 March 2025
        (date(2009, 9, 1), date(2014, 12, 31), date(2026, 6, 26)),
    ],
)
def test_printed_cases(born, first, last):
    span = compulsory_school_age(born, policy=POLICY, on=TODAY)
    assert (span.first, span.last) == (first, last)


def test_both_ends_are_inside():
    span = compulsory_school_age(date(2010, 1, 15), policy=POLICY, on=TODAY)
    assert span.first in span
    assert span.last is not None
    assert span.last in span
    assert date(2014, 12, 31) not in span
    assert date(2026, 6, 27) not in span
