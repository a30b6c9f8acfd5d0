"""Plain text that is nothing else."""

from __future__ import annotations

import re
from typing import Final

from bellwether.documents.errors import FileRefusedError, RefusedFor

__all__ = ["MARKUP", "look_through_text"]

MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype|!entity|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|img|meta|link|style|form)\b",
    re.IGNORECASE,
)
"""What a browser would take for a page or a drawing."""
_RICH: Final = b"{\\rtf"
_HIDDEN: Final = b"%PDF-"  # a reader finds the beginning of a PDF behind other words
_LOOKED_AT: Final = 4096
_PLAIN_CONTROLS: Final = frozenset(b"\t\n\r\f")
_FIRST_PRINTED: Final = 0x20


def look_through_text(data: bytes) -> None:
    """Refuse what is not text, and text that a browser or an office program would do something with."""
    if MARKUP.search(data) or MARKUP.search(data.replace(b"\0", b"")):
        raise FileRefusedError(RefusedFor.MARKUP)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefusedError(RefusedFor.NOT_A_KIND) from None
    controls = {sign for sign in map(ord, set(text)) if sign < _FIRST_PRINTED} - _PLAIN_CONTROLS
    if controls or data.lstrip().startswith(_RICH) or _HIDDEN in data[:_LOOKED_AT]:
        raise FileRefusedError(RefusedFor.NOT_A_KIND)
