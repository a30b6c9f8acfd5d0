"""What is planned for a session: shown over the register, and a mark only when that register is submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, require
from bellwether.organisations import selectors as organisations
from bellwether.registers.store.planned import absence_plans

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.registers.facts import Plan

__all__ = ["plans_over"]


def plans_over(school_id: int, *, on: date, session: int, pupil_ids: Iterable[int], actor: Actor) -> dict[int, Plan]:
    """The planned absence that covers a session, by pupil; of two the one made last. One query, and two for reach."""
    require(actor, Action.SEE_PUPIL, organisations.reach_of_school(school_id))
    return absence_plans(school_id, on=on, session=session, pupil_ids=pupil_ids)
