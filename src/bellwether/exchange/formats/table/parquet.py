"""Parquet files, some rows at a time; the types they bring are used as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.exchange.formats.table.model import Batch, HeadRow, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["ParquetTable", "open_parquet"]

_ROWS: Final = 3_000_000
_PREVIEW: Final = 8
_BROKEN: Final = "The Parquet file cannot be read: it is damaged or unfinished. Write it again."


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file. Its header counts as line 1 and its first row as line 2."""

    path: Path
    head: tuple[HeadRow, ...]
    rows: int
    sheet: str | None = None

    @property
    def name(self) -> str:
        """The base name of the file."""
        return self.path.name

    def jobs(self, *, header: HeadRow, columns: Sequence[int], needed: int) -> Iterator[Callable[[], Batch]]:  # noqa: ARG002
        """Calls that each read some millions of rows; no row is ever ragged."""
        names = [self.head[0].cells[position] for position in columns]
        for offset in range(header.end - 1, self.rows, _ROWS):
            yield lambda offset=offset: self._read(offset, columns, names)  # type: ignore[misc]

    def _read(self, offset: int, columns: Sequence[int], names: Sequence[str]) -> Batch:
        import polars as pl

        count = min(_ROWS, self.rows - offset)
        try:
            frame = pl.scan_parquet(self.path, glob=False).select(names).slice(offset, count).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise UnreadableFileError(_BROKEN) from error
        lines = np.arange(offset + 2, offset + count + 2, dtype=np.int32)
        series = {position: frame[name] for position, name in zip(columns, names, strict=True)}
        return Batch(series, lines, (offset + count) / max(1, self.rows))


def open_parquet(path: Path) -> ParquetTable:
    """The Parquet file as a table. Raises UnreadableFileError when it is broken or has no column."""
    import polars as pl

    try:
        scan = pl.scan_parquet(path, glob=False)
        names = tuple(scan.collect_schema().names())
        rows = int(scan.select(pl.len()).collect().item())
        preview = scan.head(_PREVIEW).select(pl.all().cast(pl.String, strict=False)).collect().rows() if names else []
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableFileError(_BROKEN) from error
    if not names:
        raise UnreadableFileError("The Parquet file has no columns. Write it again.")
    below = [
        HeadRow(line, line, tuple(str(cell or "") for cell in cells)) for line, cells in enumerate(preview, start=2)
    ]
    return ParquetTable(path, (HeadRow(1, 1, names), *below), rows)
