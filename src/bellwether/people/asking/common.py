"""What the questions about pupils share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as places
from bellwether.people import selectors

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import GroupFacts, PupilFacts

__all__ = ["enrollable", "groups_of", "may_over", "page_of", "pupil_for"]


def page_of(pupil_id: int) -> str:
    """The address of a pupil's record."""
    return reverse("people:pupil", args=[pupil_id])


def may_over(pupil_id: int, *actions: Action, actor: Actor) -> None:
    """Require every one of these actions over a pupil."""
    reach = selectors.reach_of_pupil(pupil_id, on=actor.on)
    for action in actions:
        require(actor, action, reach)


def pupil_for(pupil_id: int, *actions: Action, actor: Actor) -> PupilFacts:
    """A pupil over whom the actor may do all of these."""
    may_over(pupil_id, *actions, actor=actor)
    return selectors.pupil(pupil_id, actor=actor, on=actor.on)


def enrollable(facts: PupilFacts, *, actor: Actor) -> tuple[SchoolFacts, ...]:
    """The open schools on whose register the actor may enter a pupil who is not on it; none for one who has died."""
    if facts.died_on is not None:
        return ()
    current = {one.school_id for one in facts.enrolments if one.ends_on is None or one.ends_on >= actor.on}
    managed = places.visible_schools(actor=actor, action=Action.MANAGE_PUPILS)
    return tuple(one for one in managed if one.id not in current and one.closed_on is None)


def groups_of(school_id: int, *, on: date, actor: Actor, kind: str = "") -> tuple[GroupFacts, ...]:
    """The groups of a school in the year of a day."""
    return selectors.groups(school_id, year=academic_year_of(on), actor=actor, kind=kind)
