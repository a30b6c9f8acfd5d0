"""One door for files from outside: sized, typed by what is in them, looked through, and named harmlessly."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.images import look_through_image
from bellwether.documents.inspecting.office import look_through_office
from bellwether.documents.inspecting.pdf import look_through_pdf
from bellwether.documents.inspecting.text import look_through_text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LARGEST", "FileKind", "Inspected", "inspect"]

LARGEST: Final = 10 * 1024 * 1024
"""Bytes: a photograph of a letter has three or four million."""
_LONGEST_NAME: Final = 100


class FileKind(StrEnum):
    """The kinds that we take, by their content type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    WRITER = "application/vnd.oasis.opendocument.text"
    TEXT = "text/plain"


_ENDINGS: Final = {
    FileKind.PDF: (".pdf",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.WORD: (".docx",),
    FileKind.WRITER: (".odt",),
    FileKind.TEXT: (".txt",),
}
_OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file turned out to be. name: as it was called, without anything that a system could trip over."""

    kind: FileKind
    size: int
    sha256: str
    name: str

    @property
    def ending(self) -> str:
        """What files of that kind end with."""
        return _ENDINGS[self.kind][0]


def inspect(data: bytes, *, name: str) -> Inspected:
    """Say what a file is, or refuse it. Neither its name nor what the sender calls it decides.

    Raises FileRefusedError: empty, too large, of a kind we do not take, broken, locked, or with anything that runs.
    """
    if not data:
        raise FileRefusedError(RefusedFor.EMPTY)
    if len(data) > LARGEST:
        raise FileRefusedError(RefusedFor.TOO_LARGE)
    kind = _kind(data)
    return Inspected(kind, len(data), hashlib.sha256(data).hexdigest(), _harmless(name, kind))


def _kind(data: bytes) -> FileKind:
    for beginning, look, kinds in _LOOKS:
        if data.startswith(beginning):
            return kinds[look(data)]
    if data.startswith(_OLD_OFFICE):
        raise FileRefusedError(RefusedFor.OLD_OFFICE)
    look_through_text(data)
    return FileKind.TEXT


def _one(look: Callable[[bytes], None]) -> Callable[[bytes], int]:
    def looked(data: bytes) -> int:
        look(data)
        return 0

    return looked


_LOOKS: Final[tuple[tuple[bytes, Callable[[bytes], int], tuple[FileKind, ...]], ...]] = (
    (b"%PDF-", _one(look_through_pdf), (FileKind.PDF,)),
    (b"\x89PNG\r\n\x1a\n", _one(look_through_image), (FileKind.PNG,)),
    (b"\xff\xd8\xff", _one(look_through_image), (FileKind.JPEG,)),
    (b"PK\x03\x04", look_through_office, (FileKind.WORD, FileKind.WRITER)),
)


def _harmless(name: str, kind: FileKind) -> str:
    """The last part of a name, without signs that are not seen, and with the ending of what it is."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] not in "CZ" or sign == " "
    )
    seen = "".join("-" if sign in '"<>|:*?/' else sign for sign in seen).strip(" .")
    stem = seen
    for ending in _ENDINGS[kind]:
        if seen.lower().endswith(ending):
            stem = seen[: -len(ending)].rstrip(" .")
            break
    return f"{stem[:_LONGEST_NAME] or 'file'}{_ENDINGS[kind][0]}"
