"""What can go wrong with the trail. All three are bugs of ours, not mistakes of people."""

from __future__ import annotations

from bellwether.core.errors import BellwetherError

__all__ = ["HandlerNameTakenError", "NotInTransactionError", "UnsoundEventError"]


class NotInTransactionError(BellwetherError):
    """An event was written outside the transaction of the act that it is about."""


class UnsoundEventError(BellwetherError):
    """The name of an event or of a chain is not built as it must be."""


class HandlerNameTakenError(BellwetherError):
    """Two handlers of one event have the same name, so that their deliveries could not be told apart."""
