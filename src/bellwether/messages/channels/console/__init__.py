"""Writes that a message would have gone out, for trying the product: nothing leaves the machine."""

from __future__ import annotations

import sys
from typing import ClassVar

from django.conf import settings

from bellwether.messages.channels.base import Accepted, Fate, Outcome, Outgoing
from bellwether.messages.wording import Medium

__all__ = ["ConsoleChannel"]


class ConsoleChannel:
    """Standard output. It is often kept as a log, so words are shown in a demo only, where all people are made up."""

    name: ClassVar[str] = "console"
    media: ClassVar[frozenset[Medium]] = frozenset(Medium)
    tells_fates: ClassVar[bool] = False

    def send(self, message: Outgoing) -> Outcome:
        """Write it."""
        line = f"message {message.id} ({message.medium.value}) would go out now"
        if settings.DEMO:
            line = f"--- {line}, to {message.to_name} {message.address}\n{message.subject}\n{message.body}\n---"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        return Accepted()

    def fate(self, provider_id: str) -> Fate:  # noqa: ARG002
        """Nobody knows."""
        return Fate.UNDERWAY

    def close(self) -> None:
        """Nothing to let go of."""
