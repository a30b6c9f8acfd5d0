"""How a year of weeks is laid out in a picture: in parts that stand side by side, or below each other on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

__all__ = ["WeekPart", "split_weeks"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class WeekPart:
    """Some weeks on end. first_week: counted from the first week of the whole; monday: of that week."""

    first_week: int
    monday: date
    weeks: int

    def months(self) -> list[tuple[int, str]]:
        """Where months begin: the week of the part, from 0, and the month's short name.

        The part's own first week is named too, unless the next month begins right after it.
        """
        mondays = [self.monday + timedelta(weeks=week) for week in range(self.weeks)]
        begins = [week for week in range(self.weeks) if week == 0 or mondays[week].month != mondays[week - 1].month]
        if len(begins) > 1 and begins[1] < 2:
            begins = begins[1:]
        return [(week, _MONTHS[mondays[week].month - 1]) for week in begins]


def _third(monday: date) -> tuple[int, int]:
    third = 2 if 4 <= monday.month <= 7 else 1 if monday.month <= 3 else 0
    return monday.year, third


def split_weeks(first_monday: date, weeks: int) -> tuple[WeekPart, ...]:
    """The weeks in up to three parts a year: to December, January to March, April to July."""
    numbered = [(week, first_monday + timedelta(weeks=week)) for week in range(weeks)]
    parts = []
    for _, group in groupby(numbered, key=lambda pair: _third(pair[1])):
        members = list(group)
        parts.append(WeekPart(first_week=members[0][0], monday=members[0][1], weeks=len(members)))
    return tuple(parts)
