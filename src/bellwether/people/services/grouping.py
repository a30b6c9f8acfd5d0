"""Groups of a school's year, and who is in them from when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.organisations.selectors import reach_of_school, school
from bellwether.people.asked import Placement
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Enrolment, Group, GroupMembership
from bellwether.people.rows import in_force
from bellwether.people.selectors.reaching import reach_of_pupil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["fill_group", "leave_group", "make_group", "put_in_group", "rename_group"]

_DAY = timedelta(days=1)
_SESSIONS_A_WEEK: Final = 14


@transaction.atomic
def make_group(school_id: int, *, year: int, name: str, actor: Actor, now: datetime, kind: str = "registration") -> int:
    """Make a group of an academic year. Event "group.made". Raises PeopleRefusedError where the name is taken."""
    require(actor, Action.MANAGE_PUPILS, reach_of_school(school_id))
    if Group.objects.filter(school_id=school_id, year=year, name=name).exists():
        raise PeopleRefusedError(gettext("There is a group of this name already"), field="name")
    row = Group.objects.create(school_id=school_id, year=year, name=name, kind=kind)
    record(
        "group.made",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("group", row.pk),
        now=now,
        after={"group_id": row.pk, "school_id": school_id, "year": year, "name": name, "kind": kind},
    )
    return row.pk


@transaction.atomic
def rename_group(group_id: int, *, name: str, actor: Actor, now: datetime) -> None:
    """Give a group another name. Event "group.renamed". Raises PeopleRefusedError where the name is taken."""
    row = locked_group(group_id)
    require(actor, Action.MANAGE_PUPILS, reach_of_school(row.school_id))
    same = Group.objects.filter(school_id=row.school_id, year=row.year, name=name).exclude(pk=group_id)
    if same.exists():
        raise PeopleRefusedError(gettext("There is a group of this name already"), field="name")
    if name == row.name:
        return
    before, row.name = row.name, name
    row.save(update_fields=["name"])
    record(
        "group.renamed",
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("group", group_id),
        now=now,
        before={"name": before},
        after={"name": name},
    )


@transaction.atomic
def fill_group(
    group_id: int, *, pupil_ids: Sequence[int], from_on: date, actor: Actor, now: datetime, nc_year: int | None = None
) -> int:
    """Put several pupils into a group from a day on. Event "group.filled"; returns how many.

    nc_year: the year group that they follow there; None for each the one that they follow now. Raises
    PeopleRefusedError.
    """
    group = locked_group(group_id)
    require(actor, Action.MANAGE_PUPILS, reach_of_school(group.school_id))
    wanted = sorted(set(pupil_ids))
    if not wanted:
        raise PeopleRefusedError(gettext("Choose at least one pupil"), field="pupils")
    years = _years_now(group.school_id, wanted, on=from_on)
    for pupil_id in wanted:
        year = years.get(pupil_id) if nc_year is None else nc_year
        if year is None:
            raise PeopleRefusedError(gettext("Say which year group they follow"), field="nc_year")
        _require_on_roll(pupil_id, group.school_id, on=from_on)
        place_in_group(pupil_id, Placement(group.school_id, from_on, nc_year=year), group_id=group_id, from_on=from_on)
    record(
        "group.filled",
        actor=actor,
        chain=f"school:{group.school_id}",
        subject=("group", group_id),
        now=now,
        after={"group_id": group_id, "school_id": group.school_id, "pupil_ids": wanted, "from_on": from_on},
    )
    return len(wanted)


def _years_now(school_id: int, pupil_ids: Sequence[int], *, on: date) -> dict[int, int]:
    rows = GroupMembership.objects.filter(
        in_force(on), pupil_id__in=pupil_ids, group__school_id=school_id, group__kind="registration"
    )
    return dict(rows.values_list("pupil_id", "nc_year"))


def _require_on_roll(pupil_id: int, school_id: int, *, on: date) -> None:
    """A group holds pupils of its own school alone."""
    rows = Enrolment.objects.filter(pupil_id=pupil_id, school_id=school_id).exclude(ends_on__lt=on)
    if not rows.exists():
        raise PeopleRefusedError(gettext("The pupil is not on this school's roll then"), field="from_on")


@transaction.atomic
def put_in_group(
    pupil_id: int, *, group_id: int, nc_year: int, from_on: date, actor: Actor, now: datetime, attends: str = ""
) -> None:
    """Put a pupil into a group from a day on; a registration group takes the place of the one at that school.

    attends: the part-time pattern, 14 of 1/0 from Monday AM, or "" for full time. Events "group.joined".
    Raises PeopleRefusedError.
    """
    group = locked_group(group_id)
    require(actor, Action.MANAGE_PUPILS, reach_of_school(group.school_id))
    require(actor, Action.SEE_PUPIL, reach_of_pupil(pupil_id, on=from_on))
    _require_on_roll(pupil_id, group.school_id, on=from_on)
    placement = Placement(group.school_id, from_on, group_id=group_id, nc_year=nc_year, attends=attends)
    left = place_in_group(pupil_id, placement, group_id=group_id, from_on=from_on)
    record(
        "group.joined",
        actor=actor,
        chain=f"school:{group.school_id}",
        subject=("pupil", pupil_id),
        now=now,
        before={"group_ids": left},
        after={
            "pupil_id": pupil_id,
            "group_id": group_id,
            "school_id": group.school_id,
            "nc_year": nc_year,
            "from_on": from_on,
            "attends": attends,
        },
    )


def locked_group(group_id: int) -> Group:
    """A group, locked. Raises OutOfReachError where there is none."""
    row = Group.objects.select_for_update().filter(pk=group_id).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_PUPILS)
    return row


def place_in_group(pupil_id: int, placement: Placement, *, group_id: int, from_on: date) -> list[int]:
    """Write the membership and end the registration group before it; the ids of the groups that ended."""
    group = Group.objects.get(pk=group_id)
    _check(group, placement)
    left = []
    if group.kind == "registration":
        left = end_memberships(pupil_id, school_id=group.school_id, from_on=from_on, kind="registration")
    GroupMembership.objects.filter(pupil_id=pupil_id, group=group, from_on__gte=from_on).delete()
    GroupMembership.objects.create(
        pupil_id=pupil_id, group=group, nc_year=placement.nc_year, from_on=from_on, attends=placement.attends
    )
    return left


def _check(group: Group, placement: Placement) -> None:
    if group.school_id != placement.school_id:
        raise PeopleRefusedError(gettext("The group belongs to another school"), field="group_id")
    if placement.nc_year not in school(group.school_id).years:
        raise PeopleRefusedError(gettext("The school does not teach this year group"), field="nc_year")
    check_pattern(placement.attends)


def check_pattern(attends: str) -> None:
    """Raise PeopleRefusedError unless a pattern is "" or 14 of 1/0."""
    if attends and (len(attends) != _SESSIONS_A_WEEK or not set(attends) <= {"0", "1"} or "1" not in attends):
        raise PeopleRefusedError(gettext("Choose at least one session a week"), field="attends")


def end_memberships(pupil_id: int, *, school_id: int, from_on: date, kind: str = "") -> list[int]:
    """End the memberships in groups of a school the day before; the ids of the groups."""
    rows = GroupMembership.objects.filter(pupil_id=pupil_id, group__school_id=school_id).exclude(to_on__lt=from_on)
    if kind:
        rows = rows.filter(group__kind=kind)
    left = sorted(set(rows.values_list("group_id", flat=True)))
    rows.filter(from_on__gte=from_on).delete()
    rows.filter(from_on__lt=from_on).update(to_on=from_on - _DAY)
    return left


@transaction.atomic
def leave_group(pupil_id: int, *, group_id: int, last_day: date, actor: Actor, now: datetime) -> None:
    """Take a pupil out of a group after a day. Event "group.left"."""
    group = locked_group(group_id)
    require(actor, Action.MANAGE_PUPILS, reach_of_school(group.school_id))
    rows = GroupMembership.objects.filter(in_force(last_day), pupil_id=pupil_id, group=group)
    if not rows.update(to_on=last_day):
        raise PeopleRefusedError(gettext("The pupil is not in this group on that day"), field="last_day")
    record(
        "group.left",
        actor=actor,
        chain=f"school:{group.school_id}",
        subject=("pupil", pupil_id),
        now=now,
        after={"pupil_id": pupil_id, "group_id": group_id, "school_id": group.school_id, "last_day": last_day},
    )
