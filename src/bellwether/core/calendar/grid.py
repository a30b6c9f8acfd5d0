"""The academic-year grid: which column a half-day has, and which day a column is.

Academic year Y is the Monday-to-Sunday weeks whose Monday falls from 1 August Y to 31 July Y+1: 52 or 53 weeks, no
week in two years. A column is 2 x (days since the year's first Monday) + (0 morning, 1 afternoon). A row always has
53 weeks of columns; in a year of 52 the last fourteen are closed and belong to no day.
Days travel in arrays as NumPy counts them: whole days since 1 January 1970.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

__all__ = [
    "COLUMNS",
    "DAYS",
    "SESSIONS_A_WEEK",
    "WEEKDAYS",
    "WEEKS",
    "academic_year_of",
    "columns_in",
    "day_number",
    "day_of",
    "day_of_column",
    "first_monday",
    "label_of_column",
    "weeks_in",
]

WEEKS: Final = 53
SESSIONS_A_WEEK: Final = 14
DAYS: Final = WEEKS * 7
COLUMNS: Final = WEEKS * SESSIONS_A_WEEK
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_EPOCH: Final = date(1970, 1, 1)


@lru_cache(maxsize=256)
def first_monday(year: int) -> date:
    """The first day of academic year `year`: its first Monday on or after 1 August."""
    start = date(year, 8, 1)
    return start + timedelta(days=-start.weekday() % 7)


def academic_year_of(day: date) -> int:
    """The academic year, by its first calendar year, of the Monday-to-Sunday week that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return monday.year if monday.month >= 8 else monday.year - 1


def weeks_in(year: int) -> int:
    """52 or 53."""
    return (first_monday(year + 1) - first_monday(year)).days // 7


def columns_in(year: int) -> int:
    """How many columns of the year's row are days at all: 728 or 742."""
    return weeks_in(year) * SESSIONS_A_WEEK


def day_number(day: date) -> int:
    """Whole days since 1 January 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day that is so many whole days after 1 January 1970."""
    return _EPOCH + timedelta(days=int(number))


def day_of_column(year: int, column: int) -> date:
    """The day of a column, 0 <= column < 742."""
    return first_monday(year) + timedelta(days=column // 2)


def label_of_column(year: int, column: int) -> str:
    """A half-day as people and the output contract write it, as in `2025-09-03 AM`."""
    return f"{day_of_column(year, column).isoformat()} {'PM' if column % 2 else 'AM'}"
