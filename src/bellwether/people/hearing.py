"""What this room does when others tell of something: a school converted or merged, so its pupils go on elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bellwether.audit.events import Event, subscribe
from bellwether.audit.services import record
from bellwether.core.access import Actor, ActorKind
from bellwether.organisations import lookups
from bellwether.organisations.selectors import schools
from bellwether.organisations.setting_up import add_setup_check
from bellwether.people.checklist import setup_gaps_of_people
from bellwether.people.models import Enrolment, Group, GroupMembership
from bellwether.people.rows import in_force
from bellwether.people.selectors.counting import on_roll_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["listen"]

CARRIED_ON = "carried-on"
_DAY = timedelta(days=1)


def listen() -> None:
    """Subscribe; called once when the process starts."""
    for event in ("school.converted", "school.merged"):
        subscribe(event, carry_on, name="people.carry-on")
    add_setup_check("people", setup_gaps_of_people)
    lookups.lend(on_roll_after=on_roll_after)


def _actor(event: Event, on: date) -> Actor:
    """Who did it, as far as the event says: enough for the trail, never for a decision."""
    return Actor(event.actor_id, "", event.actor_post, on, kind=ActorKind(event.actor_kind))


def carry_on(event: Event) -> None:
    """Pupils of a school that ends are on the roll of the one that carries on, without a gap and without a deletion.

    Their groups go along. Events "pupils.left" of the old school, "pupils.enrolled" and "groups.carried-on" of the new.
    """
    told = event.after or {}
    old_id, new_id, on = told["predecessor_id"], told["successor_id"], date.fromisoformat(told["on"])
    rows = list(Enrolment.objects.select_for_update().filter(school_id=old_id, ends_on__isnull=True).order_by("pk"))
    names = schools([old_id, new_id])
    groups = _groups(old_id, new_id, on=on, suffix=names[old_id].urn)
    _move_memberships(groups, on=on)
    made = _move_enrolments(rows, new_id, on=on, destination=names[new_id].name)
    _tell(event, rows, made, on=on)
    _tell_groups(event, groups, on=on)


def _groups(old_id: int, new_id: int, *, on: date, suffix: str) -> dict[int, Group]:
    """Groups that have members that day or later, with their like at the new school."""
    used = GroupMembership.objects.filter(group__school_id=old_id).exclude(to_on__lt=on).values("group_id")
    taken = set(Group.objects.filter(school_id=new_id).values_list("year", "name"))
    found = {}
    for one in Group.objects.filter(pk__in=used):
        name = one.name if (one.year, one.name) not in taken else f"{one.name[:30]} ({suffix})"
        found[one.pk] = Group.objects.create(school_id=new_id, year=one.year, name=name, kind=one.kind)
    return found


def _move_memberships(groups: Mapping[int, Group], *, on: date) -> None:
    rows = list(GroupMembership.objects.filter(group_id__in=groups).exclude(to_on__lt=on))
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(
                pupil_id=row.pupil_id,
                group=groups[row.group_id],
                nc_year=row.nc_year,
                from_on=max(row.from_on, on),
                to_on=row.to_on,
                attends=row.attends,
            )
            for row in rows
        ],
        batch_size=500,
    )
    began = GroupMembership.objects.filter(in_force(on), group_id__in=groups, from_on__lt=on)
    began.update(to_on=on - _DAY)
    GroupMembership.objects.filter(group_id__in=groups, from_on__gte=on).delete()


def _move_enrolments(rows: Sequence[Enrolment], new_id: int, *, on: date, destination: str) -> list[Enrolment]:
    own = set(Enrolment.objects.filter(school_id=new_id, ends_on__isnull=True).values_list("pupil_id", flat=True))
    made = Enrolment.objects.bulk_create(
        [
            Enrolment(
                pupil_id=row.pupil_id,
                school_id=new_id,
                kind=row.kind,
                boards=row.boards,
                starts_on=max(row.starts_on, on),
            )
            for row in rows
            if row.pupil_id not in own
        ],
        batch_size=500,
    )
    began = [row.pk for row in rows if row.starts_on < on]
    Enrolment.objects.filter(pk__in=began).update(ends_on=on - _DAY, ground=CARRIED_ON, destination=destination[:200])
    Enrolment.objects.filter(pk__in=[row.pk for row in rows if row.starts_on >= on]).delete()
    return made


def _tell(event: Event, rows: Sequence[Enrolment], made: Sequence[Enrolment], *, on: date) -> None:
    told = event.after or {}
    actor = _actor(event, on)
    old_id, new_id = told["predecessor_id"], told["successor_id"]
    record(
        "pupils.left",
        actor=actor,
        chain=f"school:{old_id}",
        subject=("school", old_id),
        now=event.at,
        after={
            "school_id": old_id,
            "ends_on": on - _DAY,
            "ground": CARRIED_ON,
            "enrolments": [[row.pupil_id, row.pk] for row in rows],
        },
    )
    record(
        "pupils.enrolled",
        actor=actor,
        chain=f"school:{new_id}",
        subject=("school", new_id),
        now=event.at,
        after={"school_id": new_id, "enrolments": [[row.pupil_id, row.starts_on, None] for row in made]},
    )


def _tell_groups(event: Event, groups: Mapping[int, Group], *, on: date) -> None:
    """Which group goes on as which: whoever takes the register of one takes it on."""
    new_id = (event.after or {})["successor_id"]
    if groups:
        record(
            "groups.carried-on",
            actor=_actor(event, on),
            chain=f"school:{new_id}",
            subject=("school", new_id),
            now=event.at,
            after={"school_id": new_id, "on": on, "groups": [[old, made.pk] for old, made in sorted(groups.items())]},
        )
