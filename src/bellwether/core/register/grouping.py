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
        held = self.of_row >= 0
        flat = counts.reshape(len(counts), int(np.prod(counts.shape[1:])))
        columns = [
            # Exact: float64 holds every integer up to 2**53, far above any number of sessions.
            np.bincount(self.of_row[held], weights=flat[held, k], minlength=len(self)).astype(np.int64)
            for k in range(flat.shape[1])
        ]
        totals = np.stack(columns, axis=1) if columns else np.zeros((len(self), 0), np.int64)
        return totals.reshape(len(self), *counts.shape[1:])
