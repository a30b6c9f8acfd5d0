"""Where the extracts of DfE's files lie, and how a test changes one."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.core.problems import ProblemLog
from bellwether.exchange.formats.dfe import read_dfe

if TYPE_CHECKING:
    from bellwether.exchange.formats.dfe import DfeTable

FOLDER = Path(__file__).parents[2] / "data" / "dfe"
ATTENDANCE = ("year_202425.csv", "autumn_202425.csv", "weeks_2024.csv", "days_2023.csv")
CENSUS = "census_terms_201617.csv"


def read(name: str) -> DfeTable:
    return read_dfe(FOLDER / name, ProblemLog())


def cells(name: str) -> list[list[str]]:
    """Header and rows of an extract as text."""
    return list(csv.reader(io.StringIO((FOLDER / name).read_text(encoding="utf-8"), newline="")))


def write(folder: Path, rows: list[list[str]], name: str = "changed.csv") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path
