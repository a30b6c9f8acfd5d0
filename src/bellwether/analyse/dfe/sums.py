"""Our own sums and rates of each row, from its counts by code and the code table alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bellwether.core.calendar import day_of
from bellwether.core.codes import CODES, Category

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bellwether.analyse.dfe.rules import DfeRules
    from bellwether.exchange.formats.dfe import DfeTable

__all__ = ["Counts", "RowSums", "row_rates", "row_sums", "share"]

Counts = NDArray[np.float64]
"""Sessions, shape (rows,); whole numbers, NaN where a count that belongs to the sum is withheld."""


@dataclass(frozen=True, slots=True, eq=False)
class RowSums:
    """Sums of sessions, each of shape (rows,).

    in_registers: present marks of morning and afternoon, without late ones. unlisted: authorised absence that the
    file counts but lists under no code (0 where there is none); it is inside authorised, absent and possible.
    counted_inside: sessions of a code that the series, other than the code table, counted as authorised.
    """

    in_registers: Counts
    present: Counts
    approved_activity: Counts
    attended: Counts
    authorised: Counts
    unauthorised: Counts
    absent: Counts
    late: Counts
    possible: Counts
    unlisted: Counts
    counted_inside: Counts

    def named(self, name: str) -> Counts:
        """The sum that a rule names. Raises KeyError for an unknown name."""
        if name not in self.__slots__:
            raise KeyError(name)
        sums: Counts = getattr(self, name)
        return sums


def _sum_over(table: DfeTable, belongs: Callable[[str, date], bool]) -> Counts:
    """Row by row, the counts of the codes that belong on the row's day; every day's law is asked once."""
    total = np.zeros(len(table))
    for number in np.unique(table.days).tolist():
        day = day_of(number)
        columns = [column for code, column in table.code_columns.items() if belongs(code, day)]
        rows = np.flatnonzero(table.days == number)
        total[rows] = table.values[np.ix_(rows, np.array(columns, dtype=np.intp))].sum(axis=1)
    return total


def _in_category(table: DfeTable, category: Category) -> Counts:
    return _sum_over(table, lambda code, day: CODES[code].counted_on(day).category is category)


def _unlisted(table: DfeTable, listed: Counts, attended: Counts, unauthorised: Counts, *, rules: DfeRules) -> Counts:
    """How much authorised absence is counted under no listed code, never less than 0.

    Only where the rule holds, the file has no column for the code, and a second total of the row says the same as
    the authorised total: a wrong cell must not pass for an unlisted mark.
    """
    if rules.unlisted.code in table.code_columns:
        return np.zeros(len(table))
    by_authorised = table.figures("authorised_absence") - listed
    by_absence = table.figures("overall_absence") - table.figures("unauthorised_absence") - listed
    by_possible = table.figures("possible_sessions") - attended - unauthorised - listed
    agreed = np.where(by_absence == by_possible, by_absence, 0.0)
    agreed = np.where((by_authorised == by_absence) | (by_authorised == by_possible), by_authorised, agreed)
    return np.where((agreed > 0) & rules.unlisted.holds_on(table.days), agreed, 0.0)


def row_sums(table: DfeTable, *, rules: DfeRules) -> RowSums:
    """Every sum of a row. A code counts by its own category on the row's day, whatever its column is called.

    Source: the code table of core/codes; rules `dfe.unlisted-authorised`, `dfe.x-inside-authorised`.
    """
    present = _in_category(table, Category.PRESENT)
    approved = _in_category(table, Category.APPROVED_ACTIVITY)
    unauthorised = _in_category(table, Category.UNAUTHORISED)
    inside = table.count_of(rules.counted_inside.code)
    counted_inside = (
        np.zeros(len(table)) if inside is None else np.where(rules.counted_inside.holds_on(table.days), inside, 0.0)
    )
    listed = _in_category(table, Category.AUTHORISED) + counted_inside
    unlisted = _unlisted(table, listed, present + approved, unauthorised, rules=rules)
    authorised = listed + unlisted
    return RowSums(
        in_registers=_sum_over(table, lambda code, _: CODES[code].session is not None),
        present=present,
        approved_activity=approved,
        attended=present + approved,
        authorised=authorised,
        unauthorised=unauthorised,
        absent=authorised + unauthorised,
        late=_sum_over(table, lambda code, day: CODES[code].counted_on(day).late),
        possible=present + approved + authorised + unauthorised,
        unlisted=unlisted,
        counted_inside=counted_inside,
    )


def share(part: Counts, whole: Counts) -> NDArray[np.float64]:
    """Per cent, shape as given; NaN where the whole is nothing or either is missing."""
    out = np.full(part.shape, np.nan)
    np.divide(100.0 * part, whole, out=out, where=whole > 0)
    return out


def row_rates(table: DfeTable, sums: RowSums, *, rules: DfeRules) -> dict[str, NDArray[np.float64]]:
    """Every rate that the counts allow, in per cent of possible sessions, by the name of DfE's column.

    Shapes (rows,); NaN where nothing was possible or a count is withheld.
    """
    rates = {column: share(sums.named(of), sums.possible) for column, of in rules.rates_of_sums.items()}
    for column, code in rules.rates_of_codes.items():
        count = table.count_of(code)
        if count is not None:
            rates[column] = share(count, sums.possible)
    return rates
