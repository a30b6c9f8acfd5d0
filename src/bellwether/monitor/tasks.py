"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from bellwether.audit import clock
from bellwether.core.access import Action, system_actor
from bellwether.monitor import services
from bellwether.organisations.selectors import visible_schools

__all__ = ["send_nudges"]


def send_nudges() -> None:
    """Text the families who asked for a word before the bell, school by school. Twice is once."""
    now = clock.now()
    actor = system_actor(clock.day_of(now))
    for school in visible_schools(actor=actor, action=Action.SEND_MESSAGE):
        services.send_nudges(school.id, actor=actor, now=now)
