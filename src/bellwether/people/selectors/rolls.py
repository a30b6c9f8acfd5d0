"""Who is on roll on a day, in which group; who was when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from bellwether.core.access import Action, OutOfReachError, places, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.facts import EnrolmentFacts, GroupFacts, GroupSpan, PupilOnRoll
from bellwether.people.models import Enrolment, Group, GroupMembership, PupilUpn
from bellwether.people.rows import group_facts, in_force
from bellwether.people.selectors.reaching import known_group, reach_of_group, reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from bellwether.core.access import Actor

__all__ = [
    "enrolments",
    "group",
    "group_names",
    "group_sizes",
    "group_spans",
    "groups",
    "roll",
    "upns",
]


def group(group_id: int, *, actor: Actor) -> GroupFacts:
    """One group that the actor may see. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.SEE_ORGANISATION, reach_of_group(group_id))
    return known_group(group_id)


def groups(school_id: int, *, year: int, actor: Actor, kind: str = "") -> tuple[GroupFacts, ...]:
    """The groups of a school in an academic year, by name: all of them, or only those in the actor's reach.

    kind: "registration" or "other", both where it is left out. Raises OutOfReachError where none is in reach.
    """
    reach = reach_of_school(school_id)
    where = places(actor, Action.SEE_ORGANISATION)
    rows = Group.objects.filter(school_id=school_id, year=year)
    if not where.covers(reach):
        rows = rows.filter(pk__in=where.groups)
        if not rows.exists():
            raise OutOfReachError(Action.SEE_ORGANISATION)
    if kind:
        rows = rows.filter(kind=kind)
    return tuple(sorted(map(group_facts, rows), key=lambda one: (len(one.name), one.name, one.id)))


def group_names(school_id: int, *, actor: Actor) -> dict[int, str]:
    """The names of the groups of a school in every year, by id."""
    require(actor, Action.SEE_ORGANISATION, reach_of_school(school_id))
    return dict(Group.objects.filter(school_id=school_id).values_list("pk", "name"))


def roll(
    *,
    school_id: int | None = None,
    group_id: int | None = None,
    on: date,
    actor: Actor,
    with_died: bool = False,
    pupil_ids: Iterable[int] | None = None,
) -> tuple[PupilOnRoll, ...]:
    """The pupils on roll on a day at a school, or those of them in a group, by name as people sort it.

    Give one of school_id and group_id. A pupil who had died by that day is left out unless `with_died`; pupil_ids:
    only these of them. The number of queries does not depend on the number of pupils. Raises OutOfReachError,
    NotGrantedError, ValueError.
    """
    rows = Enrolment.objects.filter(in_force(on, starts="starts_on", ends="ends_on"))
    rows = rows if pupil_ids is None else rows.filter(pupil_id__in=set(pupil_ids))
    if group_id is not None and school_id is None:
        require(actor, Action.SEE_PUPIL, reach_of_group(group_id))
        school_id = known_group(group_id).school_id
        members = GroupMembership.objects.filter(in_force(on), group_id=group_id).values("pupil_id")
        rows = rows.filter(pupil_id__in=members)
    elif school_id is not None and group_id is None:
        require(actor, Action.SEE_PUPIL, reach_of_school(school_id))
    else:
        raise ValueError("a roll is of a school or of a group")
    return _rolled(rows.filter(school_id=school_id), school_id=school_id, on=on, with_died=with_died)


_FEW = 200  # past so many pupils, all memberships of the school are read rather than a list of ids sent
# Plain columns, not rows as objects: a school of 1,500 is read for most pages.
_ENROLMENT = ("pupil_id", "school_id", "starts_on", "ends_on", "kind")
_PUPIL = (
    "pupil__legal_forename",
    "pupil__middle_names",
    "pupil__legal_surname",
    "pupil__known_forename",
    "pupil__known_surname",
    "pupil__sort_key",
    "pupil__sex",
    "pupil__born_on",
    "pupil__died_on",
)
_NO_GROUP: tuple[int | None, int | None, str, str] = (None, None, "", "")


def _rolled(rows: QuerySet[Enrolment], *, school_id: int, on: date, with_died: bool) -> tuple[PupilOnRoll, ...]:
    if not with_died:
        rows = rows.filter(Q(pupil__died_on__isnull=True) | Q(pupil__died_on__gt=on))
    found = list(rows.values_list(*_ENROLMENT, *_PUPIL))
    memberships = GroupMembership.objects.filter(
        in_force(on), group__school_id=school_id, group__kind="registration"
    ).order_by("from_on", "pk")
    if len(found) <= _FEW:
        memberships = memberships.filter(pupil_id__in=[row[0] for row in found])
    placed = memberships.values_list("pupil_id", "nc_year", "group_id", "group__name", "attends")
    registered = {pupil_id: tuple(place) for pupil_id, *place in placed}
    pupils = [_on_roll(row, registered.get(row[0], _NO_GROUP)) for row in found]
    return tuple(sorted(pupils, key=lambda one: (one.sort_key, one.id)))


def _on_roll(row: tuple[Any, ...], place: tuple[Any, ...]) -> PupilOnRoll:
    """From the columns of _ENROLMENT and _PUPIL, and of the registration group."""
    pupil_id, school_id, starts_on, ends_on, kind, *names, sort_key, sex, born_on, died_on = row
    forename, middle, surname, known_forename, known_surname = names
    nc_year, group_id, group_name, attends = place
    return PupilOnRoll(
        id=pupil_id,
        name=f"{known_forename or forename} {known_surname or surname}",
        legal_name=" ".join(part for part in (forename, middle, surname) if part),
        sort_key=sort_key,
        sex=sex,
        born_on=born_on,
        nc_year=nc_year,
        group_id=group_id,
        group_name=group_name,
        school_id=school_id,
        starts_on=starts_on,
        ends_on=ends_on,
        kind=kind,
        attends=attends,
        died_on=died_on,
    )


def enrolments(
    *, first: date, last: date, actor: Actor, school_id: int | None = None, pupil_ids: Iterable[int] | None = None
) -> tuple[EnrolmentFacts, ...]:
    """Enrolments that touch any day from `first` to `last`, by pupil and first day: ids and days, no names.

    school_id: of that school, which asks for its figures; pupil_ids: of those of these pupils whom the actor may see
    on `last`. Give at least one; both narrow it down to the school's enrolments of these pupils.
    """
    rows = Enrolment.objects.filter(starts_on__lte=last).exclude(ends_on__lt=first)
    if school_id is not None:
        require(actor, Action.SEE_FIGURES, reach_of_school(school_id))
        rows = rows.filter(school_id=school_id)
        if pupil_ids is not None:
            rows = rows.filter(pupil_id__in=set(pupil_ids))
    elif pupil_ids is not None:
        where = places(actor, Action.SEE_PUPIL)
        seen = [pupil for pupil, reach in reach_of_pupils(pupil_ids, on=last).items() if where.covers(reach)]
        rows = rows.filter(pupil_id__in=seen)
    else:
        raise ValueError("enrolments are of a school or of pupils")
    columns = ("pk", "pupil_id", "school_id", "kind", "boards", "starts_on", "ends_on", "ground", "destination")
    ordered = rows.order_by("pupil_id", "starts_on", "pk").values_list(*columns)
    return tuple(EnrolmentFacts(*row) for row in ordered)


def group_sizes(school_id: int, *, actor: Actor, on: date) -> dict[int, int]:
    """How many pupils are in each group of a school on a day, by group: counts, no names."""
    require(actor, Action.SEE_ORGANISATION, reach_of_school(school_id))
    rows = GroupMembership.objects.filter(in_force(on), group__school_id=school_id, pupil__died_on__isnull=True)
    counted = rows.values("group_id").annotate(count=Count("pupil_id", distinct=True)).order_by("group_id")
    return {row["group_id"]: row["count"] for row in counted}


def upns(school_id: int, *, actor: Actor, on: date) -> dict[int, str]:
    """The present UPNs of the pupils on a school's roll on a day, by pupil."""
    require(actor, Action.SEE_PUPIL, reach_of_school(school_id))
    on_roll = Enrolment.objects.filter(in_force(on, starts="starts_on", ends="ends_on"), school_id=school_id)
    rows = PupilUpn.objects.filter(to_on__isnull=True, pupil_id__in=on_roll.values("pupil_id"))
    return dict(rows.values_list("pupil_id", "upn"))


def group_spans(
    *,
    first: date,
    last: date,
    actor: Actor,
    school_id: int | None = None,
    group_id: int | None = None,
    kind: str = "registration",
) -> tuple[GroupSpan, ...]:
    """Who was in which group of a school (or in one group) when, by pupil and first day: ids and days, no names.

    kind: "registration", "other", or "" for both; a group asked for by id is given whatever its kind.
    """
    rows = GroupMembership.objects.filter(from_on__lte=last).exclude(to_on__lt=first)
    if group_id is not None:
        require(actor, Action.SEE_FIGURES, reach_of_group(group_id))
        rows = rows.filter(group_id=group_id)
    elif school_id is not None:
        require(actor, Action.SEE_FIGURES, reach_of_school(school_id))
        rows = rows.filter(group__school_id=school_id)
        rows = rows.filter(group__kind=kind) if kind else rows
    else:
        raise ValueError("spans are of a school or of a group")
    ordered = rows.order_by("pupil_id", "from_on", "pk")
    columns = ("pupil_id", "group_id", "nc_year", "from_on", "to_on", "attends")
    return tuple(GroupSpan(*row) for row in ordered.values_list(*columns))
