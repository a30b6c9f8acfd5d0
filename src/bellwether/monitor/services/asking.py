"""What services ask before they write: whose school, whose pupils, whose parents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.people.facts import ParentFacts, PupilOnRoll

__all__ = ["parents_of", "pupils_here"]


def chain_of(school_id: int) -> str:
    """The chain in which an act about a school's pupils is sealed."""
    return f"school:{school_id}"


def pupils_here(
    school_id: int, pupil_ids: Collection[int], *, action: Action, on: date, actor: Actor
) -> dict[int, PupilOnRoll]:
    """The pupils, all of them on the school's roll that day, where the actor may do the action at the school.

    Raises OutOfReachError where one is not (or has died), NotGrantedError.
    """
    require(actor, action, reach_of_school(school_id))
    found = people.roll(school_id=school_id, on=on, actor=actor, pupil_ids=pupil_ids)
    if not pupil_ids or {one.id for one in found} != set(pupil_ids):
        raise OutOfReachError(action)
    return {one.id: one for one in found}


def parents_of(pupil_ids: Collection[int], *, on: date, actor: Actor) -> dict[int, ParentFacts]:
    """Parents and contacts of the pupils, by id. Raises NotGrantedError where the actor may see none of them."""
    families = people.families(pupil_ids, actor=actor, on=on)
    return {one.id: one for family in families.values() for one in family.people}
