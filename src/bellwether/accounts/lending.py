"""What the room of the trail shows but stands too low to know: names of people, and which chains lie in whose reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.accounts import selectors
from bellwether.accounts.placing import managed_places
from bellwether.audit import lookups
from bellwether.core.access import Action, places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.core.access import Actor

__all__ = ["lend_to_audit"]


def lend_to_audit() -> None:
    """Register both; called once, when the process starts."""
    lookups.lend(names=_names, chains=_chains)


def _names(user_ids: Iterable[int], actor: Actor) -> dict[int, str]:
    return selectors.names(user_ids, actor=actor)


def _chains(actor: Actor) -> dict[str, str]:
    """The chains that the actor may read, each with the name of its place."""
    found = {place.key: place.name for place in managed_places(actor, Action.READ_AUDIT)}
    return found | ({"system": ""} if places(actor, Action.READ_AUDIT).everywhere else {})
