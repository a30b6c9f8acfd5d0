"""What kind of file it is, by what stands in it and not by its name."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING, Final, assert_never

from bellwether.exchange.formats.table.model import UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path

    from bellwether.exchange.formats.table.model import Table

__all__ = ["FileKind", "first_bytes", "kind_of_file", "open_tables"]

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIRST_BYTES: Final = 512
_XML_STARTS: Final = ("<?xml", "<!doctype", "<ctfile", "<!--")


class FileKind(StrEnum):
    """How the bytes of a file are to be read."""

    TEXT = "text"
    SHEET = "sheet"
    PARQUET = "parquet"
    XML = "xml"


def _kind_of_archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFileError("The file is a damaged archive or workbook. Save it again.") from error
    if any(name.startswith("xl/") for name in names):
        return FileKind.SHEET
    raise UnreadableFileError(
        "The file is an archive or a document, not a table. Unpack it, or save it as .xlsx or CSV."
    )


def _is_xml(start: bytes) -> bool:
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = start[: len(start) // 2 * 2].decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n").lower()
    return text.startswith(_XML_STARTS) or (text.startswith("<") and ":ctfile" in text)


def first_bytes(path: Path) -> bytes:
    """The beginning of a file. Raises UnreadableFileError where it cannot be opened."""
    try:
        if path.is_dir():
            raise UnreadableFileError("This is a folder. Name the files in it.")
        with path.open("rb") as stream:
            return stream.read(_FIRST_BYTES)
    except FileNotFoundError as error:
        raise UnreadableFileError("There is no such file. Check the name and the folder.") from error
    except OSError as error:
        raise UnreadableFileError(f"The file cannot be opened ({error.strerror or 'no reason given'}).") from error


def kind_of_file(path: Path) -> FileKind:
    """The kind of a file. Raises UnreadableFileError when it is missing, a folder, empty or of no kind that we read."""
    start = first_bytes(path)
    if not start.strip(b"\r\n\t \xef\xbb\xbf\xff\xfe"):
        if path.stat().st_size <= len(start):
            raise UnreadableFileError("The file is empty. Export it again.")
        return FileKind.TEXT
    if start.startswith(_OLD_OFFICE):
        raise UnreadableFileError(
            "The file is an old Excel workbook (.xls) or is protected by a password. Save it as .xlsx or CSV."
        )
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    if start.startswith(b"PAR1"):
        return FileKind.PARQUET
    return FileKind.XML if _is_xml(start) else FileKind.TEXT


def open_tables(path: Path) -> tuple[Table, ...]:
    """The file as a table, a workbook as one for each visible sheet that holds anything.

    Raises UnreadableFileError when it is none.
    """
    from bellwether.exchange.formats.table import parquet, sheet, text

    kind = kind_of_file(path)
    match kind:
        case FileKind.TEXT:
            return (text.open_text(path),)
        case FileKind.SHEET:
            return sheet.open_sheets(path)
        case FileKind.PARQUET:
            return (parquet.open_parquet(path),)
        case FileKind.XML:
            raise UnreadableFileError(
                "The file is XML, where a table was expected: a CTF file is read with --layout ctf."
            )
        case _ as never:
            assert_never(never)
