"""How a door is described, and what follows for each role from the grants table of `core.access`.

    Door("registers:missing", IN_SCHOOL, Action.SEE_MISSING_REGISTERS, args=lambda w: [w.school],
         other_args=lambda w: [w.outside])

Where a thing lies decides who has it in reach at all (404 without), the action decides who may (403 without):

    ANYBODY       no sign-in asked
    SIGNED_IN     about oneself: every role
    LIST          no one thing: who may do the action somewhere gets in, everybody else 403
    IN_AUTHORITY, IN_TRUST, IN_SCHOOL, IN_GROUP, OF_PUPIL
                  one thing that lies there, with everything around it

`but` names the answers that differ from that, with the reason in a comment beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeAlias

from bellwether.core.access import NEEDS_SECOND_FACTOR, Action, Role, Scope, granted
from tests.world import PLACE_OF_ROLE, World

__all__ = [
    "ANYBODY",
    "IN_AUTHORITY",
    "IN_GROUP",
    "IN_SCHOOL",
    "IN_TRUST",
    "LIST",
    "OF_PUPIL",
    "SIGNED_IN",
    "Door",
    "Lies",
]

Args: TypeAlias = Callable[[World], Sequence[Any] | Mapping[str, Any]]


class Lies(Enum):
    """Where the thing behind a door lies: the scopes whose memberships reach it."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed-in"
    LIST = "list"
    IN_AUTHORITY = (Scope.AUTHORITY,)
    IN_TRUST = (Scope.TRUST,)
    IN_SCHOOL = (Scope.AUTHORITY, Scope.TRUST, Scope.SCHOOL)
    IN_GROUP = (Scope.AUTHORITY, Scope.TRUST, Scope.SCHOOL, Scope.GROUP)
    OF_PUPIL = (Scope.AUTHORITY, Scope.TRUST, Scope.SCHOOL, Scope.GROUP, Scope.PUPIL)


ANYBODY: Final = Lies.ANYBODY
SIGNED_IN: Final = Lies.SIGNED_IN
LIST: Final = Lies.LIST
IN_AUTHORITY: Final = Lies.IN_AUTHORITY
IN_TRUST: Final = Lies.IN_TRUST
IN_SCHOOL: Final = Lies.IN_SCHOOL
IN_GROUP: Final = Lies.IN_GROUP
OF_PUPIL: Final = Lies.OF_PUPIL


@dataclass(frozen=True)
class Door:
    """One URL.

    args, other_args: the arguments for `reverse`, for a thing in the place of `world.users` (school, group 3B, Ada)
    and for one in the other place. They may make the rows that they need. None of other_args: there is no other.
    query, data: what is sent along; with `post` the door is opened by POST.
    ok: the statuses that mean "let in". hidden, refused: what out of reach and not granted are answered with.
    but, other_but: roles whose answer differs, own and other place.
    without_decision: why the view asks `core.access` nothing; leave empty where it asks.
    """

    name: str
    lies: Lies
    action: Action | None = None
    args: Args = lambda _world: ()
    other_args: Args | None = None
    query: Callable[[World], str] = lambda _world: ""
    other_query: Callable[[World], str] | None = None
    post: bool = False
    data: Callable[[World], Mapping[str, Any]] = lambda _world: {}
    ok: frozenset[int] = frozenset({200})
    hidden: int = 404
    refused: int = 403
    but: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    other_but: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    without_decision: str = ""

    @property
    def has_other(self) -> bool:
        """Whether the same door leads to a thing in another place."""
        return self.other_args is not None or self.other_query is not None

    def expected(self, role: Role) -> frozenset[int]:
        """What the role gets in its own place, signed in with a second factor."""
        if role in self.but:
            return self.but[role]
        if self.lies in (ANYBODY, SIGNED_IN):
            return self.ok
        may = self.action is not None and granted(role, self.action)
        if self.lies is LIST:
            return self.ok if may else frozenset({self.refused})
        if PLACE_OF_ROLE[role] not in self.lies.value:
            return frozenset({self.hidden})
        return self.ok if may else frozenset({self.refused})

    def expected_elsewhere(self, role: Role) -> frozenset[int]:
        """What the role gets for a thing in the other place: as if it did not exist."""
        if role in self.other_but:
            return self.other_but[role]
        if self.lies in (ANYBODY, SIGNED_IN):
            return self.ok
        if self.lies is LIST:
            may = self.action is not None and granted(role, self.action)
            return frozenset({self.hidden if may else self.refused})
        return frozenset({self.hidden})

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone leads to the page of the second step."""
        return self.action in NEEDS_SECOND_FACTOR
