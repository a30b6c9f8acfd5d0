"""What a table is to the readers of the layouts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["HEAD_ROWS", "Batch", "HeadRow", "Table", "UnreadableFileError"]

HEAD_ROWS: Final = 25
"""How many rows from the top are looked at to tell what a file is."""


class UnreadableFileError(BellwetherError):
    """The file is no table that we can read. remedy: what to do, as a sentence. line: where, if known."""

    def __init__(self, remedy: str, *, line: int | None = None) -> None:
        super().__init__(remedy)
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One of the first rows. line: where it begins in the file, from 1. end: its last line."""

    line: int
    end: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of the wanted columns.

    columns: by position in the file, each of shape (rows,), text unless the file is typed. lines: shape (rows,),
    where each row begins. ragged: rows left out for too few or too many cells, as (line, cells). done: share read.
    """

    columns: dict[int, pl.Series]
    lines: NDArray[np.int32]
    done: float
    ragged: tuple[tuple[int, int], ...] = field(default=())


class Table(Protocol):
    """A file as rows of text cells."""

    @property
    def name(self) -> str:
        """The base name of the file."""

    @property
    def sheet(self) -> str | None:
        """The name of the sheet, where the file has several that hold anything; else None."""

    @property
    def head(self) -> tuple[HeadRow, ...]:
        """The first rows that are not blank, at most HEAD_ROWS; for Parquet the column names come first."""

    def jobs(self, *, header: HeadRow, columns: Sequence[int], needed: int) -> Iterator[Callable[[], Batch]]:
        """Calls that each read some rows below `header`, in order; they may run in other threads.

        columns: positions wanted. needed: how many cells a row must have not to be ragged.
        Raises UnreadableFileError, here or in a call.
        """
