"""From a file to rows of text: encoding, commas, quotes, rows of one length. Nothing is understood here yet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.problems import Problem, ProblemKind, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from bellwether.core.problems import ProblemLog

__all__ = ["RawTable", "read_raw"]

_EMPTY = "The file is empty. Download it again."
_ZIP_SIGN = b"PK\x03\x04"
_UTF16_SIGNS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class RawTable:
    """Header and rows as text. lines: the line in the file that each row ends on, the header being line 1."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]


def _unreadable(file: str, text: str, *, row: int | None = None, found: str | None = None) -> Problem:
    return Problem(
        kind=ProblemKind.UNREADABLE_FILE, severity=Severity.ERROR, file=file, row=row, found=found, text=text
    )


def _decode(content: bytes, *, file: str, problems: ProblemLog) -> str | None:
    """The text of a file in UTF-8, UTF-16 with its mark, or the Windows encoding; None (and a problem) otherwise."""
    if content.startswith(_ZIP_SIGN):
        problems.add(_unreadable(file, "This is a zip or a workbook, not a CSV file: take the CSV out of it first."))
        return None
    if content.startswith(_UTF16_SIGNS):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        problems.add(_unreadable(file, "This is not a text file. Save it as CSV (UTF-8) and try again."))
        return None
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            position = error.start
    line = content.count(b"\n", 0, position) + 1
    found = f"byte 0x{content[position]:02X}"
    text = "The text is neither UTF-8 nor a Windows encoding here. Save the file as CSV (UTF-8) and try again."
    problems.add(_unreadable(file, text, row=line, found=found))
    return None


def read_raw(path: Path, *, problems: ProblemLog) -> RawTable | None:
    """The rows of a CSV file as text. Every ragged row is logged; None where there is nothing to go on with."""
    file = path.name
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.add(
            _unreadable(file, f"The file cannot be opened: {error.strerror}. Check its name and who may read it.")
        )
        return None
    if not content.strip():
        problems.add(_unreadable(file, _EMPTY))
        return None
    text = _decode(content, file=file, problems=problems)
    return None if text is None else _split(text, file=file, problems=problems)


def _split(text: str, *, file: str, problems: ProblemLog) -> RawTable | None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] | None = None
    try:
        for row in reader:
            if not any(row):
                continue
            if header is None:
                header = row
            elif len(row) != len(header):
                problems.add(_ragged(row, len(header), file=file, line=reader.line_num))
            else:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        what = f"The commas and quotes do not make a table from here on ({error}). Download the file again."
        problems.add(_unreadable(file, what, row=reader.line_num))
        return None
    if header is None:
        problems.add(_unreadable(file, _EMPTY))
        return None
    return RawTable(header=header, rows=rows, lines=lines)


def _ragged(row: list[str], expected: int, *, file: str, line: int) -> Problem:
    return Problem(
        kind=ProblemKind.RAGGED_ROW,
        severity=Severity.ERROR,
        file=file,
        row=line,
        found=f"{len(row)} cells",
        text=f"The row has {len(row)} cells and the header {expected}. "
        "A comma may be missing or too many; names with commas need quotes.",
    )
