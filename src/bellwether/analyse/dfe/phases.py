"""Total rows and the phase rows that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.analyse.dfe.rules import Rule
    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["PhaseLinks", "link_phases"]


@dataclass(frozen=True, slots=True, eq=False)
class PhaseLinks:
    """totals: positions of the Total rows a rule is about, shape (totals,). parts: positions of their phases' rows,
    shape (totals, phases); -1 where the file has no such row for that place and period.
    """

    totals: NDArray[np.intp]
    parts: NDArray[np.intp]

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Which totals have all their phases in the file, shape (totals,)."""
        return np.asarray((self.parts >= 0).all(axis=1))

    def sums(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of a column over the phases, shape (totals,); NaN where a phase or its figure is missing."""
        return np.where(self.complete, figures[self.parts].sum(axis=1), np.nan)

    def weighted_means(self, rates: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean of the phases' rates by weight, shape (totals,); NaN where a phase, rate or weight is missing."""
        products, whole = self.sums(rates * weights), self.sums(weights)
        out = np.full(len(self.totals), np.nan)
        np.divide(products, whole, out=out, where=whole > 0)
        return out


def link_phases(table: DfeTable, rule: Rule) -> PhaseLinks:
    """Find the phases of each Total row for which the rule is in force."""
    in_force = rule.holds_on(table.days)
    row_of = {
        (group, kind): row for row, (group, kind) in enumerate(zip(table.groups.tolist(), table.kinds, strict=True))
    }
    totals = [
        row
        for row, (level, kind) in enumerate(zip(table.levels, table.kinds, strict=True))
        if kind == rule.total and level in rule.levels and in_force[row]
    ]
    parts = [[row_of.get((int(table.groups[row]), phase), -1) for phase in rule.phases] for row in totals]
    return PhaseLinks(
        totals=np.array(totals, dtype=np.intp),
        parts=np.array(parts, dtype=np.intp).reshape(len(totals), len(rule.phases)),
    )
