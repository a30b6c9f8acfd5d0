"""The checks of "Pupil absence in schools" (the school census): its sums and its shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.dfe.checks import Check
from bellwether.analyse.dfe.sums import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from bellwether.analyse.dfe.rules import DfeRules
    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["absence_checks", "census_rates"]

SUM_RULE = "dfe.census-sum"
SHARE_RULE = "dfe.census-share"

_ROUNDING_SLACK = 1e-9  # A half at the last printed digit is exact in decimals, not in binary.


def census_rates(table: DfeTable, *, rules: DfeRules) -> dict[str, NDArray[np.float64]]:
    """Every share that the file's counts allow, in per cent, by DfE's column; NaN where the whole is nothing."""
    return {
        column: share(table.figures(part), table.figures(whole))
        for column, (part, whole) in rules.census.shares.items()
        if part in table.columns and whole in table.columns
    }


def absence_checks(table: DfeTable, rates: Mapping[str, NDArray[np.float64]], *, rules: DfeRules) -> Iterator[Check]:
    """Every check that the file's columns allow. rates: ours, as `census_rates` gives them."""
    parts_of = dict(rules.census.sums)
    for total, prefix in rules.census.sums_by_prefix.items():
        parts_of[total] = tuple(
            name for name in table.columns if name.startswith(prefix) and name not in parts_of | {total: ()}
        )
    for total, parts in parts_of.items():
        if total in table.columns and parts and set(parts) <= set(table.columns):
            yield _check(table, total, _sum(table, parts), rule=SUM_RULE, how=" + ".join(parts))
    for column, ours in rates.items():
        if column in table.columns:
            part, whole = rules.census.shares[column]
            # Older files print one decimal; a share may be as far off as that rounds.
            tolerance = max(rules.percentage_points, 0.5 * 10.0 ** -table.decimals[column] + _ROUNDING_SLACK)
            nothing = table.figures(whole) == 0
            how = f"{part} as a share of {whole}, to the digits that the file prints"
            yield _check(table, column, ours, rule=SHARE_RULE, how=how, tolerance=tolerance, nothing_possible=nothing)


def _check(
    table: DfeTable,
    column: str,
    ours: NDArray[np.float64],
    *,
    rule: str,
    how: str,
    tolerance: float = 0.0,
    nothing_possible: NDArray[np.bool_] | None = None,
) -> Check:
    nowhere = np.zeros(len(table), dtype=np.bool_)
    return Check(
        column=column,
        ours=ours,
        applies=~nowhere,
        tolerance=tolerance,
        rule=rule,
        how=how,
        nothing_possible=nowhere if nothing_possible is None else nothing_possible,
        lacks_rows=nowhere,
    )


def _sum(table: DfeTable, columns: Iterable[str]) -> NDArray[np.float64]:
    """Sum of columns, shape (rows,). A reason that was not collected that year ("not applicable") adds nothing."""
    not_applicable = [table.symbol_names.index(symbol) + 1 for symbol in (".", "z", "")]
    total = np.zeros(len(table))
    for column in columns:
        at = table.columns.index(column)
        total += np.where(np.isin(table.symbols[:, at], not_applicable), 0.0, table.values[:, at])
    return total
