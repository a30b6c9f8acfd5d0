"""The school calendar, one day at a time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ONE_DAY = timedelta(days=1)
MONDAY, FRIDAY = 0, 4


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both inside."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


@cache
def days_of_year(year: int) -> tuple[date, ...]:
    """The days of academic year `year`: the weeks whose Monday falls from 1 August to the next 31 July."""
    mondays = [day for day in each_day(date(year, 8, 1), date(year + 1, 7, 31)) if day.weekday() == MONDAY]
    return tuple(day for monday in mondays for day in each_day(monday, monday + 6 * ONE_DAY))


@cache
def half_days_of_year(year: int) -> tuple[tuple[date, int], ...]:
    """The half-days of an academic year in order: 0 morning, 1 afternoon. Its place in the list is the column."""
    return tuple((day, session) for day in days_of_year(year) for session in (0, 1))


@cache
def academic_year_of(day: date) -> int:
    """The one academic year whose weeks hold the day."""
    years = [year for year in (day.year - 1, day.year) if day in days_of_year(year)]
    assert len(years) == 1, f"{day} lies in academic years {years}"
    return years[0]


def monday_of(day: date) -> date:
    """The Monday of the week that holds the day."""
    while day.weekday() != MONDAY:
        day -= ONE_DAY
    return day


def school_days_after(school_days: Iterable[date], day: date, count: int) -> date | None:
    """The `count`-th school day after `day`; None where too few are known."""
    later = sorted(other for other in set(school_days) if other > day)
    return later[count - 1] if len(later) >= count else None


def school_days_between(school_days: Iterable[date], after: date, before: date) -> int:
    """How many school days lie strictly between two days."""
    return len({day for day in school_days if after < day < before})


def school_weeks(school_days: Iterable[date]) -> list[date]:
    """The Mondays of the weeks with a school day, in order."""
    return sorted({monday_of(day) for day in school_days})


def compulsory_school_age(born: date) -> tuple[date, date]:
    """First and last day: DOMAIN 0.2.

    It begins on the first 31 August, 31 December or 31 March on or after the fifth birthday and ends on the last
    Friday in June of the school year, September to August, in which the child turns 16.
    """
    first = birthday(born, 5)
    while (first.month, first.day) not in ((8, 31), (12, 31), (3, 31)):
        first += ONE_DAY
    sixteen = birthday(born, 16)
    last_day_of_school_year = sixteen
    while (last_day_of_school_year.month, last_day_of_school_year.day) != (8, 31):
        last_day_of_school_year += ONE_DAY
    leaving_year = last_day_of_school_year.year
    last = [day for day in each_day(date(leaving_year, 6, 1), date(leaving_year, 6, 30)) if day.weekday() == FRIDAY][-1]
    return first, last


def birthday(born: date, age: int) -> date:
    """The day on which the age is reached: the day after 28 February for one born on the 29th, in other years."""
    if (born.month, born.day) == (2, 29) and not is_leap(born.year + age):
        return date(born.year + age, 3, 1)
    return date(born.year + age, born.month, born.day)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
