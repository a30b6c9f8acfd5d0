"""What a check is: a column of the file, what it must be, and how far apart the two may lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["Check", "Outcome", "run_check"]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One column held against figures of ours.

    ours: shape (rows,), NaN where we cannot tell. applies: shape (rows,), the rows that the check is about.
    rule: its id. how: in words, what the column must be. nothing_possible: shape (rows,), where the file may show no
    number at all. lacks_rows: shape (rows,), where ours is NaN because the file lacks rows that it rests on.
    """

    column: str
    ours: NDArray[np.float64]
    applies: NDArray[np.bool_]
    tolerance: float
    rule: str
    how: str
    nothing_possible: NDArray[np.bool_]
    lacks_rows: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of a check, row by row; each of shape (rows,) and no two true at once.

    rightly_none: the file shows a symbol where nothing was possible. lacks_rows, lacks_figures: the file has a
    number that we cannot recompute, for want of rows or of figures.
    """

    agrees: NDArray[np.bool_]
    differs: NDArray[np.bool_]
    rightly_none: NDArray[np.bool_]
    lacks_rows: NDArray[np.bool_]
    lacks_figures: NDArray[np.bool_]
    largest_gap: float


def run_check(table: DfeTable, check: Check) -> Outcome:
    """Hold the file's column against ours. The column must be in the file (ValueError otherwise).

    A number where nothing was possible differs; so does `NaN` where something was.
    """
    position = table.columns.index(check.column)
    figures, symbols = table.values[:, position], table.symbols[:, position]
    is_number = (symbols == 0) & check.applies
    unknown = np.isnan(check.ours) & ~check.nothing_possible
    gaps = np.abs(figures - check.ours)
    is_far = is_number & ~unknown & ~(gaps <= check.tolerance)
    wrongly_none = check.applies & ~np.isnan(check.ours) & (symbols == table.symbol_names.index("NaN") + 1)
    agrees = is_number & ~unknown & ~is_far
    return Outcome(
        agrees=agrees,
        differs=is_far | wrongly_none,
        rightly_none=check.applies & (symbols != 0) & check.nothing_possible,
        lacks_rows=is_number & unknown & check.lacks_rows,
        lacks_figures=is_number & unknown & ~check.lacks_rows,
        largest_gap=float(gaps[agrees].max()) if agrees.any() else 0.0,
    )
