"""The values that travel between rooms: who somebody is, which roles they hold where, what is asked to be given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Role, Scope

__all__ = ["AccountFacts", "Giving", "MembershipFacts", "NewPerson", "Person", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """An authority, trust, school, group or pupil that a role is held in. `key` as in addresses: "school:3"."""

    scope: Scope
    id: int
    name: str

    @property
    def key(self) -> str:
        """The place in one word."""
        return f"{self.scope.value}:{self.id}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in, as other rooms need them."""

    id: int
    name: str
    post: str
    email: str


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """One role in one place. may_end: whether whoever asked may end it."""

    id: int
    user_id: int
    role: Role
    place: Place
    from_on: date
    to_on: date | None
    may_end: bool

    def holds_on(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as those who manage accounts see it: the memberships in their reach, and whether there are others.

    may_manage: whether every role in force is theirs to give, so that they may reset and close the account.
    """

    person: Person
    is_active: bool
    has_password: bool
    has_second_factor: bool
    last_sign_in: datetime | None
    memberships: tuple[MembershipFacts, ...]
    has_others: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who is to get an account."""

    email: str
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Giving:
    """A role that is to be given. to_on: the last day, None while it goes on."""

    role: Role
    scope: Scope
    scope_id: int
    from_on: date
    to_on: date | None = None
