"""One entry of the log, and how its arrays are packed."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Details", "Entry", "EntryKind", "pack_details", "pack_pupils", "unpack_details", "unpack_pupils"]

Details: TypeAlias = Mapping[str, str | int]
"""What is known of a mark beside its code, such as minutes late or a note. Only what is not empty."""

_BYTES_A_PUPIL: Final = 8
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
_NO_DETAILS: Final[Mapping[int, Details]] = MappingProxyType({})


class EntryKind(StrEnum):
    """Why marks changed. The value is the stable name in the log."""

    OPENED = "opened"
    """The rows of a year laid for pupils: nothing stood before."""
    TAKEN = "taken"
    """A register submitted."""
    AMENDED = "amended"
    """Marks put right afterwards, with a reason."""
    IMPORTED = "imported"
    """Marks from a file or another system."""
    ROLL = "roll"
    """Cells opened or shut because a pupil came or left."""
    CALENDAR = "calendar"
    """Cells opened or shut because the school's days changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on a school's register, as it is kept for good.

    sequence: 1, 2, 3 … within the school. year: the academic year of the cells. column: the first column written,
    width: how many, side by side (1 for a register, an amendment, an import; a whole row for `OPENED`).
    actor_name, actor_post: as they were. at: a moment with a time zone. request_key: empty where there is none.
    pupils: ids, rising, none twice. before, after: grid bytes, len(pupils) * width, pupil by pupil; before is empty for
    `OPENED`. details: by pupil id; they go to the cells that the entry writes (`written_details`).
    previous_hash, hash: 32 bytes, empty until `sealed`.
    """

    school_id: int
    sequence: int
    year: int
    column: int
    width: int
    kind: EntryKind
    actor_id: int | None
    actor_name: str
    actor_post: str
    at: datetime
    source: str
    reason: str
    request_key: str
    group_id: int | None
    pupils: tuple[int, ...]
    before: bytes
    after: bytes
    details: Mapping[int, Details] = field(default_factory=lambda: _NO_DETAILS)
    previous_hash: bytes = b""
    hash: bytes = b""


def pack_pupils(pupils: Sequence[int]) -> bytes:
    """Pupil ids as little-endian 8-byte whole numbers, one after the other."""
    return struct.pack(f"<{len(pupils)}q", *pupils)


def unpack_pupils(packed: bytes) -> tuple[int, ...]:
    """The ids that `pack_pupils` packed. Raises ShapeMismatchError where the length is no multiple of 8."""
    count, rest = divmod(len(packed), _BYTES_A_PUPIL)
    if rest:
        raise ShapeMismatchError(f"{len(packed)} bytes are no list of pupils")
    return struct.unpack(f"<{count}q", packed)


def pack_details(details: Mapping[int, Details]) -> str:
    """Details as canonical JSON: keys sorted as texts, no spaces, ASCII. No details are `{}`."""
    if not details:
        return "{}"
    written = {str(pupil): dict(given) for pupil, given in details.items()}
    return _CANONICAL.encode(written)


def unpack_details(packed: str) -> dict[int, dict[str, str | int]]:
    """The details that `pack_details` packed. Raises ShapeMismatchError where the text is none of its making."""
    if packed in ("", "{}"):
        return {}
    try:
        return {int(pupil): {str(key): value for key, value in given.items()} for pupil, given in _read(packed).items()}
    except (ValueError, AttributeError) as error:
        raise ShapeMismatchError("a text is no list of details") from error


def _read(packed: str) -> dict[str, dict[str, str | int]]:
    read: dict[str, dict[str, str | int]] = json.loads(packed)
    return read
