"""Made-up school years have the days that real ones have."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np
import pytest

from bellwether.core.calendar.grid import day_of_column, first_monday
from bellwether.core.simulate.terms import (
    bank_holidays,
    easter_sunday,
    eid_days,
    open_columns,
    terms_of,
    training_days,
)

YEARS = range(2010, 2100)


@pytest.mark.parametrize(
    "sunday",
    [
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2019, 4, 21),
        date(2023, 4, 9),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ],
)
def test_easter_falls_on_its_sunday(sunday):
    assert easter_sunday(sunday.year) == sunday


def test_bank_holidays_of_a_school_year_are_the_published_ones():
    published = {date(2022, 9, 19), date(2022, 12, 26), date(2022, 12, 27), date(2023, 1, 2), date(2023, 4, 7)}
    published |= {date(2023, 4, 10), date(2023, 5, 1), date(2023, 5, 8), date(2023, 5, 29)}
    assert published <= bank_holidays(2022)
    assert not {date(2023, 1, 3), date(2023, 4, 6), date(2023, 5, 2), date(2023, 6, 5)} & bank_holidays(2022)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_195_working_days_and_ends_in_july_inside_its_own_grid(year):
    terms = terms_of(year)
    days = terms.weekdays
    assert len(days) == 195
    assert len(set(days)) == 195
    assert days[0] >= date(year, 9, 1)
    assert date(year + 1, 7, 10) < days[-1] <= date(year + 1, 7, 31)
    assert days[-1] < first_monday(year + 1)
    assert not terms.bank_holidays & set(days)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_five_breaks_of_a_week_or_more(year):
    halves = terms_of(year).half_terms
    gaps = [(later[0] - earlier[1]).days for earlier, later in itertools.pairwise(halves)]
    assert len(gaps) == 5
    assert all(gap >= 10 for gap in gaps)
    easter = easter_sunday(year + 1)
    assert halves[3][1] < easter < halves[4][0] or easter + timedelta(days=1) in terms_of(year).bank_holidays


def test_a_school_is_open_for_190_days_and_schools_differ():
    terms = terms_of(2025)
    closed = [training_days(terms, rng=np.random.default_rng(seed)) for seed in range(6)]
    columns = [open_columns(terms, closed=days) for days in closed]
    assert {len(days) for days in closed} == {5}
    assert {chosen.size for chosen in columns} == {380}
    assert len(set(closed)) > 1
    assert day_of_column(2025, int(columns[0][0])) not in closed[0]


@pytest.mark.parametrize(
    ("year", "eid"), [(2022, date(2023, 4, 21)), (2024, date(2025, 3, 31)), (2025, date(2026, 3, 20))]
)
def test_eid_falls_on_its_day(year, eid):
    assert eid in eid_days(year)
