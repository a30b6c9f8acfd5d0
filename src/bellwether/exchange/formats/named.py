"""Tables whose columns are listed as data: found by name, read row by row. For files of people and of rosters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.header import plain
from bellwether.exchange.formats.reporting import quoted
from bellwether.exchange.formats.table import UnreadableFileError, open_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bellwether.exchange.formats.reporting import FileLog
    from bellwether.exchange.formats.table import HeadRow, Table

__all__ = ["Column", "NamedRow", "NamedTable", "find_table", "read_named"]

_TITLES: Final = 10
"""How many rows of titles may stand above the header."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold, and under which plain names (`header.plain`), the most telling first."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row that holds anything. cells: trimmed, by key; headers: as the file writes them."""

    line: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]

    def text(self, key: str) -> str:
        """The cell, blank where there is no such column."""
        return self.cells.get(key, "")

    def header(self, key: str) -> str:
        """The header of the column as the file writes it."""
        return self.headers.get(key, key)


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table whose columns were found. positions: by key. twice: keys that two columns claim, with both headers."""

    table: Table
    header: HeadRow
    positions: Mapping[str, int]
    twice: Mapping[str, tuple[str, ...]]


def _match(header: HeadRow, columns: Iterable[Column]) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    names = [plain(cell) for cell in header.cells]
    positions: dict[str, int] = {}
    twice: dict[str, tuple[str, ...]] = {}
    for column in columns:
        for name in column.names:
            found = [at for at, each in enumerate(names) if each == name and at not in positions.values()]
            if found:
                positions[column.key] = found[0]
                if len(found) > 1:
                    twice[column.key] = tuple(header.cells[at].strip() for at in found)
                break
    return positions, twice


def find_table(path: Path, columns: Sequence[Column]) -> NamedTable:
    """The table of a file, and the row above it, that has most of the columns. Raises UnreadableFileError."""
    best: NamedTable | None = None
    for table in open_tables(path):
        for header in table.head[:_TITLES]:
            positions, twice = _match(header, columns)
            if best is None or len(positions) > len(best.positions):
                best = NamedTable(table, header, positions, twice)
    if best is None:
        raise UnreadableFileError("The file holds no table. Export it again.")
    return best


def read_named(found: NamedTable, *, log: FileLog) -> list[NamedRow]:
    """The rows below the header; columns named twice and rows of another length are errors."""
    import polars as pl

    for key, claiming in found.twice.items():
        text = f"The columns {quoted(claiming)} could each be the {key}. Rename or remove all but one."
        log.refuse(ProblemKind.REPEATED_COLUMN, text, row=found.header.line, column=claiming[0])
    headers = {key: found.header.cells[at].strip() for key, at in found.positions.items()}
    rows: list[NamedRow] = []
    for job in found.table.jobs(header=found.header, columns=sorted(found.positions.values()), needed=1):
        batch = job()
        for line, cells in batch.ragged:
            text = f"The row has {cells} cells where the header has {len(found.header.cells)}. Correct the row."
            log.refuse(ProblemKind.RAGGED_ROW, text, row=line)
        texts = {key: batch.columns[at].cast(pl.String).fill_null("").to_list() for key, at in found.positions.items()}
        for index, line in enumerate(batch.lines.tolist()):
            cells_of = {key: cells[index].strip() for key, cells in texts.items()}
            if any(cells_of.values()):
                rows.append(NamedRow(line, cells_of, headers))
    return rows
