"""A column as small numbers and the few texts that they stand for: what is done once a text is not done once a cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Encoded", "encode"]

_T = TypeVar("_T", bound=np.generic)
_SAMPLE: Final = 4096
_LONG_RUNS: Final = 16
_MOST_DAYS: Final = 4000
_COMMON_SHARE: Final = 0.125
_NEAR: Final = 1 << 17
"""How many cells stay near the processor while they are compared."""
_NONE_OF_THEM: Final = 255


@dataclass(frozen=True, slots=True)
class Encoded:
    """numbers: shape (rows,), positions in `texts`. texts: the distinct cells; dates as ISO; blank for missing.

    starts: where runs of equal cells begin, shape (runs,), from 0; None where they are too short to be worth finding.
    """

    numbers: NDArray[np.integer]
    texts: list[str]
    starts: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return int(self.numbers.size)

    def spread(self, values: NDArray[_T]) -> NDArray[_T]:
        """The value of each row, shape (rows,), from one for each text, shape (texts,)."""
        if values.dtype.itemsize == 1 and self.numbers.dtype == np.uint8:  # a byte by a byte: three times as fast
            table = values.tobytes().ljust(256, b"\0")
            return np.frombuffer(self.numbers.tobytes().translate(table), dtype=values.dtype)
        return np.asarray(values[self.numbers])


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
    common = _common(column.head(_SAMPLE))
    return _encode_common(column, common) if common else _encode_text(column)


def _common(sample: pl.Series) -> list[str]:
    """The texts that are each a good share of a sample."""
    return [text for text, number in Counter(sample.to_list()).items() if number >= _COMMON_SHARE * len(sample)]


def _encode_common(column: pl.Series, common: list[str]) -> Encoded:
    """The same, for a column of few texts: comparing all cells with each is quicker than looking each cell up."""
    parts = [_compared(column.slice(start, _NEAR), common) for start in range(0, len(column), _NEAR)]
    numbers: NDArray[np.integer] = np.concatenate(parts)
    is_other = numbers == _NONE_OF_THEM
    if not is_other.any():
        return Encoded(numbers, common)
    others = _encode_text(column.filter(is_other))
    texts = [*common, *others.texts]
    if len(texts) > _NONE_OF_THEM:
        numbers = numbers.astype(np.int32)
    numbers[is_other] = others.numbers + len(common)
    return Encoded(numbers, texts)


def _compared(cells: pl.Series, common: list[str]) -> NDArray[np.uint8]:
    """The position in `common` of each cell, shape (cells,), _NONE_OF_THEM where it stands not there."""
    numbers = np.full(len(cells), _NONE_OF_THEM, dtype=np.uint8)
    for number, text in enumerate(common):
        numbers += (cells == text).to_numpy().view(np.uint8) * np.uint8(number - _NONE_OF_THEM & 0xFF)
    return numbers


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
    lengths = runs.struct.field("len").to_numpy()
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    return Encoded(np.repeat(values.numbers, lengths), values.texts, starts)


def _encode_category(column: pl.Series) -> Encoded:
    """A column of categories is numbers already; only those that occur are kept, in the order in which they are met."""
    categories = column.to_physical().to_numpy()
    starts = np.append(0, np.flatnonzero(categories[1:] != categories[:-1]) + 1)
    if starts.size * _LONG_RUNS >= categories.size:
        return _encode_categories(column, categories)
    short = _encode_categories(column.gather(starts), categories[starts])
    return Encoded(np.repeat(short.numbers, np.diff(starts, append=categories.size)), short.texts, starts)


def _encode_categories(column: pl.Series, categories: NDArray[np.integer]) -> Encoded:
    import polars as pl

    distinct = column.unique(maintain_order=True)
    used = distinct.to_physical().to_numpy()
    kind = np.uint8 if used.size <= _NONE_OF_THEM else np.int32
    lookup = np.zeros(int(used.max()) + 1, dtype=kind)
    lookup[used] = np.arange(used.size, dtype=kind)
    return Encoded(lookup[categories], distinct.cast(pl.String).to_list())


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
