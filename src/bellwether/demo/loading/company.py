"""Who acts in the made-up past: everybody of the cast as an actor, found by place and role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Actor, Membership, Role
from bellwether.demo.loading.accounts import place_ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.demo.folder import Visitor
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.cast import PlannedPerson
    from bellwether.demo.world.planning import PlannedWorld

__all__ = ["Company"]


class Company:
    """Actors as the middleware would build them on a day, second factor given."""

    def __init__(
        self, world: PlannedWorld, places: Places, loaded: Loaded, visitors: Sequence[Visitor], *, on: date
    ) -> None:
        self._keys = [school.key for school in world.schools]
        self._actors = {
            (person.role, person.where): _actor(person, visitor, places, loaded, since=world.stage.first_day, on=on)
            for person, visitor in zip(world.cast, visitors, strict=True)
        }

    def of_school(self, role: Role, position: int) -> Actor:
        """Somebody with a post at a school, by its position in the plan."""
        return self._actors[role, self._keys[position]]

    def teacher(self, position: int, name: str) -> Actor:
        """The teacher of a class."""
        return self._actors[Role.CLASS_TEACHER, f"{self._keys[position]}/{name}"]


def _actor(person: PlannedPerson, visitor: Visitor, places: Places, loaded: Loaded, *, since: date, on: date) -> Actor:
    memberships = tuple(
        Membership(person.role, person.scope, place, since) for place in place_ids(person, places, loaded)
    )
    return Actor(visitor.user_id, person.name, person.post, on, memberships)
