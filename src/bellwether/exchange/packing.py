"""Lines of a list as bytes, and back."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["pack_lines", "unpack_lines"]


def pack_lines(lines: Sequence[Sequence[Any]]) -> bytes:
    """Lines as JSON, packed with zlib."""
    return zlib.compress(json.dumps(lines, separators=(",", ":"), ensure_ascii=False).encode(), 6)


def unpack_lines(packed: bytes) -> tuple[tuple[Any, ...], ...]:
    """The lines that `pack_lines` packed."""
    return tuple(map(tuple, json.loads(zlib.decompress(packed))))
