"""Pupils on the way from one school to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bellwether.core.access import Action, OutOfReachError, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.facts import MoveFacts
from bellwether.people.models import PupilMove
from bellwether.people.rows import used_name

if TYPE_CHECKING:
    from bellwether.core.access import Actor

__all__ = ["move", "moves"]


def _facts(row: PupilMove) -> MoveFacts:
    return MoveFacts(
        id=row.pk,
        pupil_id=row.pupil_id,
        pupil_name=used_name(row.pupil),
        born_on=row.pupil.born_on,
        from_school_id=row.from_school_id,
        to_school_id=row.to_school_id,
        offered_at=row.offered_at,
        starts_on=row.starts_on,
        state=row.state,
        answered_at=row.answered_at,
        answer=row.answer,
        stays=row.stays,
    )


def moves(school_id: int, *, actor: Actor, open_only: bool = False) -> tuple[MoveFacts, ...]:
    """The moves to and from a school, the newest first. Who is offered is named: that is what the offer says.

    Those of pupils who have died are left out.
    """
    require(actor, Action.MOVE_PUPIL, reach_of_school(school_id))
    rows = PupilMove.objects.filter(Q(from_school_id=school_id) | Q(to_school_id=school_id)).select_related("pupil")
    rows = rows.filter(pupil__died_on__isnull=True)
    rows = rows.filter(state="offered") if open_only else rows
    return tuple(map(_facts, rows.order_by("-offered_at", "-pk")))


def move(move_id: int, *, actor: Actor) -> MoveFacts:
    """One move, for staff of either school. Raises OutOfReachError, NotGrantedError."""
    row = PupilMove.objects.filter(pk=move_id).select_related("pupil").first()
    if row is None:
        raise OutOfReachError(Action.MOVE_PUPIL)
    require(actor, Action.MOVE_PUPIL, reach_of_school(row.from_school_id) | reach_of_school(row.to_school_id))
    return _facts(row)
