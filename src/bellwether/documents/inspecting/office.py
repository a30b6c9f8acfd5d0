"""Word and Writer: only parts that we know, and in them nothing that runs, or that is fetched from elsewhere."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.package import Package
from bellwether.documents.inspecting.word import MAIN, TYPES, look_through_word
from bellwether.documents.inspecting.writer import MIMETYPE, WRITER, look_through_writer

__all__ = ["look_through_office"]

_WORD, _WRITER = 0, 1
_WRONG: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
)


def look_through_office(data: bytes) -> int:
    """0 for a Word file, 1 for a Writer file; everything else in a zip is refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            package = Package.of(file)
            kind = _kind(package)
            (look_through_word, look_through_writer)[kind](package)
            package.look_at_pictures()
    except _WRONG:
        raise FileRefusedError(RefusedFor.BROKEN) from None
    return kind


def _kind(package: Package) -> int:
    if TYPES in package.names and MAIN in package.names:
        return _WORD
    if MIMETYPE in package.names and package.read(MIMETYPE).strip() == WRITER:
        return _WRITER
    raise FileRefusedError(RefusedFor.NOT_A_KIND)
