"""The pupils table as CSV."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from bellwether.analyse.writers.flat import PUPIL_COLUMNS, pupil_row

if TYPE_CHECKING:
    from bellwether.analyse.contract import Contract
    from bellwether.analyse.writers.flat import Cell

__all__ = ["write_csv"]

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _harmless(cell: Cell) -> Cell:
    """A spreadsheet would run a text that begins like a formula; an apostrophe keeps it a text."""
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def write_csv(contract: Contract, out: TextIO) -> None:
    """Write a header and a row for each pupil and school; sessions and findings are lists within a cell."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(PUPIL_COLUMNS)
    writer.writerows([_harmless(cell) for cell in pupil_row(entry)] for entry in contract.pupils())
