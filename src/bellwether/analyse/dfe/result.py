"""What a comparison came to: plain values, and the two ways of giving them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DfeComparison", "Difference", "Explained", "NationalRates", "Unchecked", "comparisons_to_json"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not what the counts give. row: line in the file, the header being line 1.

    file_value: the file's number or symbol. ours: None where there should be no number. how: what it must be.
    """

    file: str
    row: int
    column: str
    file_value: float | str
    ours: float | None
    rule: str
    how: str
    place: str
    kind: str
    period: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Rows that look like an exception and are what a rule says. sessions, cells: how many, where that is the point."""

    rule: str
    text: str
    rows: int
    source: str
    cells: int | None = None
    sessions: int | None = None
    largest_gap: float | None = None
    in_force_to: str | None = None
    status: str = "confirmed"


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Numbers that no rule determines: how many, by column, and why."""

    why: str
    cells: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NationalRates:
    """Our rates of one row about the whole country, in per cent, by DfE's column."""

    row: int
    period: str
    kind: str
    rates: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class DfeComparison:
    """One file held against what its own counts by code give.

    cells_checked: cells of the file that were held against a figure of ours. largest_gap: of rates that agree.
    skipped: cells without a number, by
    symbol. unlisted_by_row: (line, sessions) of authorised absence that is counted but not listed.
    rates: our own rates, per cent, by DfE's column, each of shape (rows,); lines: the line of each row.
    """

    file: str
    title: str
    rows: int
    columns: int
    cells_checked: int
    differences: tuple[Difference, ...]
    explained: tuple[Explained, ...]
    unchecked: tuple[Unchecked, ...]
    skipped: Mapping[str, int]
    unlisted_by_row: tuple[tuple[int, int], ...]
    largest_gap: float
    rates: Mapping[str, NDArray[np.float64]]
    lines: NDArray[np.int32]
    national: tuple[NationalRates, ...]

    @property
    def agrees(self) -> bool:
        """Whether no cell differs."""
        return not self.differences

    def to_text(self, list_limit: int = 50) -> str:
        """The comparison to be read, ending in a newline; at most `list_limit` differences, the rest counted."""
        from bellwether.analyse.dfe.text import comparison_text

        return comparison_text(self, list_limit=list_limit)

    def to_json(self, *, all_rates: bool = False) -> dict[str, Any]:
        """The comparison for a program. all_rates: with our rates of every row, not of the country's rows alone."""
        return comparisons_to_json([self], all_rates=all_rates)


def comparisons_to_json(comparisons: list[DfeComparison], *, all_rates: bool = False) -> dict[str, Any]:
    """Several files as one answer: counts added up, lists laid end to end, each entry naming its file.

    Every value is a str, int, float, bool or None, or a list or dict of them; there is no NaN.
    """
    skipped: dict[str, int] = {}
    for comparison in comparisons:
        for symbol, number in comparison.skipped.items():
            skipped[symbol] = skipped.get(symbol, 0) + number
    unlisted = [
        {"file": each.file, "row": row, "sessions": sessions}
        for each in comparisons
        for row, sessions in each.unlisted_by_row
    ]
    answer: dict[str, Any] = {
        "files": [
            {"file": each.file, "family": each.title, "rows": each.rows, "agrees": each.agrees} for each in comparisons
        ],
        "rows": sum(each.rows for each in comparisons),
        "cells_checked": sum(each.cells_checked for each in comparisons),
        "agrees": all(each.agrees for each in comparisons),
        "largest_gap": max((each.largest_gap for each in comparisons), default=0.0),
        "differences": [_as_dict(found) for each in comparisons for found in each.differences],
        "explained": [{"file": each.file, **_as_dict(found)} for each in comparisons for found in each.explained],
        "skipped": skipped,
        "unlisted_authorised": {
            "rows": len(unlisted),
            "sessions": sum(sessions for each in comparisons for _, sessions in each.unlisted_by_row),
            "by_row": unlisted,
        },
        "unchecked": [
            {"file": each.file, "why": found.why, "cells": dict(found.cells)}
            for each in comparisons
            for found in each.unchecked
        ],
        "national": [{"file": each.file, **_as_dict(found)} for each in comparisons for found in each.national],
    }
    if all_rates:
        answer["rates"] = [rates for each in comparisons for rates in _all_rates(each)]
    return answer


def _as_dict(value: Difference | Explained | NationalRates) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in value.__slots__}
    return {name: dict(part) if name == "rates" else part for name, part in found.items()}


def _all_rates(comparison: DfeComparison) -> list[dict[str, Any]]:
    names = list(comparison.rates)
    columns = [comparison.rates[name].tolist() for name in names]
    return [
        {
            "file": comparison.file,
            "row": line,
            **{name: None if math.isnan(rate) else rate for name, rate in zip(names, rates, strict=True)},
        }
        for line, *rates in zip(comparison.lines.tolist(), *columns, strict=True)
    ]
