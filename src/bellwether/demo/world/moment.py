"""Which day it is in the demo: the last school day, with enough of a term behind it, by ten to ten."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from bellwether.core.calendar import academic_year_of, day_of_column
from bellwether.core.codes import BYTE_CLOSED
from bellwether.core.simulate import SimulatedAuthority, simulate

__all__ = ["MADE_UP_PUPILS", "SCHOOL_ZONE", "Stage", "open_days", "set_stage"]

MADE_UP_PUPILS: Final = 1200
SCHOOL_ZONE: Final = ZoneInfo("Europe/London")
_EARLIEST: Final = time(9, 25)
_AT: Final = time(9, 50)
_DAYS_BEHIND: Final = 20
"""School days that must have passed: in September the demo shows the end of the year before."""


class Stage:
    """The simulated year, and the moment at which it is entered.

    authority: everybody and every mark of the year. now: the moment in the demo. today: its day.
    first_day: before the terms begin; everybody is in post by then.
    """

    def __init__(self, authority: SimulatedAuthority, now: datetime) -> None:
        self.authority = authority
        self.today = now.date()
        self.now = now
        self.year = authority.year
        self.first_day = date(authority.year, 9, 1)


def open_days(authority: SimulatedAuthority) -> tuple[date, ...]:
    """The days on which every school is open, in order."""
    closed = (authority.codes == BYTE_CLOSED)[:, ::2]
    bounds = authority.rows_of_schools()
    shut = np.zeros(closed.shape[1], dtype=np.bool_)
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        shut |= closed[start:end].all(axis=0)
    return tuple(day_of_column(authority.year, 2 * place) for place in np.flatnonzero(~shut).tolist())


def set_stage(now: datetime, *, seed: int) -> Stage:
    """The stage for a moment: never later than it, so that nothing in the demo has yet to happen."""
    local = now.astimezone(SCHOOL_ZONE).replace(second=0, microsecond=0)
    latest = local.date() if local.time() >= _EARLIEST else local.date() - timedelta(days=1)
    this_year = academic_year_of(latest)
    for year in (this_year, this_year - 1):
        authority = simulate(pupils=MADE_UP_PUPILS, seed=seed, year=year)
        days = [day for day in open_days(authority) if day <= latest]
        if len(days) > _DAYS_BEHIND:
            return Stage(authority, min(local, datetime.combine(days[-1], _AT, tzinfo=SCHOOL_ZONE)))
    raise AssertionError("a whole year has more school days than that")
