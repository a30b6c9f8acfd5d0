"""Absence in words that need no arithmetic: "19 days (3 weeks and 4 days)" instead of 10 %.

What somebody missed is said exactly. What a rate comes to over a year is rounded, and always says to which side.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Final

from bellwether.core.measures.definitions import numbers_of

__all__ = ["days_missed", "rate_as_time", "sessions_as_time"]

_HALF: Final = Fraction(1, 2)


def _number(name: str) -> int:
    return numbers_of("measure.days-missed", name)[0]


def days_missed(sessions: int) -> Fraction:
    """So many half-days in days. Raises ValueError for fewer than none. Source: measure `measure.days-missed`."""
    if sessions < 0:
        raise ValueError(f"nobody misses {sessions} sessions")
    return Fraction(sessions, _number("sessions_a_day"))


@lru_cache(maxsize=2048)
def sessions_as_time(sessions: int) -> str:
    """Missed sessions as days, and from one school week on as weeks too: `2½ days`, `19 days (3 weeks and 4 days)`.

    Raises ValueError for fewer than none. Source: measure `measure.days-missed`.
    """
    days = days_missed(sessions)
    weeks, rest = divmod(days, _number("days_a_week"))
    in_days = _halves(days, "day") if days else "no days"
    if not weeks:
        return in_days
    and_days = f" and {_halves(rest, 'day')}" if rest else ""
    return f"{in_days} ({_halves(Fraction(weeks), 'week')}{and_days})"


def rate_as_time(rate: Fraction, *, days_a_year: int | None = None) -> str:
    """What a rate of absence comes to over a school year: a tenth of 190 days is `19 days, nearly 4 weeks`.

    rate: a share from 0 to 1, exact; half a per cent is Fraction(1, 200) and comes to nearly 1 day.
    days_a_year: the school's own number of school days; left out, that of a maintained school.
    Raises ValueError outside 0 to 1. Source: measure `measure.days-missed`.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"a rate lies from 0 to 1, but {rate} was given")
    return _in_words(rate * (_number("days_a_year") if days_a_year is None else days_a_year))


def _in_words(days: Fraction) -> str:
    """Days, and from one school week on weeks too."""
    days_a_week = _number("days_a_week")
    in_days = _to_the_half(days, "day")
    return in_days if days < days_a_week else f"{in_days}, {_to_the_half(days / days_a_week, 'week')}"


def _to_the_half(amount: Fraction, unit: str) -> str:
    """The nearest half, rounded up in the middle, and to which side the truth lies."""
    nearest = Fraction(floor(amount * 2 + _HALF), 2)
    if amount == 0:
        return f"no {unit}s"
    if nearest == 0:
        return f"less than half a {unit}"
    side = "" if amount == nearest else "nearly " if amount < nearest else "just over "
    return side + _halves(nearest, unit)


def _halves(amount: Fraction, unit: str) -> str:
    whole, half = divmod(amount, 1)
    if not whole:
        return f"half a {unit}"
    return f"{whole}{'½' if half else ''} {unit}{'' if amount == 1 else 's'}"
