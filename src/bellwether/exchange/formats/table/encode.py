"""A column as small numbers and the few texts that they stand for: what is done once a text is not done once a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Encoded", "encode"]

_SAMPLE: Final = 4096
_LONG_RUNS: Final = 16
_MOST_DAYS: Final = 4000


@dataclass(frozen=True, slots=True)
class Encoded:
    """numbers: shape (rows,), positions in `texts`. texts: the distinct cells; dates as ISO; blank for missing."""

    numbers: NDArray[np.integer]
    texts: list[str]

    def __len__(self) -> int:
        return int(self.numbers.size)


def encode(column: pl.Series) -> Encoded:
    """The column as numbers and texts. Text and typed columns alike; a missing value is a blank text."""
    import polars as pl

    if isinstance(column.dtype, pl.Datetime):
        column = column.cast(pl.Date)
    if column.is_empty():
        return Encoded(np.zeros(0, dtype=np.int32), [])
    if column.null_count() == 0 and column.dtype == pl.Date:
        return _encode_days(column)
    if column.null_count() == 0 and column.dtype in (pl.Categorical, pl.Enum):
        return _encode_category(column)
    column = column.cast(pl.String).fill_null("")
    if len(column) <= _SAMPLE:  # not worth the start of an engine, and a wide file has hundreds of such columns
        known: dict[str, int] = {}
        cells: list[str] = column.to_list()
        return Encoded(np.array([known.setdefault(cell, len(known)) for cell in cells], dtype=np.int32), list(known))
    if column.head(_SAMPLE).rle().len() * _LONG_RUNS < _SAMPLE:
        return _encode_runs(column)
    return _encode_text(column)


def _encode_text(column: pl.Series) -> Encoded:
    import polars as pl

    categories = pl.Categories.random()
    coded = column.cast(pl.Categorical(categories))  # the texts last only as long as a column that uses them
    texts = categories.to_series().to_list()
    return Encoded(coded.to_physical().to_numpy(), texts)


def _encode_runs(column: pl.Series) -> Encoded:
    """The same, for a column whose rows repeat the row before (a pupil's marks stand together in most files)."""
    runs = column.rle()
    values = _encode_text(runs.struct.field("value"))
    return Encoded(np.repeat(values.numbers, runs.struct.field("len").to_numpy()), values.texts)


def _encode_category(column: pl.Series) -> Encoded:
    """A column of categories is numbers already; only those that occur are kept, in the order in which they are met."""
    import polars as pl

    distinct = column.unique(maintain_order=True)
    used = distinct.to_physical().to_numpy()
    lookup = np.zeros(int(used.max()) + 1, dtype=np.int32)
    lookup[used] = np.arange(used.size, dtype=np.int32)
    return Encoded(lookup[column.to_physical().to_numpy()], distinct.cast(pl.String).to_list())


def _encode_days(column: pl.Series) -> Encoded:
    """A column of dates is whole days since 1970 already."""
    days = column.to_physical().to_numpy()
    lowest, highest = int(days.min()), int(days.max())
    if highest - lowest > _MOST_DAYS:
        used, numbers = np.unique(days, return_inverse=True)
        return Encoded(numbers, [np.datetime64(day, "D").item().isoformat() for day in used.tolist()])
    return Encoded(
        days - np.int32(lowest), [np.datetime64(day, "D").item().isoformat() for day in range(lowest, highest + 1)]
    )
