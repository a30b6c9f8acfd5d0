"""Many pupils in one act: from a file of another system, from the demonstration. A bulk write, and one event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import (
    Address,
    Characteristic,
    Enrolment,
    Group,
    GroupMembership,
    Parent,
    ParentOf,
    Professional,
    ProfessionalOf,
    Pupil,
    PupilNumber,
    PupilUpn,
)
from bellwether.people.numbers import sound_upn
from bellwether.people.services.admitting import new_row
from bellwether.people.services.families import new_address, new_parent_row
from bellwether.people.services.grouping import check_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.people.asked import LoadedPupil, NewParent
__all__ = ["load_people", "load_pupils"]

_BATCH = 500


def _check(school_id: int, asked: Sequence[LoadedPupil]) -> None:
    upns = [sound_upn(one.pupil.upn) for one in asked if one.pupil.upn]
    known = PupilUpn.objects.filter(to_on__isnull=True)
    known = known.filter(upn__in=upns) if len(upns) <= _BATCH else known  # a database takes only so many parameters
    taken = set(known.values_list("upn", flat=True)) & set(upns)
    if taken or len(set(upns)) < len(upns):
        raise PeopleRefusedError(gettext("A UPN is given twice, or belongs to a pupil who is in the records already"))
    groups = set(Group.objects.filter(school_id=school_id).values_list("pk", flat=True))
    for one in asked:
        check_pattern(one.placement.attends)
        if one.placement.school_id != school_id or one.placement.group_id not in {None, *groups}:
            raise PeopleRefusedError(gettext("A pupil's place belongs to another school"))


def load_pupils(school_id: int, *, asked: Sequence[LoadedPupil], actor: Actor, now: datetime) -> tuple[int, ...]:
    """As `load_people`, without families."""
    return load_people(school_id, asked=asked, parents={}, actor=actor, now=now)[0]


@transaction.atomic
def load_people(
    school_id: int,
    *,
    asked: Sequence[LoadedPupil],
    parents: Mapping[str, NewParent],
    actor: Actor,
    now: datetime,
    known_parents: Mapping[str, int] | None = None,
) -> tuple[tuple[int, ...], dict[str, int]]:
    """Enter new pupils of one school with all that comes along. Event "pupils.enrolled", with every enrolment in it.

    parents: by a key of the caller's, which `LoadedPupil.family` uses; known_parents: keys of parents who are in the
    records already (of a brother or sister loaded before). Returns the pupils' ids in the order asked, and the
    parents' ids by key. Raises PeopleRefusedError; then nothing is written.
    """
    require(actor, Action.MANAGE_PUPILS, reach_of_school(school_id))
    _check(school_id, asked)
    pupils = Pupil.objects.bulk_create([new_row(one.pupil) for one in asked], batch_size=_BATCH)
    PupilUpn.objects.bulk_create(
        [
            PupilUpn(pupil=row, upn=sound_upn(one.pupil.upn), from_on=one.placement.starts_on)
            for row, one in zip(pupils, asked, strict=True)
            if one.pupil.upn
        ],
        batch_size=_BATCH,
    )
    _enrol(pupils, asked)
    _house_and_number(pupils, asked)
    _characterise(pupils, asked, now=now)
    known = {**(known_parents or {}), **_parents(parents, now=now)}
    _link(pupils, asked, known)
    _professionals(pupils, asked)
    record(
        "pupils.enrolled",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        after={
            "school_id": school_id,
            "enrolments": [
                [row.pk, one.placement.starts_on, one.placement.ends_on] for row, one in zip(pupils, asked, strict=True)
            ],
        },
    )
    return tuple(row.pk for row in pupils), known


def _enrol(pupils: Sequence[Pupil], asked: Sequence[LoadedPupil]) -> None:
    places = [(row, one.placement) for row, one in zip(pupils, asked, strict=True)]
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                pupil=row,
                school_id=place.school_id,
                kind=place.kind,
                boards=place.boards,
                starts_on=place.starts_on,
                ends_on=place.ends_on,
                ground=place.ground,
            )
            for row, place in places
        ],
        batch_size=_BATCH,
    )
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(
                pupil=row,
                group_id=place.group_id,
                nc_year=place.nc_year,
                from_on=one.grouped_on or place.starts_on,
                to_on=place.ends_on,
                attends=place.attends,
            )
            for (row, place), one in zip(places, asked, strict=True)
            if place.group_id is not None
        ],
        batch_size=_BATCH,
    )


def _house_and_number(pupils: Sequence[Pupil], asked: Sequence[LoadedPupil]) -> None:
    both = list(zip(pupils, asked, strict=True))
    Address.objects.bulk_create(
        [
            Address(
                pupil=row,
                lines=one.address,
                postcode=one.postcode.strip().upper(),
                from_on=one.placement.starts_on,
            )
            for row, one in both
            if one.address
        ],
        batch_size=_BATCH,
    )
    PupilNumber.objects.bulk_create(
        [
            PupilNumber(school_id=one.placement.school_id, pupil=row, number=one.number)
            for row, one in both
            if one.number
        ],
        batch_size=_BATCH,
    )


def _characterise(pupils: Sequence[Pupil], asked: Sequence[LoadedPupil], *, now: datetime) -> None:
    Characteristic.objects.bulk_create(
        [
            Characteristic(pupil=row, kind=kind, value=value, from_on=first, recorded_at=now)
            for row, one in zip(pupils, asked, strict=True)
            for kind, value, first in one.characteristics
        ],
        batch_size=_BATCH,
    )


def _parents(parents: Mapping[str, NewParent], *, now: datetime) -> dict[str, int]:
    rows = Parent.objects.bulk_create(map(new_parent_row, parents.values()), batch_size=_BATCH)
    addresses = [
        new_address(row, one, from_on=now.date())
        for row, one in zip(rows, parents.values(), strict=True)
        if one.address
    ]
    Address.objects.bulk_create(addresses, batch_size=_BATCH)
    return {key: row.pk for key, row in zip(parents, rows, strict=True)}


def _link(pupils: Sequence[Pupil], asked: Sequence[LoadedPupil], known: Mapping[str, int]) -> None:
    ParentOf.objects.bulk_create(
        [
            ParentOf(
                pupil=row,
                parent_id=known[key],
                relation=link.relation,
                has_responsibility=link.has_responsibility,
                has_care=link.has_care,
                lives_with_pupil=link.lives_with_pupil,
                contact_order=link.contact_order,
                confirmed_on=one.confirmed_on,
                from_on=one.placement.starts_on,
            )
            for row, one in zip(pupils, asked, strict=True)
            for key, link in (one.family or {}).items()
        ],
        batch_size=_BATCH,
    )


def _professionals(pupils: Sequence[Pupil], asked: Sequence[LoadedPupil]) -> None:
    pairs = [(row, one, who) for row, one in zip(pupils, asked, strict=True) for who in one.professionals]
    made = Professional.objects.bulk_create(
        [
            Professional(
                name=who.name,
                role=who.role,
                organisation=who.organisation,
                telephone=who.telephone,
                email=who.email,
            )
            for _row, _one, who in pairs
        ],
        batch_size=_BATCH,
    )
    ProfessionalOf.objects.bulk_create(
        [
            ProfessionalOf(
                pupil=row,
                professional=worker,
                tell_of_unexplained_absence=who.tell_of_unexplained_absence,
                from_on=one.placement.starts_on,
            )
            for (row, one, who), worker in zip(pairs, made, strict=True)
        ],
        batch_size=_BATCH,
    )
