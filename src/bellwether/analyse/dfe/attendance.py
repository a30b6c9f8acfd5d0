"""The checks of "Pupil attendance in schools": totals, rates, and the Total rows made of phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.dfe.checks import Check
from bellwether.analyse.dfe.phases import PhaseLinks, link_phases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from bellwether.analyse.dfe.rules import DfeRules, Rule
    from bellwether.analyse.dfe.sums import RowSums
    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["attendance_checks", "rates_by_rule"]

COUNT_RULE = "dfe.total-of-codes"
RATE_RULE = "dfe.share-of-possible"


def _nowhere(table: DfeTable) -> NDArray[np.bool_]:
    return np.zeros(len(table), dtype=np.bool_)


def _words(name: str) -> str:
    return name.replace("_", " ")


def rates_by_rule(
    table: DfeTable, plain: Mapping[str, NDArray[np.float64]], *, rules: DfeRules
) -> dict[str, NDArray[np.float64]]:
    """Our rates as the rules of the time make them, by column, each of shape (rows,).

    plain: shares of possible sessions. In Total rows under `dfe.total-weighted-by-phase` the weighted means of the
    phases' rates stand instead, NaN where the file lacks a phase; shares of pupils appear in those rows alone.
    """
    links = link_phases(table, rules.weighted_total)
    rates = {column: rate.copy() for column, rate in plain.items()}
    own = {column: table.figures(column) for column in rules.weighted_total.rates if column in table.columns}
    weight = rules.weighted_total.weight
    weights = table.figures(weight) if weight in table.columns else np.full(len(table), np.nan)
    for column, rate in (*plain.items(), *own.items()):
        made = rates.setdefault(column, np.full(len(table), np.nan))
        made[links.totals] = links.weighted_means(rate, weights)
    return rates


def attendance_checks(
    table: DfeTable, sums: RowSums, rates: Mapping[str, NDArray[np.float64]], *, rules: DfeRules
) -> Iterator[Check]:
    """Every check that the file's columns allow. rates: ours, as `rates_by_rule` gives them."""
    yield from _count_checks(table, sums, rules=rules)
    yield from _rate_checks(table, sums, rates, rules=rules)
    counts = [name for name in table.columns if name not in table.rate_columns | table.size_columns]
    yield from _sum_checks(table, rules.total_is_sum, counts, tolerance=0.0)
    sizes = [name for name in rules.total_sizes.sizes if name in table.columns]
    yield from _sum_checks(table, rules.total_sizes, sizes, tolerance=rules.size_tolerance)


def _count_checks(table: DfeTable, sums: RowSums, *, rules: DfeRules) -> Iterator[Check]:
    for column, name in rules.counts.items():
        if column in table.columns:
            yield Check(
                column=column,
                ours=sums.named(name),
                applies=~_nowhere(table),
                tolerance=0.0,
                rule=COUNT_RULE,
                how=f"sum of the codes that count as {_words(name)}",
                nothing_possible=_nowhere(table),
                lacks_rows=_nowhere(table),
            )


def _rate_checks(
    table: DfeTable, sums: RowSums, rates: Mapping[str, NDArray[np.float64]], *, rules: DfeRules
) -> Iterator[Check]:
    """Rates of one row's own counts, and those of Total rows that are made of the phases' rates."""
    rule = rules.weighted_total
    links = link_phases(table, rule)
    is_weighted, lacks_rows = _nowhere(table), _nowhere(table)
    is_weighted[links.totals] = True
    lacks_rows[links.totals] = ~links.complete
    for column, ours in rates.items():
        if column not in table.columns:
            continue
        part = rules.rates_of_sums.get(column) or rules.rates_of_codes.get(column)
        for applies, name, how in (
            (~is_weighted, RATE_RULE, f"{_words(part or '')} as a share of possible sessions"),
            (is_weighted, rule.id, f"mean of the phases' rates by {rule.weight}"),
        ):
            if applies.any() and (part is not None or name == rule.id):
                yield Check(
                    column=column,
                    ours=ours,
                    applies=applies,
                    tolerance=rules.percentage_points,
                    rule=name,
                    how=how,
                    nothing_possible=(sums.possible == 0) & np.isnan(ours),
                    lacks_rows=lacks_rows,
                )


def _sum_checks(table: DfeTable, rule: Rule, columns: list[str], *, tolerance: float) -> Iterator[Check]:
    """Total rows as sums over their phases."""
    links: PhaseLinks = link_phases(table, rule)
    applies, lacks_rows = _nowhere(table), _nowhere(table)
    applies[links.totals] = True
    lacks_rows[links.totals] = ~links.complete
    if not applies.any():
        return
    for column in columns:
        ours = np.full(len(table), np.nan)
        ours[links.totals] = links.sums(table.figures(column))
        yield Check(
            column=column,
            ours=ours,
            applies=applies,
            tolerance=tolerance,
            rule=rule.id,
            how="sum over the phases",
            nothing_possible=_nowhere(table),
            lacks_rows=lacks_rows,
        )
