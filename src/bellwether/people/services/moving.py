"""A pupil moves to another school: one school offers, the other accepts or declines. History goes along.

Marks and leave decisions stay where they were made and are read by the pupil's id: from the day of acceptance the
pupil is in the new school's reach, and with the pupil all of it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.organisations.selectors import reach_of_school, school
from bellwether.people.asked import Placement
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Enrolment, Pupil, PupilMove
from bellwether.people.rows import in_force
from bellwether.people.services.admitting import add_enrolment
from bellwether.people.services.grouping import place_in_group
from bellwether.people.services.leaving import INSTRUMENT, end, record_left, settle_kinds

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["accept_move", "decline_move", "offer_move"]

_DAY = timedelta(days=1)
REGISTERED_ELSEWHERE = f"{INSTRUMENT}:a"


@transaction.atomic
def offer_move(
    pupil_id: int,
    *,
    from_school: int,
    to_school: int,
    starts_on: date,
    actor: Actor,
    now: datetime,
    stays: bool = False,
) -> int:
    """Offer a pupil on roll to another school from a day on. Event "move.offered"; returns the id of the move.

    stays: the pupil is to be registered at both, with this school as the main one.
    """
    require(actor, Action.MOVE_PUPIL, reach_of_school(from_school))
    on_roll = Enrolment.objects.filter(
        in_force(actor.on, starts="starts_on", ends="ends_on"), pupil_id=pupil_id, school_id=from_school
    )
    if not on_roll.exists():
        raise OutOfReachError(Action.MOVE_PUPIL)
    if to_school == from_school or not school(to_school).is_open_on(starts_on):
        raise PeopleRefusedError(gettext("Choose another school that is open on that day"), field="to_school")
    if starts_on < actor.on:
        raise PeopleRefusedError(gettext("The starting day cannot lie in the past"), field="starts_on")
    if PupilMove.objects.filter(pupil_id=pupil_id, to_school_id=to_school, state="offered").exists():
        raise PeopleRefusedError(gettext("The pupil is offered to this school already"), field="to_school")
    row = PupilMove.objects.create(
        pupil_id=pupil_id,
        from_school_id=from_school,
        to_school_id=to_school,
        offered_at=now,
        starts_on=starts_on,
        stays=stays,
        state="offered",
    )
    _record("move.offered", row, actor=actor, now=now)
    return row.pk


def _record(event: str, row: PupilMove, *, actor: Actor, now: datetime) -> None:
    record(
        event,
        actor=actor,
        chain=f"school:{row.from_school_id if event == 'move.offered' else row.to_school_id}",
        subject=("pupil", row.pupil_id),
        now=now,
        after={
            "move_id": row.pk,
            "pupil_id": row.pupil_id,
            "from_school_id": row.from_school_id,
            "to_school_id": row.to_school_id,
            "starts_on": row.starts_on,
            "stays": row.stays,
            "answer": row.answer,
        },
    )


def _open(move_id: int, *, actor: Actor) -> PupilMove:
    row = PupilMove.objects.select_for_update().filter(pk=move_id).first()
    if row is None:
        raise OutOfReachError(Action.MOVE_PUPIL)
    require(actor, Action.MOVE_PUPIL, reach_of_school(row.to_school_id))
    if row.state != "offered":
        raise PeopleRefusedError(gettext("This offer was answered already"))
    return row


@transaction.atomic
def accept_move(move_id: int, *, actor: Actor, now: datetime, group_id: int | None = None, nc_year: int = 0) -> None:
    """Take the pupil on from the offered day, or from today where that has passed.

    The old school's register ends the day before on ground (a), registered at another school, unless the pupil stays
    there as well. Events "pupil.left" and "pupil.enrolled" of the two schools, and "move.accepted".
    """
    row = _open(move_id, actor=actor)
    starts_on = max(row.starts_on, actor.on)
    pupil = Pupil.objects.select_for_update().get(pk=row.pupil_id)
    old = (
        Enrolment.objects.select_for_update()
        .filter(pupil=pupil, school_id=row.from_school_id, ends_on__isnull=True)
        .first()
    )
    if old is not None and not row.stays:
        end(
            old,
            last_day=max(old.starts_on, starts_on - _DAY),
            ground=REGISTERED_ELSEWHERE,
            destination=school(row.to_school_id).name,
        )
        record_left(old, actor=actor, now=now)
    kind = "dual-subsidiary" if row.stays and old is not None else "main"
    placement = Placement(row.to_school_id, starts_on, kind=kind, group_id=group_id, nc_year=nc_year)
    made = add_enrolment(pupil, placement)
    if group_id is not None:
        place_in_group(pupil.pk, placement, group_id=group_id, from_on=starts_on)
    record(
        "pupil.enrolled",
        actor=actor,
        chain=f"school:{row.to_school_id}",
        subject=("pupil", pupil.pk),
        now=now,
        after={
            "pupil_id": pupil.pk,
            "enrolment_id": made.pk,
            "school_id": row.to_school_id,
            "starts_on": starts_on,
            "kind": made.kind,
            "group_id": group_id,
            "nc_year": nc_year,
        },
    )
    settle_kinds(pupil.pk, actor=actor, now=now)
    row.state, row.answered_at, row.starts_on = "accepted", now, starts_on
    row.save()
    _record("move.accepted", row, actor=actor, now=now)


@transaction.atomic
def decline_move(move_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Do not take the pupil on; they stay on the old school's register. Event "move.declined"."""
    row = _open(move_id, actor=actor)
    if not reason.strip():
        raise PeopleRefusedError(gettext("Enter a reason"), field="reason")
    row.state, row.answered_at, row.answer = "declined", now, reason
    row.save()
    _record("move.declined", row, actor=actor, now=now)
