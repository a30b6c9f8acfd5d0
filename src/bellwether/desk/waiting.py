"""What waits at a school in rooms above this one: they register a question, the start page asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bellwether.core.access import Action, Actor
    from bellwether.ui.pages import Tile

__all__ = ["Waiting", "add_waiting", "waiting"]

Waiting: TypeAlias = "Callable[[int, frozenset[Action], Actor], Iterable[Tile]]"
"""Given a school, what the actor may do in it, and the actor: a tile for each thing that waits."""

_asked: dict[str, Waiting] = {}


def add_waiting(name: str, question: Waiting) -> None:
    """Have a question asked from now on; a name registered again replaces the former (rooms start more than once)."""
    _asked[name] = question


def waiting(school_id: int, may: frozenset[Action], actor: Actor) -> tuple[Tile, ...]:
    """Everything that waits at a school."""
    return tuple(tile for question in _asked.values() for tile in question(school_id, may, actor))
