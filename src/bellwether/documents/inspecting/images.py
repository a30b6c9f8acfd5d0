"""Pictures: decoded whole, so that what calls itself a picture is one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.text import MARKUP

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["look_at_pictures", "look_through_image"]

_FORMATS: Final = ("PNG", "JPEG")
_MOST_PIXELS: Final = 60_000_000
"""More than any telephone's camera makes; a small file may promise far more than a server can unpack."""

_MOST_TOGETHER: Final = 200_000_000
"""Pixels of all pictures in one document."""
_MOST_PICTURES: Final = 200


def look_at_pictures(pictures: Iterable[bytes]) -> None:
    """Refuse what is no picture among those of a document, and more of them than a server can draw."""
    from PIL import Image, UnidentifiedImageError

    pixels = 0
    for number, data in enumerate(pictures):
        try:
            with Image.open(BytesIO(data), formats=(*_FORMATS, "GIF")) as picture:
                pixels += picture.width * picture.height
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
            raise FileRefusedError(RefusedFor.UNKNOWN_PART) from None
        if number >= _MOST_PICTURES or pixels > _MOST_TOGETHER:
            raise FileRefusedError(RefusedFor.TOO_MUCH)


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
