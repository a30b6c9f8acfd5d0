"""The academic-year grid: every day has one year and one place in it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import (
    COLUMNS,
    SESSIONS_A_WEEK,
    WEEKDAYS,
    WEEKS,
    academic_year_of,
    columns_in,
    day_number,
    day_of,
    day_of_column,
    first_monday,
    label_of_column,
    weeks_in,
)
from tests.oracles import calendar as oracles

YEARS = range(2005, 2046)
DAYS_AROUND = st.dates(date(2005, 8, 8), date(2045, 12, 31))


@pytest.mark.parametrize("year", YEARS)
def test_the_days_of_a_year_are_the_oracles(year):
    days = oracles.days_of_year(year)
    assert first_monday(year) == days[0]
    assert weeks_in(year) * 7 == len(days)
    assert columns_in(year) == 2 * len(days)
    assert [day_of_column(year, column) for column in range(columns_in(year))] == [
        day for day, _ in oracles.half_days_of_year(year)
    ]
    assert {academic_year_of(day) for day in days} == {year}


def test_years_follow_each_other_without_a_gap_or_a_shared_day():
    days = [day for year in YEARS for day in oracles.days_of_year(year)]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


def test_the_years_of_53_weeks_are_known():
    assert [year for year in YEARS if weeks_in(year) == WEEKS] == [2005, 2011, 2016, 2022, 2027, 2033, 2039, 2044]


def test_a_row_holds_a_year_of_53_weeks():
    assert (WEEKS, SESSIONS_A_WEEK, COLUMNS) == (53, 14, 742)


@given(day=DAYS_AROUND)
def test_a_day_has_the_oracles_year_and_number(day):
    assert academic_year_of(day) == oracles.academic_year_of(day)
    assert day_of(day_number(day)) == day
    assert np.datetime64(day, "D").astype(np.int64) == day_number(day)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 8, 3), 2024),  # a Sunday: its week began in July
        (date(2025, 8, 4), 2025),
        (date(2026, 7, 31), 2025),
        (date(2026, 8, 2), 2025),  # August, in the week that began on 27 July
        (date(2026, 8, 3), 2026),
        (date(2023, 8, 6), 2022),  # the last day of a year of 53 weeks
    ],
)
def test_the_first_and_last_weeks_of_a_year_belong_to_one_year_only(day, year):
    assert academic_year_of(day) == year


def test_a_half_day_is_written_as_the_output_contract_writes_it():
    column = 2 * (date(2025, 9, 3) - first_monday(2025)).days
    assert label_of_column(2025, column) == "2025-09-03 AM"
    assert label_of_column(2025, column + 1) == "2025-09-03 PM"


def test_weekdays_are_named_from_monday():
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert names == WEEKDAYS
    assert first_monday(2025).strftime("%a") == WEEKDAYS[0]
