"""From the text of a column to numbers and symbols."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.exchange.formats.dfe.columns import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["NUMBER", "Cells", "read_cells", "symbol_names"]

NUMBER = 0
"""In the array of symbols: the cell is a number."""

_PLAIN_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$", re.ASCII)
_LARGEST_EXACT = 2.0**53


@dataclass(frozen=True, slots=True)
class Cells:
    """One column. values: shape (rows,), NaN where there is no number. symbols: shape (rows,), 0 for a number,
    else 1 + the position in `symbol_names()`. wrong: positions whose text is neither, with what is wrong.
    """

    values: NDArray[np.float64]
    symbols: NDArray[np.int8]
    wrong: tuple[tuple[int, str], ...]


def symbol_names() -> tuple[str, ...]:
    """What may stand in place of a number, as the files write it."""
    return tuple(vocabulary().symbols.values())


def _all_numbers(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """The whole column at once when every cell is a plain finite number, else None."""
    joined = "".join(texts)
    if "_" in joined or not joined.isascii():
        return None
    try:
        values = np.array(list(map(float, texts)), dtype=np.float64)
    except ValueError:
        return None
    return values if bool(np.isfinite(values).all()) else None


def _one_by_one(texts: Sequence[str]) -> Cells:
    values = np.full(len(texts), np.nan)
    symbols = np.zeros(len(texts), dtype=np.int8)
    number_of = {symbol: number for number, symbol in enumerate(vocabulary().symbols, start=1)}
    wrong: list[tuple[int, str]] = []
    for position, text in enumerate(texts):
        bare = text.strip()
        if _PLAIN_NUMBER.match(bare) and math.isfinite(float(bare)):
            values[position] = float(bare)
        elif (symbol := number_of.get(bare.lower())) is not None:
            symbols[position] = symbol
        else:
            symbols[position] = number_of[""]
            wrong.append(
                (position, "This is neither a number nor a symbol that DfE uses. Take out signs and separators.")
            )
    return Cells(values, symbols, tuple(wrong))


def read_cells(texts: Sequence[str], *, whole: bool) -> Cells:
    """Read one column. whole: the column counts something, so a number must be whole and not negative."""
    values = _all_numbers(texts)
    cells = _one_by_one(texts) if values is None else Cells(values, np.zeros(len(texts), dtype=np.int8), ())
    if not whole:
        return cells
    with np.errstate(invalid="ignore"):
        bad = (cells.values < 0) | (cells.values != np.floor(cells.values)) | (cells.values > _LARGEST_EXACT)
    bad &= cells.symbols == NUMBER
    text = "A count is a whole number, not less than nothing. Put back the figure that DfE published."
    return Cells(cells.values, cells.symbols, cells.wrong + tuple((int(at), text) for at in np.flatnonzero(bad)))
