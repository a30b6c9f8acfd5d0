"""Small tables row by row, for files that are read once and by people: pupils and calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.header import Field, RepeatedColumnError, find_column, has_column
from bellwether.exchange.formats.table import UnreadableFileError, open_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bellwether.exchange.formats.reporting import FileLog
    from bellwether.exchange.formats.table import HeadRow, Table

__all__ = ["TextRow", "find_columns", "read_rows", "repeated_column_text"]


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row. line: in the file. cells: trimmed, by what they hold; only of columns that are there. names: headers."""

    line: int
    cells: dict[Field, str]
    names: dict[Field, str]

    def text(self, field: Field) -> str:
        """The cell, blank when the column is not there."""
        return self.cells.get(field, "")

    def name(self, field: Field) -> str:
        """The header of the column as the file writes it."""
        return self.names.get(field, field.value)


def repeated_column_text(error: RepeatedColumnError, header: HeadRow) -> str:
    """What to say of two columns with an equal claim."""
    names = " and ".join(f"'{header.cells[position].strip()}' (column {position + 1})" for position in error.columns)
    return f"The columns {names} could each be the {error.field.value}. Rename or remove all but one."


def find_columns(header: HeadRow, fields: Iterable[Field], *, log: FileLog) -> dict[Field, int]:
    """The position of each field that is there; equal claims are reported as errors."""
    found: dict[Field, int] = {}
    for field in fields:
        try:
            position = find_column(header.cells, field)
        except RepeatedColumnError as error:
            log.refuse(ProblemKind.REPEATED_COLUMN, repeated_column_text(error, header), row=header.line)
            continue
        if position is not None and position not in found.values():
            found[field] = position
    return found


def _header_with(table: Table, needed: Field) -> HeadRow | None:
    """The first row that has the needed column, so that titles above the table do no harm."""
    for row in table.head:
        try:
            if find_column(row.cells, needed) is not None:
                return row
        except RepeatedColumnError:
            return row
    return None


def _choose(tables: Sequence[Table], fields: Sequence[Field], *, needed: Field) -> list[Table]:
    """The tables with the needed column that have most of the fields."""
    headers = [(table, header) for table in tables if (header := _header_with(table, needed)) is not None]
    scores = [sum(has_column(header.cells, field) for field in fields) for _, header in headers]
    return [table for (table, _), score in zip(headers, scores, strict=True) if score == max(scores)]


def read_rows(
    path: Path, fields: Sequence[Field], *, needed: Field, log: FileLog
) -> tuple[HeadRow, list[TextRow], FileLog] | None:
    """The header, the rows that hold anything, and where problems go (they name the sheet, if there are several).

    None, with an error, without the file or the needed column, or where several sheets have it.
    """
    try:
        tables = open_tables(path)
        chosen = _choose(tables, fields, needed=needed)
        if len(chosen) > 1:
            log.refuse_sheets([table.sheet for table in chosen], what=f"one with the column {needed.value}")
            return None
        table = chosen[0] if chosen else tables[0]
        log, header = log.on(table.sheet), _header_with(table, needed)
        if header is None:
            seen = ", ".join(cell.strip() for cell in table.head[0].cells if cell.strip())
            text = f"There is no column '{needed.value}'. The first row has: {seen}. Name the columns in the first row."
            log.refuse(ProblemKind.MISSING_COLUMN, text, row=1, column=needed.value)
            return None
        columns = find_columns(header, fields, log=log)
        if needed not in columns:
            return None
        return header, _text_rows(table, header, columns, log=log), log
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return None


def _text_rows(table: Table, header: HeadRow, columns: dict[Field, int], *, log: FileLog) -> list[TextRow]:
    import polars as pl

    rows: list[TextRow] = []
    names = {field: header.cells[position].strip() for field, position in columns.items()}
    for job in table.jobs(header=header, columns=sorted(set(columns.values())), needed=1):
        batch = job()
        for line, cells in batch.ragged:
            text = f"The row has {cells} cells where the header has {len(header.cells)}. Correct the row."
            log.refuse(ProblemKind.RAGGED_ROW, text, row=line)
        texts = {
            field: batch.columns[position].cast(pl.String).fill_null("").to_list()
            for field, position in columns.items()
        }
        for index, line in enumerate(batch.lines.tolist()):
            cells_of = {field: cells[index].strip() for field, cells in texts.items()}
            if any(cells_of.values()):
                rows.append(TextRow(line, cells_of, names))
    return rows
