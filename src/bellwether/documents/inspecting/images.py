"""Pictures: decoded whole, so that what calls itself a picture is one."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.text import MARKUP

__all__ = ["look_through_image"]

_FORMATS: Final = ("PNG", "JPEG")
_MOST_PIXELS: Final = 60_000_000
"""More than any telephone's camera makes; a small file may promise far more than a server can unpack."""


def look_through_image(data: bytes) -> None:
    """Refuse a picture that cannot be decoded to its end, or that carries markup for a browser to find."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise FileRefusedError(RefusedFor.TOO_LARGE)
            picture.verify()
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise FileRefusedError(RefusedFor.BROKEN) from None
    if MARKUP.search(data):
        raise FileRefusedError(RefusedFor.MARKUP)
