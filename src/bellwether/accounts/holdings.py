"""What somebody answers for in a place, so that nothing is left without an owner when their role ends.

Rooms above register what their people hold when the process starts:

    holdings.register("cases.open", label=_("open cases"), count=..., hand_over=...)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from bellwether.core.access import Role

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.accounts.facts import Giving
    from bellwether.core.access import Actor

__all__ = ["NO_COLLEAGUES", "Held", "Holding", "hand_over_all", "held_by", "register", "unregister"]


NO_COLLEAGUES: Final = frozenset({Role.PARENT, Role.PUPIL, Role.PRACTITIONER})
"""Whoever holds a role of these alone has to do with a child and works at no school: they take nothing over."""


class Counting(Protocol):
    """Says how many things the user holds by that membership."""

    def __call__(self, user_id: int, held: Giving) -> int:
        """The number, 0 where there is none."""


class HandingOver(Protocol):
    """Gives them to another user, inside the transaction that ends the membership."""

    def __call__(self, user_id: int, held: Giving, *, to_user_id: int, actor: Actor, now: datetime) -> None:
        """After it, `Counting` is 0."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that people hold. label: in the plural, translatable, as a page says it."""

    name: str
    label: Any
    count: Counting
    hand_over: HandingOver


@dataclass(frozen=True, slots=True)
class Held:
    """So many things of one kind."""

    name: str
    label: str
    count: int


_holdings: dict[str, Holding] = {}


def register(name: str, *, label: Any, count: Counting, hand_over: HandingOver) -> None:  # noqa: ANN401  (lazy text)
    """Make a kind of holding known. name: "room.thing". Call it in `AppConfig.ready`."""
    _holdings[name] = Holding(name, label, count, hand_over)


def unregister(name: str) -> None:
    """Take a kind back (for tests)."""
    _holdings.pop(name, None)


def held_by(user_id: int, held: Giving) -> tuple[Held, ...]:
    """Everything that the user holds by a membership, kind by kind; empty where it may simply end."""
    counted = ((one, one.count(user_id, held)) for one in _holdings.values())
    return tuple(Held(one.name, str(one.label), count) for one, count in counted if count)


def hand_over_all(user_id: int, held: Giving, *, to_user_id: int, actor: Actor, now: datetime) -> None:
    """Hand everything over to another user."""
    for one in _holdings.values():
        if one.count(user_id, held):
            one.hand_over(user_id, held, to_user_id=to_user_id, actor=actor, now=now)
