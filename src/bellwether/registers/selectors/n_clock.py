"""N marks and their clock: how many school days are left to find the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.access import Action, require
from bellwether.core.calendar import COLUMNS, academic_year_of
from bellwether.core.taking import n_states
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.facts import NReminder
from bellwether.registers.models import RegisterRow

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["n_marks"]


def n_marks(school_id: int, *, today: date, actor: Actor) -> tuple[NReminder, ...]:
    """Every N of this academic year and the one before, with its clock, oldest first. A fixed few queries.

    Of a pupil who has died no reason is wanted any more.
    """
    require(actor, Action.SEE_PUPIL, organisations.reach_of_school(school_id))
    year = academic_year_of(today)
    policy = organisations.policy(school_id)
    # A deadline of July lies in September: the clock needs the days of both years.
    days = {one: organisations.school_days(school_id, one, last_year=year + 1) for one in (year - 1, year)}
    rows = RegisterRow.objects.filter(school_id=school_id, year__in=days).order_by("year", "pupil_id")
    found: dict[int, list[tuple[int, bytes]]] = {one: [] for one in days}
    for one, pupil, marks in rows.values_list("year", "pupil_id", "marks").iterator(chunk_size=2000):
        if b"N" in bytes(marks):
            found[one].append((pupil, bytes(marks)))
    died = people.died_among(pupil for own in found.values() for pupil, _ in own)
    found = {one: [(pupil, marks) for pupil, marks in own if pupil not in died] for one, own in found.items()}
    return tuple(
        NReminder(own[clock.row][0], clock)
        for one, own in found.items()
        if own
        for clock in n_states(
            np.frombuffer(b"".join(marks for _, marks in own), dtype=np.uint8).reshape(len(own), COLUMNS),
            year=one,
            school_days=days[one],
            policy=policy,
            today=today,
        )
    )
