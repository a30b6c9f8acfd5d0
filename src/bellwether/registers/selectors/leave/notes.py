"""Leave that is no plan, for whoever codes an absence: not agreed, undecided, over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, require
from bellwether.people import selectors as people
from bellwether.registers.store.leave_notes import leave_notes

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.registers.leave_facts import LeaveNote

__all__ = ["leave_note"]


def leave_note(school_id: int, pupil_id: int, *, on: date, session: int, actor: Actor) -> LeaveNote | None:
    """What one has to know of leave before coding a pupil's session. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.SEE_PUPIL, people.reach_of_pupil(pupil_id, on=actor.on))
    return leave_notes(school_id, on=on, session=session, pupil_ids=[pupil_id]).get(pupil_id)
