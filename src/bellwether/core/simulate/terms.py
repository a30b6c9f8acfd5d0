"""When made-up schools are open: terms, half-terms and bank holidays by rule, training days by school.

The rules give the pattern that most English authorities publish; they are ours, not law.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import COLUMNS, first_monday

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Terms", "bank_holidays", "easter_sunday", "eid_days", "open_columns", "terms_of", "training_days"]

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)
_DAYS_WITH_TRAINING: Final = 195
"""School days and five training days: 190 days is the maintained school year."""
_TRAINING_DAYS: Final = 5
# Days of national mourning and of a coronation, by proclamation; every other bank holiday follows a rule.
_BY_PROCLAMATION: Final = (date(2022, 9, 19), date(2023, 5, 8))


@dataclass(frozen=True)
class Terms:
    """The half-terms of an academic year as first and last weekdays, and every weekday that is a bank holiday."""

    year: int
    half_terms: tuple[tuple[date, date], ...]
    bank_holidays: frozenset[date]

    @property
    def weekdays(self) -> tuple[date, ...]:
        """Days on which schools are open or train their staff, in order."""
        return tuple(
            day
            for first, last in self.half_terms
            for day in (first + _DAY * step for step in range((last - first).days + 1))
            if day.weekday() < 5 and day not in self.bank_holidays
        )

    @property
    def exams_begin(self) -> date:
        """The first day after the summer half-term break: Year 11 has gone by then."""
        return self.half_terms[5][0]


def easter_sunday(year: int) -> date:
    """Easter Sunday of a calendar year in the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, leap_rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * leap_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    return day + _DAY * (-day.weekday() % 7)


def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England in term time or near it, from September of `year` to the next August."""
    easter = easter_sunday(year + 1)
    rule = {
        easter - 2 * _DAY,
        easter + _DAY,
        _monday_from(date(year + 1, 5, 1)),
        _monday_from(date(year + 1, 5, 25)),
        *(date(year, 12, day) for day in (25, 26, 27, 28)),
        *(date(year + 1, 1, day) for day in range(1, 4) if day == 1 or date(year + 1, 1, day).weekday() == 0),
    }
    return frozenset(rule | {day for day in _BY_PROCLAMATION if date(year, 9, 1) <= day < date(year + 1, 9, 1)})


def _easter_break(year: int) -> tuple[date, date]:
    """First and last weekday of the two weeks around Easter."""
    easter = easter_sunday(year)
    monday = easter - 6 * _DAY
    if easter <= date(year, 3, 31):
        monday += _WEEK
    elif easter >= date(year, 4, 18):
        monday -= _WEEK
    return monday, monday + 11 * _DAY


@lru_cache(maxsize=64)
def terms_of(year: int) -> Terms:
    """The school year that begins in September of `year`."""
    holidays = bank_holidays(year)
    october = _monday_from(date(year, 10, 22))
    christmas = _monday_from(date(year, 12, 12)) + 4 * _DAY
    january = christmas + 17 * _DAY
    february = _monday_from(date(year + 1, 2, 12))
    easter = _easter_break(year + 1)
    may = _monday_from(date(year + 1, 5, 25))
    breaks = ((october, 11), (christmas, 0), (february, 11), (easter[0], 0), (may, 11))
    firsts = (
        _monday_from(date(year, 9, 1)),
        october + _WEEK,
        january,
        february + _WEEK,
        easter[1] + 3 * _DAY,
        may + _WEEK,
    )
    lasts = (
        october - 3 * _DAY,
        christmas,
        february - 3 * _DAY,
        breaks[3][0] - 3 * _DAY,
        may - 3 * _DAY,
        may + 9 * _WEEK,
    )
    whole = Terms(year, tuple(zip(firsts, lasts, strict=True)), holidays)
    last = whole.weekdays[_DAYS_WITH_TRAINING - 1]
    return Terms(year, (*whole.half_terms[:5], (firsts[5], last)), holidays)


def training_days(terms: Terms, *, rng: np.random.Generator) -> frozenset[date]:
    """The five days on which one school trains its staff: the first of the year, four at the edges of half-terms."""
    open_days = terms.weekdays
    day_set = set(open_days)
    edges = {open_days[1], open_days[-1]}
    for first, last in terms.half_terms[1:]:
        edges |= {next(day for day in open_days if day >= first), max(day for day in day_set if day <= last)}
    edges.discard(open_days[0])
    chosen = rng.choice(len(edges), size=_TRAINING_DAYS - 1, replace=False)
    ordered = sorted(edges)
    return frozenset({open_days[0], *(ordered[place] for place in chosen.tolist())})


def open_columns(terms: Terms, *, closed: frozenset[date]) -> NDArray[np.int64]:
    """The columns of the grid in which a school is open, AM and PM in order, shape (sessions,)."""
    monday = first_monday(terms.year)
    days = np.array([(day - monday).days for day in terms.weekdays if day not in closed], dtype=np.int64)
    columns = np.repeat(2 * days, 2)
    columns[1::2] += 1
    return columns[columns < COLUMNS]


def eid_days(year: int) -> tuple[date, ...]:
    """The Eids that fall in the school year, by the tabular Islamic calendar, those of a weekend on its school side."""
    start, end = date(year, 9, 1), date(year + 1, 8, 31)
    islamic = round((year - 622) * 33 / 32)
    days = [_islamic(at, month, day) for at in range(islamic - 1, islamic + 4) for month, day in ((10, 1), (12, 10))]
    kept = [day + _DAY * {5: -1, 6: 1}.get(day.weekday(), 0) for day in days if start <= day <= end]
    return tuple(sorted(kept))


def _islamic(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the tabular Islamic calendar (civil epoch)."""
    elapsed = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day - 385
    return date.fromordinal(elapsed + 1948440 - 1721425)
