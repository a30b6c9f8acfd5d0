"""In words: what a rule explains in a file, and why the rest cannot be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.dfe.result import Explained
from bellwether.core.calendar import day_of
from bellwether.core.codes import CODES
from bellwether.exchange.formats.dfe import DfeFamily

if TYPE_CHECKING:
    from bellwether.analyse.dfe.rules import DfeRules, Rule
    from bellwether.core.dated import Source
    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["explained_by", "nothing_possible", "why_unchecked"]


def explained_by(
    rule: Rule, rows: int, *, cells: int | None = None, sessions: int | None = None, largest_gap: float | None = None
) -> Explained:
    """What a dated rule explains: rows, and the cells or sessions in them where that is the point."""
    return Explained(
        rule=rule.id,
        rows=rows,
        cells=cells,
        sessions=sessions,
        largest_gap=largest_gap,
        text=rule.text,
        source=str(rule.source),
        in_force_to=None if rule.in_force.last is None else rule.in_force.last.isoformat(),
        status=rule.status.value,
    )


def nothing_possible(rows: int, cells: int, *, source: Source) -> Explained:
    """Rows without a possible session. cells: rates in them that the file rightly does not show."""
    return Explained(
        rule="dfe.nothing-possible",
        rows=rows,
        cells=cells or None,
        text="nothing was possible, so there is no rate, and none is shown",
        source=str(source),
    )


def why_unchecked(table: DfeTable, column: str, *, rules: DfeRules) -> str:
    """Why no rule determines what stands in a column."""
    if table.family is DfeFamily.ABSENCE and column not in table.rate_columns:
        return "a count: given, and the sums and shares are computed from it"
    code = next((code for code, at in table.code_columns.items() if table.columns[at] == column), None)
    if code is not None:
        days = [day_of(number) for number in np.unique(table.days).tolist()]
        is_possible = any(CODES[code].counted_on(day).category.is_possible for day in days)
        if is_possible or code == rules.counted_inside.code:
            return "a count by code: given, and checked through the totals that are computed from it"
        return "a count outside possible sessions: no total rests on it"
    if column in table.size_columns:
        return "a number of schools or pupils: not made of sessions"
    if column in rules.weighted_total.rates:
        return "a share of pupils: cannot be computed from sessions"
    return "no rule says how this column is made"
