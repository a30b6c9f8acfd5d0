"""The ways out: one folder each. A channel carries what it is given and says what became of it; it decides nothing."""

from bellwether.messages.channels.base import (
    Accepted,
    Channel,
    Fate,
    Outcome,
    Outgoing,
    Refused,
    TryLater,
)
from bellwether.messages.channels.registry import KNOWN, Channels, channel_for

__all__ = [
    "KNOWN",
    "Accepted",
    "Channel",
    "Channels",
    "Fate",
    "Outcome",
    "Outgoing",
    "Refused",
    "TryLater",
    "channel_for",
]
