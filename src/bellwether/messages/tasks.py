"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from typing import Final

from bellwether.audit import clock
from bellwether.core.access import system_actor
from bellwether.messages import services
from bellwether.messages.services.sending import AT_ONCE

__all__ = ["check_deliveries", "reseal", "send_due"]

_MOST_RUNS: Final = 50  # 1,000 messages a minute, then the other jobs have their turn


def send_due() -> None:
    """Send what is due, a few at a time, so that each few are claimed by the moment that it is."""
    for _ in range(_MOST_RUNS):
        now = clock.now()
        done = services.send_due(now, actor=system_actor(clock.day_of(now)))
        if done.sent + done.put_off + done.failed < AT_ONCE:
            return


def check_deliveries() -> None:
    """Ask what became of what was sent."""
    for _ in range(_MOST_RUNS):
        now = clock.now()
        if not services.check_deliveries(now, actor=system_actor(clock.day_of(now))).settled:
            return


def reseal() -> None:
    """Seal anew what a former key sealed."""
    services.reseal(actor=system_actor(clock.today()))
