"""What has to be seen to about plans: reviews due, timetables that ran out, education owed to the suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Q

from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations
from bellwether.registers.acts.suspended_days import calendar_of, counts_from, due
from bellwether.registers.models import PartTimeTimetable, Suspension

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["PlanReminder", "ReminderKind", "plan_reminders"]

_AHEAD: Final = timedelta(days=7)


class ReminderKind(StrEnum):
    """What has to be seen to."""

    REVIEW = "review"
    """A review of a part-time timetable."""
    RAN_OUT = "ran-out"
    """A part-time timetable is past its end, and nobody has said what comes next."""
    PROVISION = "provision"
    """Education elsewhere for a suspended pupil."""


@dataclass(frozen=True, slots=True)
class PlanReminder:
    """One thing, for one pupil. is_due: whether its day has come; record_id: of the timetable or the suspension."""

    kind: ReminderKind
    pupil_id: int
    due_on: date
    is_due: bool
    record_id: int


def plan_reminders(school_id: int, *, on: date, actor: Actor) -> tuple[PlanReminder, ...]:
    """What is due by a day, or within the week after it, the earliest first. For whoever plans absences.

    Nothing is kept of it: it follows from the plans each time, so no job has to run and nothing can be stale. Fixed
    queries, and some by the years that are set where anybody is suspended.
    """
    require(actor, Action.PLAN_ABSENCE, organisations.reach_of_school(school_id))
    found = [*_of_timetables(school_id, on), *_of_suspensions(school_id, on)]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.pupil_id)))


def _of_timetables(school_id: int, on: date) -> list[PlanReminder]:
    standing = Q(plans__withdrawn_at__isnull=True)
    rows = PartTimeTimetable.objects.filter(school_id=school_id, ended_on__isnull=True).annotate(
        last=Max("plans__ends_on", filter=standing),
        review=Max("plans__review_on", filter=standing),
        held=Max("reviews__held_on"),
    )
    found = []
    for row in rows:
        last, review, held = row.last, row.review, row.held
        if last is not None and last < on:
            found.append(PlanReminder(ReminderKind.RAN_OUT, row.pupil_id, last, is_due=True, record_id=row.pk))
        elif review is not None and review <= on + _AHEAD and (held is None or held < review):
            found.append(PlanReminder(ReminderKind.REVIEW, row.pupil_id, review, review <= on, row.pk))
    return found


def _of_suspensions(school_id: int, on: date) -> list[PlanReminder]:
    going_on = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = list(Suspension.objects.filter(going_on, school_id=school_id, withdrawn_at__isnull=True))
    if not rows:
        return []
    same = list(
        Suspension.objects.filter(
            school_id=school_id, pupil_id__in={row.pupil_id for row in rows}, withdrawn_at__isnull=True
        )
    )
    policy = organisations.policy(school_id)
    calendar = calendar_of(school_id, years={academic_year_of(row.starts_on) for row in same})
    found = []
    for row in rows:
        first = counts_from(row, [one for one in same if one.pupil_id == row.pupil_id], calendar)
        due_on, _day = due(row, first=first, calendar=calendar, policy=policy)
        is_arranged = row.provision_from is not None and due_on is not None and row.provision_from <= due_on
        if due_on is not None and not is_arranged and due_on <= on + _AHEAD and not _has_begun(row, on):
            found.append(PlanReminder(ReminderKind.PROVISION, row.pupil_id, due_on, due_on <= on, row.pk))
    return found


def _has_begun(row: Suspension, on: date) -> bool:
    return row.provision_from is not None and row.provision_from <= on
