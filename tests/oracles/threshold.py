"""The penalty-notice threshold (DOMAIN 3.1) and the clock of code N (DOMAIN 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracles.calendar import monday_of, school_days_after
from tests.oracles.codes import counts_as
from tests.oracles.register import Register, Row, half_days_so_far, school_days, school_weeks

if TYPE_CHECKING:
    from datetime import date

    from tests.oracles.register import HalfDay


@dataclass
class Threshold:
    """The most unauthorised sessions in any window; the sessions of the first window that reached the threshold."""

    peak: int
    sessions: list[HalfDay]


def threshold(register: Register, row: Row, as_of: date | None, *, sessions: int, weeks: int) -> Threshold:
    """Look back from each unauthorised session over its school week and the `weeks` - 1 school weeks before it."""
    own_weeks = school_weeks(register, row.school)
    unauthorised = [
        half for half in half_days_so_far(register, as_of) if counts_as(row.marks.get(half), half[0]) == "unauthorised"
    ]
    found = Threshold(peak=0, sessions=[])
    for half in unauthorised:
        place = own_weeks.index(monday_of(half[0]))
        window_weeks = own_weeks[max(0, place - weeks + 1) : place + 1]
        window = [other for other in unauthorised if other <= half and monday_of(other[0]) in window_weeks]
        found.peak = max(found.peak, len(window))
        if len(window) >= sessions and not found.sessions:
            found.sessions = window
    return found


def overdue_n(register: Register, row: Row, as_of: date, *, school_days_allowed: int) -> list[HalfDay]:
    """The N marks whose last school day for being replaced lies before the as-of date."""
    days = [day for day in school_days(register, row.school) if day <= as_of]
    overdue = []
    for half in half_days_so_far(register, as_of):
        deadline = school_days_after(days, half[0], school_days_allowed)
        if row.marks.get(half) == "N" and deadline is not None and deadline < as_of:
            overdue.append(half)
    return overdue
