"""How the log names where an entry came from, where that says more than one word."""

from __future__ import annotations

from datetime import datetime
from typing import Final

__all__ = ["offline_source", "when_marked"]

_OFFLINE: Final = "offline "


def offline_source(marked_at: datetime) -> str:
    """Of a register that was marked on a device without a network, and sent later."""
    return _OFFLINE + marked_at.isoformat(timespec="seconds")


def when_marked(source: str) -> datetime | None:
    """When the device says that an entry was marked; None for whatever came at once."""
    return datetime.fromisoformat(source.removeprefix(_OFFLINE)) if source.startswith(_OFFLINE) else None
