"""May this actor do this to that? One question, asked in one place, answered from one table."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bellwether.core.access.actions import NEEDS_SECOND_FACTOR, Action
from bellwether.core.access.actor import Actor, ActorKind, Membership, Scope
from bellwether.core.access.grants import SYSTEM_GRANTS, granted
from bellwether.core.access.reach import Places, Reach
from bellwether.core.errors import BellwetherError

__all__ = [
    "AccessRefusedError",
    "Allowed",
    "NotGrantedError",
    "OutOfReachError",
    "Refused",
    "RefusedBecause",
    "SecondFactorNeededError",
    "decide",
    "decisions_made",
    "may",
    "places",
    "require",
    "require_signed_in",
    "require_somewhere",
]

_made: Final[ContextVar[int]] = ContextVar("access_decisions_made", default=0)


class RefusedBecause(StrEnum):
    """Why not: it is not in reach (shown as not found), not granted, or asks for a second factor first."""

    OUT_OF_REACH = "out-of-reach"
    NOT_GRANTED = "not-granted"
    SECOND_FACTOR = "second-factor"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and by which membership (None for our own jobs)."""

    by: Membership | None


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why."""

    because: RefusedBecause


class AccessRefusedError(BellwetherError):
    """Base of the refusals. Carries the action only: what was asked about is not repeated in a log."""

    def __init__(self, action: Action) -> None:
        super().__init__(action.value)
        self.action = action


class OutOfReachError(AccessRefusedError):
    """The thing is not in any place of the actor's: the answer is the same as if it did not exist (404)."""


class NotGrantedError(AccessRefusedError):
    """The thing is in reach, and none of the actor's roles there may do this (403)."""


class SecondFactorNeededError(AccessRefusedError):
    """Granted, once a second factor has been given in this sign-in."""


def decide(actor: Actor, action: Action, reach: Reach) -> Allowed | Refused:
    """Answer from the grants table and the actor's memberships in force; nothing else is asked.

    Our own jobs are in reach of everything and may do what `SYSTEM_GRANTS` lists.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(by=None) if action in SYSTEM_GRANTS else Refused(RefusedBecause.NOT_GRANTED)
    near = [one for one in actor.in_force() if reach.lies_in(one)]
    if not near:
        return Refused(RefusedBecause.OUT_OF_REACH)
    by = next((one for one in near if granted(one.role, action)), None)
    if by is None:
        return Refused(RefusedBecause.NOT_GRANTED)
    if action in NEEDS_SECOND_FACTOR and not actor.verified:
        return Refused(RefusedBecause.SECOND_FACTOR)
    return Allowed(by=by)


def may(actor: Actor, action: Action, reach: Reach) -> bool:
    """Whether `decide` allows it: for pages that show a link only to those who may follow it."""
    return isinstance(decide(actor, action, reach), Allowed)


def decisions_made() -> int:
    """How many binding questions this thread of work has asked so far: how a test finds a page that asked none.

    `decide` and `may` do not count: they also shape links, and answering them refuses nothing.
    """
    return _made.get()


def _note_decision() -> None:
    _made.set(_made.get() + 1)


def require(actor: Actor, action: Action, reach: Reach) -> Allowed:
    """Return the permission, or raise OutOfReachError, NotGrantedError or SecondFactorNeededError."""
    _note_decision()
    answer = decide(actor, action, reach)
    if isinstance(answer, Allowed):
        return answer
    raise _error_for(answer.because)(action)


def _error_for(because: RefusedBecause) -> type[AccessRefusedError]:
    return {
        RefusedBecause.OUT_OF_REACH: OutOfReachError,
        RefusedBecause.NOT_GRANTED: NotGrantedError,
        RefusedBecause.SECOND_FACTOR: SecondFactorNeededError,
    }[because]


def places(actor: Actor, action: Action) -> Places:
    """Everywhere the actor may do the action: what a selector filters its rows by. Empty where nothing is granted."""
    _note_decision()
    if actor.kind is ActorKind.SYSTEM:
        return Places(everywhere=action in SYSTEM_GRANTS)
    if action in NEEDS_SECOND_FACTOR and not actor.verified:
        return Places()
    held = [one for one in actor.in_force() if granted(one.role, action)]

    def ids(scope: Scope) -> frozenset[int]:
        return frozenset(one.scope_id for one in held if one.scope is scope)

    return Places(
        authorities=ids(Scope.AUTHORITY),
        trusts=ids(Scope.TRUST),
        schools=ids(Scope.SCHOOL),
        groups=ids(Scope.GROUP),
        pupils=ids(Scope.PUPIL),
    )


def require_somewhere(actor: Actor, action: Action) -> Places:
    """The places of `places`, or NotGrantedError (SecondFactorNeededError) where there is none: for lists."""
    where = places(actor, action)
    if where.is_nowhere():
        held = any(granted(one.role, action) for one in actor.in_force())
        raise (SecondFactorNeededError if held else NotGrantedError)(action)
    return where


def require_signed_in(actor: Actor) -> int:
    """The account of whoever acts, for pages about themselves alone; OutOfReachError where nobody is signed in."""
    _note_decision()
    if actor.user_id is None:
        raise OutOfReachError(Action.SEE_ORGANISATION)
    return actor.user_id
