"""What this room hears: what becomes of its messages, and what families answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.audit import clock, events
from bellwether.core.access import system_actor
from bellwether.messages.truth import ask_before_sending
from bellwether.monitor.kinds import SendKind
from bellwether.monitor.selectors.board import still_away
from bellwether.monitor.services.hearing_messages import EVENTS, MessageMoved, follow_message

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.audit.events import Event
    from bellwether.core.access import Actor
    from bellwether.messages.truth import Said

__all__ = ["subscribe"]


def subscribe() -> None:
    """Have this room told. Called once, when the process starts."""
    for event in EVENTS:
        events.subscribe(event, _moved, name="monitor.follow-message")
    for kind in (SendKind.ABSENT, SendKind.TOLD):
        ask_before_sending(kind, _are_all_away)


def _are_all_away(said: Said, actor: Actor, now: datetime) -> bool:
    """A word about an absence goes only while each of its children is still away without a reason."""
    return still_away(said.school_id, on=said.on, actor=actor, now=now) >= set(said.pupil_ids)


def _moved(event: Event) -> None:
    """Inside the transaction that moves the message: what was tried and what was sent never disagree."""
    if event.after is None or event.subject_id is None:
        return
    moved = MessageMoved(
        event=event.event,
        message_id=event.subject_id,
        school_id=event.after["school_id"],
        kind=event.after["kind"],
        medium=event.after["medium"],
        to_kind=event.after["to_kind"],
        to_id=event.after["to_id"],
        pupil_ids=tuple(event.after["pupil_ids"]),
        by_id=event.actor_id,
        by_post=event.actor_post,
        proposes=event.after.get("proposes", ""),
    )
    follow_message(moved, actor=system_actor(clock.day_of(event.now)), now=event.now)
