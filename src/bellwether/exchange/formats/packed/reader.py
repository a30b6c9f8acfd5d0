"""Reading packed rows: Parquet with the columns school, pupil, year and marks (bytes as the grid stores them)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import COLUMNS, columns_in, day_number, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, CODE_NUMBER_OF_BYTE
from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.model import Marks
from bellwether.exchange.formats.table import FileKind, UnreadableFileError, kind_of_file

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from bellwether.exchange.formats.reporting import FileLog

__all__ = ["is_packed", "read_packed"]

_PACKED_COLUMNS: Final = {"school", "pupil", "year", "marks"}
_FIRST_ROW: Final = 2
"""The header counts as line 1, as in every table."""


def is_packed(path: Path) -> bool:
    """Whether the file is Parquet with the columns of packed rows."""
    import polars as pl

    try:
        if kind_of_file(path) is not FileKind.PARQUET:
            return False
        schema = pl.read_parquet_schema(path)
    except (UnreadableFileError, OSError, pl.exceptions.PolarsError):
        return False
    return set(schema) == _PACKED_COLUMNS and schema["marks"] == pl.Binary


def read_packed(path: Path, *, log: FileLog) -> Marks:
    """The marks of packed rows. Errors go to `log`; a row that is none is named and left out."""
    import polars as pl

    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableFileError("The Parquet file cannot be read. Export it again.") from error
    rows = frame["marks"].to_list()
    wrong = [ix for ix, row in enumerate(rows) if row is None or len(row) != COLUMNS]
    for ix in wrong:
        text = f"A packed row is {COLUMNS} bytes long, one for each half-day of 53 weeks. Write the file again."
        log.refuse(ProblemKind.BAD_VALUE, text, row=ix + _FIRST_ROW, column="marks")
    if wrong or not rows:
        return _nothing(path)
    grid = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), COLUMNS)
    for ix in np.flatnonzero((CODE_NUMBER_OF_BYTE[grid] == 255).any(axis=1)).tolist():
        log.refuse(
            ProblemKind.UNKNOWN_CODE, "A byte of the row stands for no code.", row=ix + _FIRST_ROW, column="marks"
        )
        return _nothing(path)
    last = np.array([columns_in(year) for year in frame["year"].to_list()])
    for ix in np.flatnonzero(((grid != BYTE_CLOSED) & (np.arange(COLUMNS) >= last[:, None])).any(axis=1)).tolist():
        text = "The year has 52 weeks, but the row has marks in a 53rd. Write the file again."
        log.refuse(ProblemKind.DATE_OUT_OF_RANGE, text, row=ix + _FIRST_ROW, column="marks")
        return _nothing(path)
    return _marks_of(frame, grid, path)


def _marks_of(frame: pl.DataFrame, grid: NDArray[np.uint8], path: Path) -> Marks:
    """Every cell that is neither closed nor off roll as a mark."""
    row, column = np.nonzero((grid != BYTE_CLOSED) & (grid != BYTE_NOT_ON_ROLL))
    years = frame["year"].to_list()
    starts = {year: 2 * day_number(first_monday(year)) for year in set(years)}
    labels = list(zip(frame["pupil"].to_list(), frame["school"].to_list(), strict=True))
    keys = {label: ix for ix, label in enumerate(dict.fromkeys(labels))}
    return Marks(
        pupil=tuple(str(pupil) for pupil, _ in keys),
        school=tuple(None if school is None else str(school) for _, school in keys),
        enrolment=np.array([keys[label] for label in labels], np.int32)[row],
        slot=(np.array([starts[year] for year in years], np.int32)[row] + column).astype(np.int32),
        code=grid[row, column],
        row=(row + _FIRST_ROW).astype(np.int32),
        file=0,
        files=(path.name,),
    )


def _nothing(path: Path) -> Marks:
    nothing = np.zeros(0, np.int32)
    return Marks((), (), nothing, nothing, nothing.astype(np.uint8), nothing, 0, (path.name,))
