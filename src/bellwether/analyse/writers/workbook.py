"""The contract as a workbook, a sheet for each key."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bellwether.analyse.writers.flat import PUPIL_COLUMNS, pupil_row, table_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bellwether.analyse.contract import Contract, Entry
    from bellwether.analyse.writers.flat import Cell

__all__ = ["write_xlsx"]


def write_xlsx(contract: Contract, path: Path) -> None:
    """Write the workbook to `path`. Texts are never taken for formulas or links. Raises OSError."""
    from xlsxwriter.exceptions import FileCreateError

    # The rows of a large workbook wait in files of their own; they name children, so they go whatever happens.
    with TemporaryDirectory(prefix="bellwether-") as waiting:
        try:
            _write_sheets(contract, path, waiting=waiting)
        except FileCreateError as error:
            raise error.__context__ if isinstance(error.__context__, OSError) else OSError(str(error)) from error


def _write_sheets(contract: Contract, path: Path, *, waiting: str) -> None:
    import xlsxwriter

    options = {
        "tmpdir": waiting,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})

        def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
            page = workbook.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_column(0, max(0, len(columns) - 1), 14)
            page.write_row(0, 0, columns, bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif cell is not None:
                        page.write(number, column, cell)

        head = contract.head()
        facts = [("as_of", head["as_of"]), ("policy", head["policy"])]
        sheet("pupils", PUPIL_COLUMNS, map(pupil_row, contract.pupils()))
        sheet("groups", *_table(contract.groups()))
        sheet("dates", *_table(contract.dates()))
        sheet("warnings", *_table(contract.warnings()))
        sheet("sources", ("what", "value"), [*facts, *(("source", source) for source in head["sources"])])


def _table(entries: list[Entry]) -> tuple[list[str], list[list[Cell]]]:
    columns = list(entries[0]) if entries else ["nothing"]
    return columns, [table_row(entry, columns) for entry in entries]
