"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from bellwether.audit import clock, events, services

__all__ = ["deliver", "seal"]


def seal() -> None:
    """Seal what was written since the last time."""
    services.seal(clock.now())


def deliver() -> None:
    """Tell the handlers that hear of events later."""
    events.deliver(clock.now())
