from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import COLUMNS, SchoolDays, columns_in, first_monday
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.roll import closed_columns_of, column_of, opening_row, template_row
from tests.oracles import calendar as calendar_oracle
from tests.oracles import laying as oracle

YEARS = st.sampled_from([2023, 2024, 2025, 2026, 2029])
ANY_DAY = st.dates(date(2023, 1, 1), date(2031, 12, 31))
TIMES = st.lists(st.tuples(ANY_DAY, st.none() | st.integers(0, 500)), max_size=3)


@given(YEARS, st.sets(st.integers(0, COLUMNS - 1), max_size=60), TIMES)
def test_a_year_before_any_mark_matches_the_oracle(year, closed, times):
    on_roll = [(first, None if days is None else first + timedelta(days=days)) for first, days in times]
    row = opening_row(template_row(year, closed=closed), year=year, on_roll=on_roll)
    assert row == oracle.opening_row(year, closed, on_roll)
    assert len(row) == COLUMNS


@given(YEARS, st.data())
def test_columns_without_a_school_day_are_closed(year, data):
    half_days = calendar_oracle.half_days_of_year(year)
    days = data.draw(st.sets(st.sampled_from([day for day, _ in half_days]) | ANY_DAY, max_size=40))
    closed = closed_columns_of(year, days=SchoolDays.of(days))
    expected = {column for column, (day, _) in enumerate(half_days) if day not in days}
    assert closed == expected | set(range(columns_in(year), COLUMNS))


@given(ANY_DAY, st.sampled_from([0, 1]))
def test_a_column_is_the_place_of_the_half_day_in_its_year(on, session):
    year = calendar_oracle.academic_year_of(on)
    assert calendar_oracle.half_days_of_year(year)[column_of(on, session)] == (on, session)


def test_a_leaver_who_comes_back_has_two_times_on_roll():
    monday = first_monday(2025)
    week = timedelta(days=7)
    times = [(monday, monday + timedelta(days=1)), (monday + week, None)]
    row = opening_row(template_row(2025, closed={0}), year=2025, on_roll=times)
    assert row[:16] == b"#...__________.."
    assert row[-14:] == b"#" * 14


def test_a_pupil_of_other_years_has_no_cell_here():
    template = template_row(2025, closed=())
    row = opening_row(template, year=2025, on_roll=[(date(2020, 9, 1), date(2024, 7, 19)), (date(2027, 9, 1), None)])
    assert set(row[: columns_in(2025)]) == set(b"_")


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ShapeMismatchError):
        template_row(2025, closed=[COLUMNS])
    with pytest.raises(ShapeMismatchError):
        opening_row(b"....", year=2025, on_roll=[])
