"""The chain of audit events: the hash of each covers all of it and the hash of the one before.

The canonical form, version 1, is JSON with sorted keys, without blanks, in UTF-8.
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bellwether.audit.models import AuditEvent

__all__ = ["GENESIS", "hash_of"]

GENESIS: Final = bytes(32)
"""Stands for the hash before the first event of a chain."""

_VERSION: Final = 1


def hash_of(event: AuditEvent, *, sequence: int, previous_hash: bytes) -> bytes:
    """The 32 bytes that seal an event in that place of its chain."""
    form = {
        "version": _VERSION,
        "id": event.pk,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "chain": event.chain,
        "sequence": sequence,
        "event": event.event,
        "actor": [event.actor_kind, event.actor_id, event.actor_post],
        "subject": [event.subject_kind, event.subject_id],
        "request": event.request_id,
        "before": event.before,
        "after": event.after,
        "previous": previous_hash.hex(),
    }
    text = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
