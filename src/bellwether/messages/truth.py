"""Whether what a message says still holds when it is about to go. Rooms above know; this room knows no register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from bellwether.core.access import Actor

__all__ = ["Said", "TruthCheck", "ask_before_sending", "holds"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a message is about. on: the day on which it was asked for."""

    kind: str
    school_id: int
    pupil_ids: tuple[int, ...]
    on: date


TruthCheck: TypeAlias = Callable[[Said, Actor, datetime], bool]

_checks: dict[str, TruthCheck] = {}


def ask_before_sending(kind: str, check: TruthCheck) -> None:
    """Have a check asked before each message of a kind goes, at every try; registered again it replaces the former."""
    _checks[kind] = check


def holds(said: Said, *, actor: Actor, now: datetime) -> bool:
    """Whether the message may go: nobody has a say in its kind, or what it says is still so."""
    check = _checks.get(said.kind)
    return check is None or check(said, actor, now)
