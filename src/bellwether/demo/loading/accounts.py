"""An account for everybody of the cast, with their role in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.accounts import services
from bellwether.accounts.facts import Giving, NewPerson
from bellwether.core.access import ROLE_NAMES, Scope
from bellwether.demo.folder import Visitor

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.cast import PlannedPerson
    from bellwether.demo.world.planning import PlannedWorld

__all__ = ["load_accounts", "place_ids"]


def load_accounts(
    world: PlannedWorld, places: Places, loaded: Loaded, *, actor: Actor, now: datetime
) -> tuple[Visitor, ...]:
    """Make the accounts, without passwords: one steps into them."""
    return tuple(_account(person, places, loaded, actor=actor, now=now) for person in world.cast)


def _account(person: PlannedPerson, places: Places, loaded: Loaded, *, actor: Actor, now: datetime) -> Visitor:
    givings = [Giving(person.role, person.scope, place, now.date()) for place in place_ids(person, places, loaded)]
    asked = NewPerson(person.email, person.name, person.post)
    user_id = services.create_account(asked, givings=givings, actor=actor, now=now, invite=False)
    return Visitor(
        user_id=user_id,
        email=person.email,
        name=person.name,
        role=person.role.value,
        role_name=ROLE_NAMES[person.role],
        post=person.post,
        place=person.place,
        is_main=person.is_main,
    )


def place_ids(person: PlannedPerson, places: Places, loaded: Loaded) -> tuple[int, ...]:
    """Where somebody holds their role: the ids of their authority, trust, school, class or pupils."""
    match person.scope:
        case Scope.AUTHORITY:
            return (places.authority,)
        case Scope.TRUST:
            return (places.trust,)
        case Scope.SCHOOL:
            return (places.schools[places.positions[person.where]],)
        case Scope.GROUP:
            school, _, name = person.where.partition("/")
            return (loaded.groups[places.positions[school], name],)
        case Scope.PUPIL:
            return tuple(loaded.pupils[upn] for upn in person.where.split(","))
