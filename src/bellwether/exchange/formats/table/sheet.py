"""Excel workbooks: the visible sheets that hold anything, every cell as text."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.exchange.formats.table.model import HEAD_ROWS, Batch, HeadRow, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["SheetTable", "open_sheets"]

_BROKEN: Final = (
    "The workbook cannot be read: it may be damaged or protected by a password. Save it again as .xlsx or as CSV."
)
_LARGEST: Final = 4 << 30
_FORMULA: Final = re.compile(rb"<f[ >/]")


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without a point, midnight without a time, dates as ISO, TRUE and FALSE."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _check_size(path: Path) -> None:
    """Refuse a workbook that would unpack to more than any register needs."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
            raise UnreadableFileError("The workbook unpacks to more than 4 GB. Export the marks as CSV or Parquet.")


def _has_formulas(path: Path) -> bool:
    """Whether any sheet holds a formula."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(_FORMULA.search(archive.read(name)) is not None for name in sheets)


def _sheet_rows(path: Path, *, values: bool) -> dict[str, list[tuple[object, ...]]]:
    """The visible sheets as rows of cells, by name; formulas as their last value or as their text."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Excel features that hold no cells
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for sheet in sheets:
                sheet.reset_dimensions()
            return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}
        finally:
            book.close()


def _text_rows(path: Path) -> dict[str, tuple[HeadRow, ...]]:
    """The rows that are not blank of each sheet that has any, by its name."""
    texts = {
        name: [[cell_text(value) for value in row] for row in rows]
        for name, rows in _sheet_rows(path, values=True).items()
    }
    if _has_formulas(path):  # one that was never calculated has no value: its text tells what happened
        for name, shown in _sheet_rows(path, values=False).items():
            for cells, formulas in zip(texts[name], shown, strict=False):
                for position, formula in enumerate(formulas):
                    if position < len(cells) and not cells[position] and formula is not None:
                        cells[position] = cell_text(formula)
    written = {
        name: tuple(
            HeadRow(line, line, tuple(cells))
            for line, cells in enumerate(rows, start=1)
            if any(cell.strip() for cell in cells)
        )
        for name, rows in texts.items()
    }
    return {name: rows for name, rows in written.items() if rows}


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet of a workbook. rows: all that are not blank. sheet: its name where the workbook has several."""

    path: Path
    rows: tuple[HeadRow, ...]
    sheet: str | None

    @property
    def name(self) -> str:
        """The base name of the file."""
        return self.path.name

    @property
    def head(self) -> tuple[HeadRow, ...]:
        """The first rows."""
        return self.rows[:HEAD_ROWS]

    def jobs(self, *, header: HeadRow, columns: Sequence[int], needed: int) -> Iterator[Callable[[], Batch]]:
        """One call: the sheet is in memory. Cells missing at the end are blank; more than the header has are ragged."""
        width = max(needed, len(header.cells))

        def read() -> Batch:
            import polars as pl

            below = [row for row in self.rows if row.line > header.end]
            ragged = [(row.line, len(row.cells)) for row in below if any(cell.strip() for cell in row.cells[width:])]
            odd = {line for line, _ in ragged}
            kept = [row for row in below if row.line not in odd]
            texts = {
                position: pl.Series(
                    [row.cells[position] if position < len(row.cells) else "" for row in kept], dtype=pl.String
                )
                for position in columns
            }
            return Batch(texts, np.array([row.line for row in kept], dtype=np.int32), 1.0, tuple(ragged))

        yield read


def open_sheets(path: Path) -> tuple[SheetTable, ...]:
    """The visible sheets that hold anything, each as a table of text.

    Raises UnreadableFileError when the workbook is broken, protected, too large or empty.
    """
    try:
        _check_size(path)
        sheets = _text_rows(path)
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part of the archive leads to
        raise UnreadableFileError(_BROKEN) from error
    if not sheets:
        raise UnreadableFileError("The workbook is empty. Export it again.")
    return tuple(SheetTable(path, rows, name if len(sheets) > 1 else None) for name, rows in sheets.items())
