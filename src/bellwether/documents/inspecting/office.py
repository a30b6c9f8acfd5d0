"""Word and Writer: without macros, controls, other files, or anything fetched from elsewhere."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Final

from bellwether.documents.errors import FileRefusedError, RefusedFor

__all__ = ["look_through_office"]

_WORD, _WRITER = 0, 1
_MOST_PARTS: Final = 3_000
_MOST_UNPACKED: Final = 100 * 1024 * 1024
_CODE: Final = re.compile(
    r"vba|activex|macro|^basic/|^scripts/|\.(?:js|exe|dll|hta|vbs|cmd|bat|ps1|jar)$", re.IGNORECASE
)
_FILES: Final = re.compile(r"/embeddings/|^object |/oleobject|\.bin$", re.IGNORECASE)
_MARKED: Final = re.compile(rb"<!DOCTYPE|<!ENTITY|script:event-listener|<script:", re.IGNORECASE)
_MACROS: Final = re.compile(rb"macroenabled|vbaproject|activex", re.IGNORECASE)
_FIELD: Final = re.compile(rb"\bDDE(?:AUTO)?\b")
_ENCRYPTED: Final = 0x1


def look_through_office(data: bytes) -> int:
    """0 for a Word file, 1 for a Writer file; everything else in a zip is refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            _look_at_sizes(parts)
            names = [part.filename for part in parts]
            kind = _kind(package, names)
            _look_at_names(names)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _look_at_words(part.filename, package.read(part))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, KeyError):
        raise FileRefusedError(RefusedFor.BROKEN) from None
    return kind


def _look_at_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise FileRefusedError(RefusedFor.LOCKED)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise FileRefusedError(RefusedFor.TOO_LARGE)


def _kind(package: zipfile.ZipFile, names: list[str]) -> int:
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return _WORD
    if "mimetype" in names and package.read("mimetype").strip() == b"application/vnd.oasis.opendocument.text":
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise FileRefusedError(RefusedFor.LOCKED)
        return _WRITER
    raise FileRefusedError(RefusedFor.NOT_A_KIND)


def _look_at_names(names: list[str]) -> None:
    if any(_CODE.search(name) for name in names):
        raise FileRefusedError(RefusedFor.ACTIVE)
    if any(_FILES.search(name) for name in names):
        raise FileRefusedError(RefusedFor.ATTACHED)


def _look_at_words(name: str, words: bytes) -> None:
    if words[:2] in (b"\xff\xfe", b"\xfe\xff"):
        words = words.decode("utf-16").encode()
    is_list = name == "[Content_Types].xml"
    if _MARKED.search(words) or (is_list and _MACROS.search(words)) or _FIELD.search(words):
        raise FileRefusedError(RefusedFor.ACTIVE)
    if name.lower().endswith(".rels"):
        _look_at_links(words)


def _look_at_links(words: bytes) -> None:
    """A link that a reader follows is fine; a template, a picture or a part that is fetched by itself is not."""
    from defusedxml import ElementTree

    try:
        links = ElementTree.fromstring(words)
    except ElementTree.ParseError:
        raise FileRefusedError(RefusedFor.BROKEN) from None
    for link in links:
        if link.get("TargetMode") == "External" and not str(link.get("Type", "")).endswith("/hyperlink"):
            raise FileRefusedError(RefusedFor.ACTIVE)
