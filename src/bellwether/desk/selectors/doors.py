"""What an actor may do, school by school: the doors that their home page and navigation show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, places
from bellwether.desk.facts import SchoolDoors
from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from bellwether.core.access import Actor

__all__ = ["may_somewhere", "school_doors"]

# What a school's card on the home page asks about.
_ASKED = (
    Action.SEE_TODAY,
    Action.SEE_MISSING_REGISTERS,
    Action.USE_LATE_DESK,
    Action.SEE_ON_SITE_LIST,
    Action.AMEND_MARKS,
    Action.SETTLE_CONFLICTS,
    Action.MARK_WHOLE_SCHOOL,
    Action.IMPORT_MARKS,
    Action.MANAGE_PUPILS,
    Action.SEE_FAMILY,
    Action.MOVE_PUPIL,
    Action.PLAN_ABSENCE,
    Action.ASK_FOR_LEAVE,
    Action.DECIDE_LEAVE,
    Action.SEE_FIGURES,
    Action.SEE_PUPIL,
    Action.MANAGE_ORGANISATION,
    Action.SEE_ORGANISATION,
)


def may_somewhere(actor: Actor, action: Action) -> bool:
    """Whether the actor may do the action anywhere at all."""
    return not places(actor, action).is_nowhere()


def school_doors(*, actor: Actor) -> tuple[SchoolDoors, ...]:
    """The schools that the actor may see, by name, each with what they may do there.

    One query for the schools; the rest follows from the memberships that the actor carries.
    """
    seen = organisations.visible_schools(actor=actor, action=Action.SEE_ORGANISATION)
    where = {action: places(actor, action) for action in _ASKED}
    return tuple(
        SchoolDoors(
            one,
            frozenset(
                action
                for action, place in where.items()
                if one.id in place.schools or one.trust_id in place.trusts or one.authority_id in place.authorities
            ),
        )
        for one in seen
    )
