"""A published file, read: figures as arrays, and what each row is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from bellwether.exchange.formats.dfe.columns import DfeFamily

__all__ = ["DfeTable"]


@dataclass(frozen=True, slots=True, eq=False)
class DfeTable:
    """The rows of one file of DfE's, in file order.

    columns: the columns with figures, lower case, in file order. values: shape (rows, columns), NaN where there is
    no number. symbols: shape (rows, columns), 0 where the cell is a number, else 1 + the position in symbol_names.
    code_columns: which column counts each code. lines: shape (rows,), the header being line 1.
    days: shape (rows,), the day whose law the row is counted by, as whole days since 1 January 1970.
    levels, places, periods, kinds: one text a row. groups: shape (rows,), equal for rows of one place and period,
    which then differ only in kind. decimals: the most decimals that a column of rates prints.
    unread: columns that are neither keys nor figures that are known.
    """

    file: str
    family: DfeFamily
    title: str
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    symbols: NDArray[np.int8]
    symbol_names: tuple[str, ...]
    code_columns: Mapping[str, int]
    lines: NDArray[np.int32]
    days: NDArray[np.int32]
    levels: tuple[str, ...]
    places: tuple[str, ...]
    periods: tuple[str, ...]
    kinds: tuple[str, ...]
    groups: NDArray[np.int32]
    decimals: Mapping[str, int]
    rate_columns: frozenset[str]
    size_columns: frozenset[str]
    unread: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lines)

    def position(self, column: str) -> int | None:
        """Which column of `values` has this name, or None."""
        return self.columns.index(column) if column in self.columns else None

    def figures(self, column: str) -> NDArray[np.float64]:
        """The file's own figures of a column, shape (rows,). Raises ValueError for a column that is not there."""
        return self.values[:, self.columns.index(column)]

    def count_of(self, code: str) -> NDArray[np.float64] | None:
        """Sessions with this code, shape (rows,), or None where the file does not list it."""
        position = self.code_columns.get(code)
        return None if position is None else self.values[:, position]
