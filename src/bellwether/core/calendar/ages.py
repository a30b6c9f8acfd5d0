"""Compulsory school age: from which day to which day the law asks a child to be in education."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

__all__ = ["AgeSpan", "compulsory_school_age"]

_PRESCRIBED_DAYS: Final = ((3, 31), (8, 31), (12, 31))
_FIRST_MONTH_OF_SCHOOL_YEAR: Final = 9


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """From the first to the last day of compulsory school age, both inside."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _birthday(born: date, age: int) -> date:
    """The day on which the age is reached; a child born on 29 February reaches it on 1 March in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def compulsory_school_age(born: date) -> AgeSpan:
    """The days on which a child born that day is of compulsory school age.

    It begins on the prescribed day (31 March, 31 August, 31 December) on or after the fifth birthday and ends on the
    last Friday in June of the school year, 1 September to 31 August, in which the child turns sixteen.
    Source: rules `age.compulsory-start` (unconfirmed) and `age.compulsory-end`.
    """
    fifth, sixteenth = _birthday(born, 5), _birthday(born, 16)
    prescribed = (date(year, *day) for year in (fifth.year, fifth.year + 1) for day in _PRESCRIBED_DAYS)
    first = next(day for day in prescribed if day >= fifth)
    leaving_year = sixteenth.year + (sixteenth.month >= _FIRST_MONTH_OF_SCHOOL_YEAR)
    june_end = date(leaving_year, 6, 30)
    return AgeSpan(first, june_end - timedelta(days=(june_end.weekday() - 4) % 7))
