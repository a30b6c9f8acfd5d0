"""CSV and its relatives: comma, semicolon or tab; UTF-8, cp1252 or UTF-16; read a block of lines at a time."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.exchange.formats.table.model import HEAD_ROWS, Batch, HeadRow, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["TextTable", "open_text"]

_BLOCK: Final = 32 << 20
_HEAD_BYTES: Final = 256 << 10
_CUTS_TRIED: Final = 64
_SEPARATORS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(rb"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NUL: Final = (
    "The file holds bytes that no text file has. It may be damaged, or another kind of file: export it again as CSV, "
    "Excel or Parquet."
)
_UNCLOSED: Final = "From this line on the file is no table: a quotation mark may be missing. Export it again."
_TOO_LONG: Final = "A cell of this line is too long for a register. Correct it, or leave that column out of the export."
_NOT_TEXT: Final = "The file is neither UTF-8 nor Windows (cp1252) text. Save it as CSV UTF-8 and try again."


def _as_utf8(raw: bytes) -> bytes:
    """UTF-8 stays; what is not valid UTF-8 was written on Windows."""
    if b"\0" in raw:
        raise UnreadableFileError(_NUL)
    if not raw.isascii():
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            try:
                raw = raw.decode("cp1252").encode("utf-8")
            except UnicodeDecodeError as error:
                raise UnreadableFileError(_NOT_TEXT) from error
    return raw.replace(b"\r", b"\n") if b"\r" in raw and b"\n" not in raw else raw


def _cut(raw: bytes) -> int:
    """Where whole lines end: after the last line break that is not inside quotes, as far as a short look tells."""
    last = cut = raw.rfind(b"\n") + 1
    if last == 0:
        last = cut = raw.rfind(b"\r") + 1
    for _ in range(_CUTS_TRIED):
        if cut <= 0 or raw.count(b'"', 0, cut) % 2 == 0:
            break
        cut = raw.rfind(b"\n", 0, cut - 1) + 1
    return cut or last


def _raw_chunks(path: Path, size_of_block: int) -> Iterator[tuple[bytes, float]]:
    """The bytes of the file as UTF-8 or cp1252, without a byte order mark, and the share of the file read."""
    size = max(1, path.stat().st_size)
    with path.open("rb") as stream:
        start = stream.read(4)
        encoding = _UTF16.get(start[:2])
        skipped = 2 if encoding else 3 if start.startswith(codecs.BOM_UTF8) else 0
        stream.seek(skipped)
        decode = codecs.getincrementaldecoder(encoding)() if encoding else None
        while chunk := stream.read(size_of_block):
            try:
                yield (decode.decode(chunk).encode("utf-8") if decode else chunk), stream.tell() / size
            except UnicodeError as error:
                raise UnreadableFileError(_NOT_TEXT) from error


def blocks(path: Path, *, size: int = _BLOCK) -> Iterator[tuple[bytes, float]]:
    """The file as UTF-8 blocks of whole lines, and the share of the file read."""
    rest = b""
    for chunk, done in _raw_chunks(path, size):
        raw = rest + chunk
        cut = _cut(raw)
        if cut:
            yield _as_utf8(raw[:cut]), done
        rest = raw[cut:]
    if rest:
        yield _as_utf8(rest), 1.0


def _rows(text: bytes, separator: str, *, line: int) -> Iterator[HeadRow]:
    """Every row that is not blank, with its lines; `line` is the number of the first."""
    reader = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), delimiter=separator)
    begin = line
    try:
        for cells in reader:
            end = line + reader.line_num - 1
            if any(cell.strip() for cell in cells):
                yield HeadRow(begin, end, tuple(cells))
            begin = end + 1
    except csv.Error as error:
        is_quoted = '"' in text.decode("utf-8").split("\n", begin - line + 1)[begin - line]
        raise UnreadableFileError(_UNCLOSED if is_quoted else _TOO_LONG, line=begin) from error


def _first_rows(text: bytes, separator: str, *, line: int) -> tuple[list[HeadRow], UnreadableFileError | None]:
    """The first rows, and what stopped the reading of them, if anything did."""
    rows = []
    try:
        for row in _rows(text, separator, line=line):
            rows.append(row)
            if len(rows) == HEAD_ROWS:
                break
    except UnreadableFileError as error:
        return rows, error
    return rows, None


def _width(cells: Sequence[str]) -> int:
    """How many cells up to the last that is not blank."""
    return max((position for position, cell in enumerate(cells, start=1) if cell.strip()), default=0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of whole lines below the header. line: the number of its first line."""

    text: bytes
    line: int
    done: float
    separator: str
    width: int
    needed: int
    columns: tuple[int, ...]

    def read(self) -> Batch:
        return self._read_fast() or self._read_exactly()

    def _read_fast(self) -> Batch | None:
        """The rows by the fast parser, if it is certain that each line is one row of full width; else None."""
        import polars as pl

        lines = self.text.count(b"\n") + (not self.text.endswith(b"\n"))
        if self.width < 2 or self.text.count(self.separator.encode()) != lines * (self.width - 1):
            return None
        try:
            frame = pl.read_csv(
                self.text,
                has_header=False,
                separator=self.separator,
                schema={f"column_{position}": pl.String for position in range(self.width)},
                columns=[f"column_{position}" for position in sorted(set(self.columns))],
                empty_string_is_null=False,
            )
        except pl.exceptions.PolarsError:
            return None
        if frame.height != lines:
            return None
        numbers = np.arange(self.line, self.line + lines, dtype=np.int32)
        return Batch({position: frame[f"column_{position}"] for position in self.columns}, numbers, self.done)

    def _read_exactly(self) -> Batch:
        """The rows one by one: slower, and right for quoted line breaks, blank lines and ragged rows."""
        import polars as pl

        kept: list[HeadRow] = []
        ragged: list[tuple[int, int]] = []
        for row in _rows(self.text, self.separator, line=self.line):
            if len(row.cells) < self.needed or _width(row.cells) > self.width:
                ragged.append((row.line, len(row.cells)))
            else:
                kept.append(row)
        columns = {
            position: pl.Series(
                [row.cells[position] if position < len(row.cells) else "" for row in kept], dtype=pl.String
            )
            for position in self.columns
        }
        return Batch(columns, np.array([row.line for row in kept], dtype=np.int32), self.done, tuple(ragged))


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file with separated cells."""

    path: Path
    separator: str
    head: tuple[HeadRow, ...]
    sheet: str | None = None

    @property
    def name(self) -> str:
        """The base name of the file."""
        return self.path.name

    def jobs(self, *, header: HeadRow, columns: Sequence[int], needed: int) -> Iterator[Callable[[], Batch]]:
        """Calls that each read a block of lines below the header."""
        line = 1
        for text, done in blocks(self.path):
            first, start = line, 0
            line += text.count(b"\n")
            while first <= header.end and start < len(text):
                start = (text.find(b"\n", start) + 1) or len(text)
                first += 1
            if body := (text[start:] if start else text):
                body = body.rstrip(b"\r\n") + b"\n" if done >= 1 else body
                yield _Piece(
                    body, first, done, self.separator, max(needed, len(header.cells)), needed, tuple(columns)
                ).read


def open_text(path: Path) -> TextTable:
    """The file as a table of text. Raises UnreadableFileError when it is no text or empty."""
    top, _ = next(iter(blocks(path, size=_HEAD_BYTES)), (b"", 1.0))
    first, _, below = top.partition(b"\n")
    if match := _SEPARATOR_LINE.fullmatch(first):
        named = match[1].decode("utf-8", errors="replace")
        heads = {named: _first_rows(below, named, line=2)}
    else:  # a long line is one long cell to the separators that it does not use, so one that fails is no failure yet
        heads = {separator: _first_rows(top, separator, line=1) for separator in _SEPARATORS}
    best = max(heads, key=lambda separator: sum(len(row.cells) - 1 for row in heads[separator][0][:10]))
    rows, trouble = heads[best]
    if trouble is not None:
        raise trouble
    if not rows:
        raise UnreadableFileError("The file is empty. Export it again.")
    return TextTable(path, best, tuple(rows))
