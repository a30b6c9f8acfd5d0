"""Hold one of DfE's files against what its own counts give: what differs, what a rule explains, what was left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.dfe.absence import absence_checks, census_rates
from bellwether.analyse.dfe.attendance import attendance_checks, rates_by_rule
from bellwether.analyse.dfe.checks import Check, Outcome, run_check
from bellwether.analyse.dfe.explain import explained_by, nothing_possible, why_unchecked
from bellwether.analyse.dfe.result import DfeComparison, Difference, Explained, NationalRates, Unchecked
from bellwether.analyse.dfe.rules import dfe_rules
from bellwether.analyse.dfe.sums import row_rates, row_sums
from bellwether.exchange.formats.dfe import DfeFamily

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from bellwether.analyse.dfe.rules import DfeRules
    from bellwether.analyse.dfe.sums import RowSums
    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["compare"]


@dataclass(slots=True)
class Tally:
    """What the checks of one file have come to so far. Matrices: shape (rows, columns of figures)."""

    table: DfeTable
    rules: DfeRules
    checked: NDArray[np.bool_]
    unresolved: NDArray[np.bool_]
    differences: list[Difference] = field(default_factory=list)
    rightly_none: int = 0
    lacking: Counter[tuple[str, str]] = field(default_factory=Counter)
    weighted: Counter[int] = field(default_factory=Counter)
    gaps: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, table: DfeTable, rules: DfeRules) -> Tally:
        """An empty tally."""
        shape = table.values.shape
        return cls(table, rules, np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_))

    def add(self, check: Check, outcome: Outcome) -> None:
        """Take in what came of one check."""
        at = self.table.columns.index(check.column)
        self.checked[:, at] |= outcome.agrees | outcome.differs
        self.unresolved[:, at] |= outcome.lacks_rows | outcome.lacks_figures
        if check.column in self.table.rate_columns:
            self.gaps[check.rule] = max(self.gaps.get(check.rule, 0.0), outcome.largest_gap)
        self.rightly_none += int(outcome.rightly_none.sum())
        if check.rule == self.rules.weighted_total.id:
            self.weighted.update(np.flatnonzero(outcome.agrees).tolist())
        for why, mask in (("phase rows missing", outcome.lacks_rows), ("withheld", outcome.lacks_figures)):
            if number := int(mask.sum()):
                self.lacking[(why, check.column)] += number
        self.differences.extend(self._difference(check, at, row) for row in np.flatnonzero(outcome.differs).tolist())

    def _difference(self, check: Check, at: int, row: int) -> Difference:
        table, ours = self.table, float(check.ours[row])
        symbol = int(table.symbols[row, at])
        return Difference(
            file=table.file,
            row=int(table.lines[row]),
            column=check.column,
            file_value=table.symbol_names[symbol - 1] if symbol else float(table.values[row, at]),
            ours=None if np.isnan(ours) else ours,
            rule=check.rule,
            how=check.how,
            place=table.places[row],
            kind=table.kinds[row],
            period=table.periods[row],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """Our figures of a file and the checks that rest on them. sums: None for a family without counts by code."""

    sums: RowSums | None
    rates: Mapping[str, NDArray[np.float64]]
    checks: Iterable[Check]
    possible: NDArray[np.float64]


def _work_on(table: DfeTable, rules: DfeRules) -> _Work:
    if table.family is DfeFamily.ABSENCE:
        shares = census_rates(table, rules=rules)
        return _Work(None, shares, absence_checks(table, shares, rules=rules), table.figures(rules.census.whole))
    sums = row_sums(table, rules=rules)
    rates = rates_by_rule(table, row_rates(table, sums, rules=rules), rules=rules)
    return _Work(sums, rates, attendance_checks(table, sums, rates, rules=rules), sums.possible)


def compare(table: DfeTable, *, rules: DfeRules | None = None) -> DfeComparison:
    """Compute every rate and identity from the counts by code, and hold the file's own figures against them.

    rules: the dated rules of the series; the product's own unless given. Whatever stands in the table, a comparison
    comes of it: a wrong figure is a difference, not an error.
    """
    rules = rules or dfe_rules()
    work = _work_on(table, rules)
    tally = Tally.of(table, rules)
    for check in work.checks:
        tally.add(check, run_check(table, check))
    unlisted = np.zeros(len(table)) if work.sums is None else np.nan_to_num(work.sums.unlisted)
    return DfeComparison(
        file=table.file,
        title=table.title,
        rows=len(table),
        columns=len(table.columns),
        cells_checked=int(tally.checked.sum()),
        differences=tuple(sorted(tally.differences, key=lambda found: (found.row, table.columns.index(found.column)))),
        explained=_explained(tally, work.sums, rows_without_possible=int((work.possible == 0).sum()), rules=rules),
        unchecked=_unchecked(table, tally, rules=rules),
        skipped=_skipped(table),
        unlisted_by_row=tuple((int(table.lines[row]), int(unlisted[row])) for row in np.flatnonzero(unlisted).tolist()),
        largest_gap=max(tally.gaps.values(), default=0.0),
        rates=work.rates,
        lines=table.lines,
        national=_national(table, work.rates),
    )


def _explained(
    tally: Tally, sums: RowSums | None, *, rows_without_possible: int, rules: DfeRules
) -> tuple[Explained, ...]:
    """The exceptions of this file, each with its rule."""
    weighted = rules.weighted_total
    found = []
    if tally.weighted:
        rows, cells = len(tally.weighted), tally.weighted.total()
        found.append(explained_by(weighted, rows, cells=cells, largest_gap=tally.gaps.get(weighted.id)))
    if sums is not None:
        for rule, sessions in ((rules.unlisted, sums.unlisted), (rules.counted_inside, sums.counted_inside)):
            if rows := int((sessions > 0).sum()):
                found.append(explained_by(rule, rows, sessions=int(np.nansum(sessions))))
    if rows_without_possible:
        found.append(
            nothing_possible(
                rows_without_possible,
                tally.rightly_none,
                source=rules.census.source if sums is None else weighted.source,
            )
        )
    return tuple(found)


def _skipped(table: DfeTable) -> dict[str, int]:
    """How many cells hold each symbol in place of a number."""
    numbers, counts = np.unique(table.symbols[table.symbols > 0], return_counts=True)
    return {table.symbol_names[at - 1]: int(count) for at, count in zip(numbers.tolist(), counts, strict=True)}


def _unchecked(table: DfeTable, tally: Tally, *, rules: DfeRules) -> tuple[Unchecked, ...]:
    """What the file shows and no rule determines, by the reason why."""
    found: dict[str, dict[str, int]] = {}
    words = {
        "phase rows missing": "cannot be recomputed: phase rows missing from the file",
        "withheld": "cannot be recomputed: a figure that it rests on is withheld or undefined",
    }
    for (why, column), cells in tally.lacking.items():
        found.setdefault(words[why], {})[column] = cells
    left = (table.symbols == 0) & ~tally.checked & ~tally.unresolved
    for at, column in enumerate(table.columns):
        if cells := int(left[:, at].sum()):
            found.setdefault(why_unchecked(table, column, rules=rules), {})[column] = cells
    for name in table.unread:
        found.setdefault("the column is not known, and was not read", {})[name] = len(table)
    return tuple(Unchecked(why=why, cells=columns) for why, columns in found.items())


def _national(table: DfeTable, rates: Mapping[str, NDArray[np.float64]]) -> tuple[NationalRates, ...]:
    """Our rates of the rows about the whole country, the earliest period first, then in file order."""
    rows = [row for row, level in enumerate(table.levels) if level == "National"]
    return tuple(
        NationalRates(
            row=int(table.lines[row]),
            period=table.periods[row],
            kind=table.kinds[row],
            rates={name: float(rate[row]) for name, rate in rates.items() if not np.isnan(rate[row])},
        )
        for row in sorted(rows, key=lambda row: (int(table.days[row]), row))
    )
