"""Who acts: a person, a job or a link, with the memberships that say where they may act and until when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access.roles import Role

__all__ = ["Actor", "ActorKind", "Membership", "Scope", "system_actor"]


class ActorKind(StrEnum):
    """What stands behind an act: a signed-in person, a job of ours, a link in a letter, or a visitor of the demo."""

    PERSON = "person"
    SYSTEM = "system"
    LINK = "link"
    DEMO = "demo"


class Scope(StrEnum):
    """What a membership is tied to: everything inside that authority, trust, school or group, or one pupil."""

    AUTHORITY = "la"
    TRUST = "trust"
    SCHOOL = "school"
    GROUP = "group"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True)
class Membership:
    """One role in one place, from a day to a day (both included; `to` is None while it goes on)."""

    role: Role
    scope: Scope
    scope_id: int
    from_on: date
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the membership is in force that day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as they are in this request: their name, their post and the memberships in force on `on`.

    user_id: the account, None for the system and for links. on: the day for which memberships were chosen.
    verified: whether a second factor was given in this sign-in; actions that need one are refused without.
    """

    user_id: int | None
    name: str
    post: str
    on: date
    memberships: tuple[Membership, ...] = ()
    kind: ActorKind = ActorKind.PERSON
    verified: bool = True

    def in_force(self) -> tuple[Membership, ...]:
        """The memberships that hold on the actor's day."""
        return tuple(one for one in self.memberships if one.holds_on(self.on))

    def roles(self) -> frozenset[Role]:
        """The roles held somewhere on the actor's day."""
        return frozenset(one.role for one in self.in_force())


def system_actor(on: date, *, post: str = "scheduled job") -> Actor:
    """Our own jobs: no account, no memberships; what they may do is a row of the grants table like any other."""
    return Actor(user_id=None, name="Bellwether", post=post, on=on, kind=ActorKind.SYSTEM)
