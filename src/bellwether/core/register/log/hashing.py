"""The chain: the hash of each entry covers all of it and the hash of the entry before.

The canonical form, version 1, is one byte string: a fixed head of little-endian numbers, then texts and byte strings,
each behind its length, so that no two entries have one form.

    head      version (1 byte), then 8 bytes each: school, sequence, year, column, width, microseconds since
              1 January 1970 UTC; then actor and group, each 1 byte (0 none, 1 given) and 8 bytes
    the rest  4 bytes of length, then the bytes, of: previous hash, kind, actor's name, actor's post, source, reason,
              request key (texts in UTF-8), pupils (8 bytes each), before, after, details (canonical JSON)
"""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bellwether.core.register.log.entry import pack_details, pack_pupils
from bellwether.core.register.log.shape import EntryShapeError, misshapes

if TYPE_CHECKING:
    from bellwether.core.register.log.entry import Entry

__all__ = ["GENESIS", "canonical_form", "entry_hash", "sealed"]

GENESIS: Final = bytes(32)
"""Stands for the hash before the first entry of a school."""

_VERSION: Final = 1
_HEAD: Final = struct.Struct("<B6qBqBq")
_LENGTH: Final = struct.Struct("<I")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def canonical_form(entry: Entry) -> bytes:
    """Every field of the entry but `hash` as one byte string (see the head of this file). `at` needs a time zone."""
    return _form(entry, entry.previous_hash)


def _form(entry: Entry, previous_hash: bytes) -> bytes:
    parts = [
        _HEAD.pack(
            _VERSION,
            entry.school_id,
            entry.sequence,
            entry.year,
            entry.column,
            entry.width,
            (entry.at - _EPOCH) // _MICROSECOND,
            entry.actor_id is not None,
            entry.actor_id or 0,
            entry.group_id is not None,
            entry.group_id or 0,
        )
    ]
    texts = (entry.kind, entry.actor_name, entry.actor_post, entry.source, entry.reason, entry.request_key)
    for field in (
        previous_hash,
        *(text.encode() for text in texts),
        pack_pupils(entry.pupils),
        entry.before,
        entry.after,
        pack_details(entry.details).encode(),
    ):
        parts += (_LENGTH.pack(len(field)), field)
    return b"".join(parts)


def entry_hash(entry: Entry) -> bytes:
    """SHA-256 over the canonical form, 32 bytes."""
    return sha256(canonical_form(entry)).digest()


def sealed(entry: Entry, previous_hash: bytes) -> Entry:
    """The entry with its place in the chain: the hash before it (GENESIS for the first) and its own.

    Raises EntryShapeError where the entry does not fit together: nothing crooked is ever sealed.
    """
    if found := misshapes(entry):
        raise EntryShapeError(entry, found)
    return replace(entry, previous_hash=previous_hash, hash=sha256(_form(entry, previous_hash)).digest())
