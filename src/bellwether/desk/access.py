"""What an actor may do anywhere, without asking a binding question: for shaping navigation, help and the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import NEEDS_SECOND_FACTOR, granted

if TYPE_CHECKING:
    from bellwether.core.access import Action, Actor

__all__ = ["able"]


def able(actor: Actor, action: Action) -> bool:
    """Whether the actor may do this in some place: whether a link to it is worth showing. The page itself asks."""
    if action in NEEDS_SECOND_FACTOR and not actor.verified:
        return False
    return any(granted(one.role, action) for one in actor.in_force())
