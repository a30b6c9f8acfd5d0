"""Groups of pupils along any axis: one operator. Counts add up; ratios are made last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Groups"]


@dataclass(frozen=True, slots=True)
class Groups:
    """One axis: which group each row belongs to.

    labels: the groups, in order. of_row: int32, shape (rows,), an index into labels; -1 for a row in no group.
    """

    labels: tuple[str, ...]
    of_row: NDArray[np.int32]

    @classmethod
    def by(cls, values: Sequence[str | None]) -> Groups:
        """Groups from one value a row, in order of the values; None belongs to no group."""
        labels = tuple(sorted({value for value in values if value is not None}))
        index = {label: ix for ix, label in enumerate(labels)}
        return cls(labels, np.array([-1 if value is None else index[value] for value in values], dtype=np.int32))

    def __len__(self) -> int:
        return len(self.labels)

    def sizes(self) -> NDArray[np.int64]:
        """How many rows each group has, shape (groups,). A group without rows has 0."""
        return np.bincount(self.of_row[self.of_row >= 0], minlength=len(self))

    def total(self, counts: NDArray[np.integer] | NDArray[np.bool_]) -> NDArray[np.int64]:
        """Sum a count over each group: (rows,) gives (groups,), (rows, k) gives (groups, k), in 64-bit integers.

        A row in no group is left out; an empty group has 0. Raises ShapeMismatchError on another number of rows.
        """
        if len(counts) != len(self.of_row):
            raise ShapeMismatchError(f"{len(counts)} counts for {len(self.of_row)} rows")
        totals = np.zeros((len(self), *counts.shape[1:]), dtype=np.int64)
        held = np.flatnonzero(self.of_row >= 0)
        group = self.of_row[held]
        if (np.diff(group) < 0).any():
            order = np.argsort(group, kind="stable")
            held, group = held[order], group[order]
        if len(held):
            # Rows of one group now lie together, and each stretch of them is summed at once.
            first = np.flatnonzero(np.diff(group, prepend=-1))
            rows = counts if len(held) == len(counts) and held[0] == 0 and (np.diff(held) == 1).all() else counts[held]
            totals[group[first]] = np.add.reduceat(rows, first, axis=0, dtype=np.int64)
        return totals
