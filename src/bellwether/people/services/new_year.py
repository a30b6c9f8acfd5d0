"""A new school year in one act, shown before it is done: pupils promoted, leavers, groups, terms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, require
from bellwether.core.calendar import day_of_column
from bellwether.organisations.selectors import reach_of_school, school, terms
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Enrolment, Group, GroupMembership
from bellwether.people.new_year import (
    NewYearPlan,
    PlannedGroup,
    PlannedPupil,
    fingerprint,
    ground_of_leavers,
    next_name,
    shifted,
)
from bellwether.people.rows import used_name
from bellwether.people.services.leaving import INSTRUMENT, require_ground

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import TermDates

__all__ = ["NewYearChoices", "apply_new_year", "plan_new_year"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewYearChoices:
    """What somebody decided over the plan. names: of the new groups by the old group's id; an empty name makes none.

    stays: leavers who stay on (they are left in no group); ground: the letter for those who leave.
    fingerprint: of the plan that was shown.
    """

    names: Mapping[int, str]
    ground: str
    destination: str
    stays: frozenset[int]
    fingerprint: str


def plan_new_year(school_id: int, *, year: int, actor: Actor) -> NewYearPlan:
    """What the year `year` would bring. Nothing is written. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.RUN_NEW_YEAR, reach_of_school(school_id))
    require(actor, Action.SEE_ORGANISATION, reach_of_school(school_id))
    return _plan(school_id, year=year, today=actor.on)


def _plan(school_id: int, *, year: int, today: date) -> NewYearPlan:
    found = school(school_id)
    ahead = _placed_ahead(school_id, year=year)
    pupils = [one for one in _pupils(school_id, year=year - 1, today=today) if one.id not in ahead]
    placed = [one for one in pupils if one.nc_year is not None]
    leavers = tuple(one for one in placed if (one.nc_year or 0) >= found.highest_year)
    goes_on = tuple(one for one in placed if (one.nc_year or 0) < found.highest_year)
    set_already = terms(school_id, year)
    before = terms(school_id, year - 1)
    plan = NewYearPlan(
        school_id=school_id,
        year=year,
        groups=_groups(goes_on),
        goes_on=goes_on,
        leavers=leavers,
        unplaced=tuple(one for one in pupils if one.nc_year is None),
        terms=set_already or shifted(before),
        terms_are_set=bool(set_already),
        last_day=max(before[-1].ends_on if before else day_of_column(year, 0) - _DAY, today - _DAY),
        ground=ground_of_leavers(found.highest_year),
        is_done=bool(ahead) and not placed,
    )
    return replace(plan, fingerprint=fingerprint(plan))


def _placed_ahead(school_id: int, *, year: int) -> frozenset[int]:
    """Pupils who have a class in the new year already: those who join then, and everybody once the act is done."""
    rows = GroupMembership.objects.filter(group__school_id=school_id, group__year=year, group__kind="registration")
    return frozenset(rows.values_list("pupil_id", flat=True))


def _pupils(school_id: int, *, year: int, today: date) -> list[PlannedPupil]:
    rows = Enrolment.objects.filter(school_id=school_id, ends_on__isnull=True, pupil__died_on__isnull=True)
    memberships = GroupMembership.objects.filter(
        group__school_id=school_id, group__year=year, group__kind="registration", to_on__isnull=True
    ).select_related("group")
    of_pupil = {one.pupil_id: one for one in memberships}
    found = []
    for row in rows.filter(starts_on__lte=today).select_related("pupil"):
        membership = of_pupil.get(row.pupil_id)
        found.append(
            PlannedPupil(
                id=row.pupil_id,
                name=used_name(row.pupil),
                sort_key=row.pupil.sort_key,
                enrolment_id=row.pk,
                group_id=membership.group_id if membership else None,
                group_name=membership.group.name if membership else "",
                nc_year=membership.nc_year if membership else None,
                attends=membership.attends if membership else "",
            )
        )
    return sorted(found, key=lambda one: (one.sort_key, one.id))


def _groups(goes_on: Sequence[PlannedPupil]) -> tuple[PlannedGroup, ...]:
    members: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in goes_on:
        if one.group_id is not None and one.nc_year is not None:
            members[(one.group_id, one.group_name)].append(one.nc_year)
    return tuple(
        PlannedGroup(old_id, name, next_name(name, years), tuple(sorted(set(years))), len(years))
        for (old_id, name), years in sorted(members.items(), key=lambda item: (len(item[0][1]), item[0][1]))
    )


def _check(plan: NewYearPlan, choices: NewYearChoices, asked: Sequence[TermDates]) -> None:
    problems = []
    if plan.is_done:
        problems.append(gettext("The new year has been prepared already: everybody is in a class of it"))
    if choices.fingerprint != plan.fingerprint:
        problems.append(gettext("Somebody joined, left or changed group since this was shown: look through it again"))
    if not asked:
        problems.append(gettext("Set the term dates of the new year first"))
    names = [name.strip() for name in choices.names.values() if name.strip()]
    if len(set(names)) < len(names):
        problems.append(gettext("Two groups would have the same name"))
    others = Group.objects.filter(school_id=plan.school_id, year=plan.year, name__in=names).exclude(kind="registration")
    problems += [
        gettext("There is a group %(name)s that registers are not taken by") % {"name": one}
        for one in others.values_list("name", flat=True)
    ]
    if problems:
        raise PeopleRefusedError(*problems)


@transaction.atomic
def apply_new_year(school_id: int, *, year: int, choices: NewYearChoices, actor: Actor, now: datetime) -> NewYearPlan:
    """Do what the plan says: end leavers' enrolments, make the groups, promote the pupils from the first day of term.

    The terms of the new year must be set (`organisations.services.set_terms`). Event "year.started", and
    "pupils.left" where anybody leaves; cases, targets and agreements carry over by the pupil's id. All or nothing.
    A group of the new year that is there already, for those who join then, is used where it has the name.
    Raises PeopleRefusedError.
    """
    require(actor, Action.RUN_NEW_YEAR, reach_of_school(school_id))
    plan = _plan(school_id, year=year, today=actor.on)
    asked = terms(school_id, year)
    _check(plan, choices, asked)
    leaving = [one for one in plan.leavers if one.id not in choices.stays]
    require_ground(school_id, ground=choices.ground, on=plan.last_day)
    starts_on = max(asked[0].starts_on, plan.last_day + _DAY)
    made = _make_groups(plan, choices)
    _promote(plan, made, starts_on=starts_on)
    _leave(leaving, plan, choices)
    if leaving:
        _record_left(leaving, plan, choices, actor=actor, now=now)
    record(
        "year.started",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        after={
            "school_id": school_id,
            "year": year,
            "starts_on": starts_on,
            "groups": [[old, group.pk] for old, group in sorted(made.items())],
            "old_groups": sorted(_registration_groups(school_id, year=year - 1)),
            "promoted": len(plan.goes_on),
            "left": len(leaving),
        },
    )
    return plan


def _make_groups(plan: NewYearPlan, choices: NewYearChoices) -> dict[int, Group]:
    made = {}
    for one in plan.groups:
        name = choices.names.get(one.old_id, one.new_name).strip()
        if name:
            made[one.old_id] = Group.objects.get_or_create(
                school_id=plan.school_id, year=plan.year, name=name, defaults={"kind": "registration"}
            )[0]
    return made


def _registration_groups(school_id: int, *, year: int) -> list[int]:
    rows = Group.objects.filter(school_id=school_id, year=year, kind="registration")
    return list(rows.values_list("pk", flat=True))


def _promote(plan: NewYearPlan, made: Mapping[int, Group], *, starts_on: date) -> None:
    """End every membership of the old year, and begin those of the new one, the same patterns included."""
    old = GroupMembership.objects.filter(
        group__school_id=plan.school_id, group__year=plan.year - 1, group__kind="registration", to_on__isnull=True
    )
    old.filter(from_on__lt=starts_on).update(to_on=starts_on - _DAY)
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(
                pupil_id=one.id,
                group=made[one.group_id],
                nc_year=one.nc_year + 1,
                from_on=starts_on,
                attends=one.attends,
            )
            for one in plan.goes_on
            if one.group_id in made and one.group_id is not None and one.nc_year is not None
        ],
        batch_size=500,
    )


def _leave(leaving: Sequence[PlannedPupil], plan: NewYearPlan, choices: NewYearChoices) -> None:
    ids = [one.enrolment_id for one in leaving]
    Enrolment.objects.filter(pk__in=ids).update(
        ends_on=plan.last_day, ground=f"{INSTRUMENT}:{choices.ground}", destination=choices.destination
    )
    members = GroupMembership.objects.filter(pupil_id__in=[one.id for one in leaving], group__school_id=plan.school_id)
    members.filter(to_on__gt=plan.last_day).update(to_on=plan.last_day)
    members.filter(to_on__isnull=True, from_on__lte=plan.last_day).update(to_on=plan.last_day)


def _record_left(
    leaving: Sequence[PlannedPupil], plan: NewYearPlan, choices: NewYearChoices, *, actor: Actor, now: datetime
) -> None:
    record(
        "pupils.left",
        actor=actor,
        chain=f"school:{plan.school_id}",
        subject=("school", plan.school_id),
        now=now,
        after={
            "school_id": plan.school_id,
            "ends_on": plan.last_day,
            "ground": f"{INSTRUMENT}:{choices.ground}",
            "enrolments": [[one.id, one.enrolment_id] for one in leaving],
        },
    )
