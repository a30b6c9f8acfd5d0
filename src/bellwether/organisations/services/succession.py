"""Conversion, merger and closure: a school ends, another carries on its work under a new URN, history reads across.

`people` hears the event at once and moves enrolments and groups; `accounts` moves memberships.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext, ngettext

from bellwether.audit.services import record
from bellwether.core.access import Action, may, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.lookups import on_roll_after
from bellwether.organisations.models import (
    Closure,
    PolicyAdjustment,
    PolicyChoice,
    School,
    SessionTimes,
    Term,
    Undertaking,
)
from bellwether.organisations.selectors.places import reach_of_school
from bellwether.organisations.services.places import check_school, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import NewSchool

__all__ = ["close_school", "convert_school", "merge_schools"]

_DAY = timedelta(days=1)


def _lock_open(school_id: int, *, on: date, actor: Actor) -> School:
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    row = School.objects.select_for_update().get(pk=school_id)
    if row.closed_on is not None and row.closed_on < on:
        raise PlaceRefusedError(gettext("%(school)s is closed already") % {"school": row.name})
    if row.opened_on is not None and on <= row.opened_on:
        raise PlaceRefusedError(gettext("The day must lie after the school's own first day"), field="on")
    return row


@transaction.atomic
def convert_school(school_id: int, *, new: NewSchool, on: date, actor: Actor, now: datetime) -> int:
    """The school becomes another from a day on, as an academy does: new URN, same pupils, staff, terms and times.

    A school of that URN that GIAS brought and nobody has set up yet is the new one. Event "school.converted" with
    predecessor_id, successor_id and on; returns the id of the new school. Raises PlaceRefusedError.
    """
    old = _lock_open(school_id, on=on, actor=actor)
    check_school(new)
    made = _successor(new, on=on, actor=actor)
    _end(old, last_day=on - _DAY)
    Undertaking.objects.create(predecessor=old, successor=made, from_on=on, kind="conversion")
    _copy_settings(old, made, on=on)
    _record("school.converted", old, made, on=on, actor=actor, now=now)
    return made.pk


@transaction.atomic
def merge_schools(school_ids: Sequence[int], *, into: int, on: date, actor: Actor, now: datetime) -> None:
    """Schools end and their work goes on in another that exists. One event "school.merged" for each that ends.

    The school that goes on keeps its own terms, times and policy.
    """
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(into))
    if into in school_ids:
        raise PlaceRefusedError(gettext("A school cannot be merged into itself"), field="into")
    made = School.objects.get(pk=into)
    if not (made.closed_on is None or made.closed_on >= on):
        raise PlaceRefusedError(gettext("%(school)s is closed already") % {"school": made.name}, field="into")
    for school_id in sorted(set(school_ids)):
        old = _lock_open(school_id, on=on, actor=actor)
        _end(old, last_day=on - _DAY)
        Undertaking.objects.create(predecessor=old, successor=made, from_on=on, kind="merger")
        _record("school.merged", old, made, on=on, actor=actor, now=now)


@transaction.atomic
def close_school(school_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """The school closes and nobody carries on. Event "school.closed". Raises PlaceRefusedError.

    Refused while pupils are on roll after its last day: each leaves on a ground first.
    """
    row = _lock_open(school_id, on=last_day, actor=actor)
    left = on_roll_after([school_id], day=last_day).get(school_id, 0)
    if left:
        raise PlaceRefusedError(
            ngettext(
                "%(count)s pupil is on roll after that day: delete the name on a ground of the regulations first",
                "%(count)s pupils are on roll after that day: delete each name on a ground of the regulations first",
                left,
            )
            % {"count": left},
            field="last_day",
        )
    _end(row, last_day=last_day)
    record(
        "school.closed",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        after={"school_id": school_id, "last_day": last_day},
    )


def _successor(new: NewSchool, *, on: date, actor: Actor) -> School:
    """The row of the new school: of its own, or the one that waits under this URN."""
    values = {**asdict(new), "opened_on": on}
    known = School.objects.select_for_update().filter(urn=new.urn).first()
    if known is None:
        return School.objects.create(**values)
    is_ours = may(actor, Action.MANAGE_ORGANISATION, reach_of_school(known.pk))
    is_used = Term.objects.filter(school=known).exists() or Undertaking.objects.filter(successor=known).exists()
    if not is_ours or is_used or known.closed_on is not None:
        raise PlaceRefusedError(gettext("There is a school with this URN already"), field="urn")
    save(known, values)
    return known


def _end(row: School, *, last_day: date) -> None:
    row.closed_on = last_day
    row.save(update_fields=["closed_on"])


def _record(event: str, old: School, made: School, *, on: date, actor: Actor, now: datetime) -> None:
    record(
        event,
        actor=actor,
        chain=f"school:{old.pk}",
        subject=("school", old.pk),
        now=now,
        after={"predecessor_id": old.pk, "successor_id": made.pk, "on": on},
    )


def _copy_settings(old: School, made: School, *, on: date) -> None:
    """What the new school starts with: the terms from that year on, coming closures, times and policy."""
    terms = Term.objects.filter(school=old, year__gte=academic_year_of(on))
    Term.objects.bulk_create(
        Term(school=made, year=one.year, name=one.name, starts_on=max(one.starts_on, on), ends_on=one.ends_on)
        for one in terms
        if one.ends_on >= on
    )
    coming = Closure.objects.filter(school=old, ends_on__gte=on, withdrawn_at__isnull=True)
    Closure.objects.bulk_create(
        Closure(
            school=made,
            starts_on=max(one.starts_on, on),
            ends_on=one.ends_on,
            session=one.session,
            code=one.code,
            reason=one.reason,
            years=one.years,
        )
        for one in coming
        if not one.group_ids  # the new school's groups have other ids
    )
    _copy_times(old, made, on=on)
    for choice in PolicyChoice.objects.filter(scope="school", scope_id=old.pk):
        choice.pk, choice.scope_id = None, made.pk
        choice.save()
    for change in PolicyAdjustment.objects.filter(scope="school", scope_id=old.pk, withdrawn_at__isnull=True):
        change.pk, change.scope_id = None, made.pk
        change.save()


def _copy_times(old: School, made: School, *, on: date) -> None:
    """The times in force on the day and those set for later."""
    kept: dict[tuple[int, tuple[int, ...]], SessionTimes] = {}
    later = []
    for one in SessionTimes.objects.filter(school=old).order_by("from_on", "pk"):
        if one.from_on <= on:
            kept[(one.session, tuple(one.years))] = one
        else:
            later.append(one)
    for one in [*kept.values(), *later]:
        one.pk, one.school, one.from_on = None, made, max(one.from_on, on)
        one.save()
