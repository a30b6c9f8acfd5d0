"""School days come from the calendar, never from date arithmetic."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import SchoolDays, day_of
from tests.core.register.registers import matrix_of, registers
from tests.oracles import calendar as oracles
from tests.oracles import register as register_oracles

DAYS = st.dates(date(2025, 7, 25), date(2025, 10, 5))
SETS_OF_DAYS = st.sets(DAYS, max_size=40)


@given(days=SETS_OF_DAYS, day=DAYS, count=st.integers(1, 12))
def test_school_days_after_match_the_oracle(days, day, count):
    assert SchoolDays.of(days).school_days_after(day, count) == oracles.school_days_after(days, day, count)


@given(days=SETS_OF_DAYS, after=DAYS, before=DAYS)
def test_school_days_between_match_the_oracle(days, after, before):
    assert SchoolDays.of(days).count_between(after, before) == oracles.school_days_between(days, after, before)


@given(days=SETS_OF_DAYS)
def test_school_weeks_match_the_oracle(days):
    assert [day_of(number) for number in SchoolDays.of(days).school_weeks()] == oracles.school_weeks(days)


@given(days=SETS_OF_DAYS, day=DAYS)
def test_a_school_day_is_one_that_was_given(days, day):
    assert (day in SchoolDays.of(days)) == (day in days)


@given(drawn=registers())
def test_the_school_days_and_weeks_of_a_register_match_the_oracle(drawn):
    schools = matrix_of(drawn.register).schools
    for school in set(drawn.school_of_row):
        days = schools.school_days(school)
        assert [day_of(number) for number in days.numbers] == register_oracles.school_days(drawn.register, school)
        assert [day_of(number) for number in days.school_weeks()] == register_oracles.school_weeks(
            drawn.register, school
        )


def test_days_after_the_last_known_school_day_are_unknown():
    days = SchoolDays.of([date(2025, 9, 3), date(2025, 9, 4)])
    assert days.school_days_after(date(2025, 9, 3), 1) == date(2025, 9, 4)
    assert days.school_days_after(date(2025, 9, 3), 2) is None
    assert SchoolDays.of([]).school_days_after(date(2025, 9, 3), 1) is None
