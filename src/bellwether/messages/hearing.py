"""What this room hears from others: a death stops every message that same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.audit import clock, events
from bellwether.core.access import system_actor
from bellwether.messages import services

if TYPE_CHECKING:
    from bellwether.audit.events import Event

__all__ = ["subscribe"]


def subscribe() -> None:
    """Have this room told. Called once, when the process starts."""
    events.subscribe("pupil.died", _pupil_died, name="messages.stop-about-pupil")


def _pupil_died(event: Event) -> None:
    """Inside the transaction that records the death. The event is about the pupil."""
    if event.subject_id is not None:
        services.stop_about(event.subject_id, actor=system_actor(clock.day_of(event.now)), now=event.now)
