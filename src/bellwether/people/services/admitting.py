"""Putting pupils on a school's admission register, one at a time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, require
from bellwether.organisations.selectors import reach_of_school, school
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.folding import search_key, sort_key
from bellwether.people.models import Enrolment, Pupil, PupilUpn
from bellwether.people.numbers import sound_upn
from bellwether.people.selectors.reaching import reach_of_pupil
from bellwether.people.services.grouping import place_in_group
from bellwether.people.services.leaving import settle_kinds

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.asked import NewPupil, Placement

__all__ = ["admit", "enrol"]


def new_row(asked: NewPupil) -> Pupil:
    """An unsaved row with its keys for sorting and searching."""
    row = Pupil(
        legal_forename=asked.legal_forename,
        legal_surname=asked.legal_surname,
        middle_names=asked.middle_names,
        known_forename=asked.known_forename,
        known_surname=asked.known_surname,
        sex=asked.sex,
        born_on=asked.born_on,
    )
    set_keys(row, former=())
    return row


def set_keys(row: Pupil, *, former: tuple[str, ...]) -> None:
    """Fold the present names, and the former ones for searching."""
    row.sort_key = sort_key(
        surname=row.known_surname or row.legal_surname, forename=row.known_forename or row.legal_forename
    )
    names = (row.known_forename, row.known_surname, row.legal_forename, row.middle_names, row.legal_surname)
    row.search_key = search_key((*names, *former))


@transaction.atomic
def admit(asked: NewPupil, *, placement: Placement, actor: Actor, now: datetime) -> int:
    """Enter a child who is in no record yet on a school's register. Event "pupil.enrolled"; returns the pupil's id.

    Raises PeopleRefusedError: an unsound UPN, one that another pupil has, a day before birth, a closed school.
    """
    require(actor, Action.MANAGE_PUPILS, reach_of_school(placement.school_id))
    upn = sound_upn(asked.upn)
    if upn and PupilUpn.objects.filter(upn=upn, to_on__isnull=True).exists():
        raise PeopleRefusedError(
            gettext("Another pupil has this UPN: look for them and enrol them, rather than enter them twice"),
            field="upn",
        )
    if asked.born_on > placement.starts_on:
        raise PeopleRefusedError(gettext("The starting day lies before the day of birth"), field="starts_on")
    row = new_row(asked)
    row.save()
    if upn:
        PupilUpn.objects.create(pupil=row, upn=upn, from_on=placement.starts_on)
    _enrol(row, placement, actor=actor, now=now)
    return row.pk


@transaction.atomic
def enrol(pupil_id: int, *, placement: Placement, actor: Actor, now: datetime) -> int:
    """Enter a known pupil on a school's register: a new school, a second one, or back again. Event "pupil.enrolled".

    The actor must manage the pupils of that school and have the pupil in reach; a pupil of a school out of reach
    comes by an offer (`offer_move`). Returns the id of the enrolment. Raises PeopleRefusedError.
    """
    require(actor, Action.MANAGE_PUPILS, reach_of_school(placement.school_id))
    require(actor, Action.SEE_PUPIL, reach_of_pupil(pupil_id, on=actor.on))
    return _enrol(Pupil.objects.select_for_update().get(pk=pupil_id), placement, actor=actor, now=now)


def _enrol(row: Pupil, placement: Placement, *, actor: Actor, now: datetime) -> int:
    enrolment = add_enrolment(row, placement)
    if placement.group_id is not None:
        place_in_group(row.pk, placement, group_id=placement.group_id, from_on=placement.starts_on)
    record(
        "pupil.enrolled",
        actor=actor,
        chain=f"school:{placement.school_id}",
        subject=("pupil", row.pk),
        now=now,
        after={"pupil_id": row.pk, "enrolment_id": enrolment.pk, **asdict(placement)},
    )
    settle_kinds(row.pk, actor=actor, now=now)
    return enrolment.pk


def add_enrolment(row: Pupil, placement: Placement) -> Enrolment:
    """The row of an enrolment. Raises PeopleRefusedError where it cannot be."""
    if row.died_on is not None or row.merged_into_id is not None:
        raise PeopleRefusedError(gettext("This record is closed: nobody can be enrolled with it"))
    if not school(placement.school_id).is_open_on(placement.starts_on):
        raise PeopleRefusedError(gettext("The school is not open on that day"), field="starts_on")
    own = Enrolment.objects.filter(pupil=row, school_id=placement.school_id)
    if any(one.ends_on is None or one.ends_on >= placement.starts_on for one in own):
        raise PeopleRefusedError(gettext("The pupil is on this school's roll on that day already"), field="starts_on")
    _refuse_second_main(row, placement)
    return Enrolment.objects.create(
        pupil=row,
        school_id=placement.school_id,
        kind=placement.kind,
        boards=placement.boards,
        starts_on=placement.starts_on,
    )


def _refuse_second_main(row: Pupil, placement: Placement) -> None:
    """A pupil has one school alone, or one main and others: two that both say "main" cannot both be right."""
    others = Enrolment.objects.filter(pupil=row).exclude(school_id=placement.school_id)
    overlapping = [one for one in others if _overlaps(one, placement.starts_on)]
    if placement.kind == "main" and overlapping:
        raise PeopleRefusedError(
            gettext("The pupil is on another school's roll then: say whether this is the main or the other school"),
            field="kind",
        )
    if placement.kind == "dual-main" and any(one.kind == "dual-main" for one in overlapping):
        raise PeopleRefusedError(gettext("The pupil has a main school already"), field="kind")


def _overlaps(one: Enrolment, starts_on: date) -> bool:
    return one.ends_on is None or one.ends_on >= starts_on
