"""What every channel is given, and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bellwether.messages.wording import Medium

__all__ = ["Accepted", "Channel", "Fate", "Outcome", "Outgoing", "Refused", "TryLater"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a channel needs it. reference: the same at every try. is_first_try: nothing was sent before."""

    id: int
    reference: str
    medium: Medium
    address: str
    to_name: str
    subject: str
    body: str
    sender: str
    reply_to: str
    at: datetime
    is_first_try: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """Handed over. provider_id: how the provider calls it, empty where there is no asking later."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never go: why, in one word of ours."""

    why: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """It did not go now, or nobody knows whether it went. after: the shortest pause, None for the usual one."""

    why: str
    after: timedelta | None = None


Outcome: TypeAlias = Accepted | Refused | TryLater


class Fate(StrEnum):
    """What a provider knows of a message handed over: still on its way, arrived, or failed and why."""

    UNDERWAY = "underway"
    DELIVERED = "delivered"
    WRONG_ADDRESS = "wrong-address"
    NOT_REACHED = "not-reached"
    PROVIDER_FAILED = "provider-failed"


class Channel(Protocol):
    """One way out, opened for a run of the job and closed at its end."""

    name: ClassVar[str]
    media: ClassVar[frozenset[Medium]]
    tells_fates: ClassVar[bool]

    def send(self, message: Outgoing) -> Outcome:
        """Hand the message over. After a first try it must look first whether an earlier one got through, if it can."""

    def fate(self, provider_id: str) -> Fate:
        """What became of it, where `tells_fates`; UNDERWAY also where the provider cannot be asked now."""

    def close(self) -> None:
        """Let go of connections."""
