"""Somebody with a published group table and patience: solves every sum that the table's figures are joined by.

Deliberately independent of the rule that hides: it knows the layout of the table, not how figures were chosen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bellwether.core.measures import GroupCounts, Suppressed

COUNTS = (
    "pupils", "possible", "attended", "authorised", "unauthorised", "late", "unmarked", "persistent_pupils",
    "severe_pupils",
)  # fmt: skip
WITHIN_A_ROW = (
    {"pupils": 1, "persistent_pupils": -1, "not persistent": -1},
    {"pupils": 1, "severe_pupils": -1, "not severe": -1},
    {"persistent_pupils": 1, "severe_pupils": -1, "persistent, not severe": -1},
    {"possible": 1, "attended": -1, "absent": -1},
    {"absent": 1, "authorised": -1, "unauthorised": -1},
)
PRIME = 2_147_483_647  # solving modulo a prime keeps whole numbers whole and is quick

Figure = tuple[str, str]


def truth(rows: list[GroupCounts]) -> dict[Figure, int]:
    """Every figure of the table, those that only arise by subtraction too."""
    figures: dict[Figure, int] = {}
    for row in rows:
        counts = asdict(row)
        figures |= {(row.group, name): counts[name] for name in COUNTS}
        figures[row.group, "not persistent"] = row.pupils - row.persistent_pupils
        figures[row.group, "not severe"] = row.pupils - row.severe_pupils
        figures[row.group, "persistent, not severe"] = row.persistent_pupils - row.severe_pupils
        figures[row.group, "absent"] = row.possible - row.attended
    return figures


def figures_worked_out(rows: list[GroupCounts], published: list[Suppressed]) -> dict[Figure, int]:
    """All figures that follow from the published ones by adding and subtracting, with their values."""
    figures = truth(rows)
    known = {
        (row.group, name): figures[row.group, name]
        for row, what in zip(rows, published, strict=True)
        for name in COUNTS
        if name not in what.hidden
    }
    for row, what in zip(rows, published, strict=True):
        if "absence_rate" not in what.hidden:  # the rate times the possible sessions
            known[row.group, "absent"] = figures[row.group, "absent"]
    return known | _solve(_equations(rows, figures), known)


def _equations(rows: list[GroupCounts], figures: dict[Figure, int]) -> list[dict[Figure, int]]:
    equations = [
        {(row.group, name): sign for name, sign in row_sum.items()} for row in rows for row_sum in WITHIN_A_ROW
    ]
    parts = defaultdict(list)
    for row in rows:
        if row.parent is not None:
            parts[row.parent, row.axis].append(row.group)
    for (parent, axis), groups in parts.items():
        someone_left = figures[parent, "pupils"] > sum(figures[group, "pupils"] for group in groups)
        everyone = [*groups, f"rest of {parent} by {axis}"] if someone_left else groups
        equations += [{(parent, name): 1} | {(group, name): -1 for group in everyone} for name in COUNTS]
        if someone_left:
            equations += [{(everyone[-1], name): sign for name, sign in row_sum.items()} for row_sum in WITHIN_A_ROW]
    return equations


def _solve(equations: list[dict[Figure, int]], known: dict[Figure, int]) -> dict[Figure, int]:
    """Gauss and Jordan: a reduced row with a single unknown gives it away."""
    reduced: list[tuple[Figure, dict[Figure, int], int]] = []
    for equation in equations:
        unknowns = {figure: sign for figure, sign in equation.items() if figure not in known}
        right = -sum(sign * known[figure] for figure, sign in equation.items() if figure in known)
        for pivot, row, value in reduced:
            if factor := unknowns.get(pivot, 0):
                unknowns, right = _minus(unknowns, right, factor, row, value)
        if not unknowns:
            continue
        pivot, lead = next(iter(unknowns.items()))
        inverse = pow(lead, -1, PRIME)
        fresh = {figure: sign * inverse % PRIME for figure, sign in unknowns.items()}
        value = right * inverse % PRIME
        reduced = [
            (other, *_minus(row, old, row[pivot], fresh, value)) if pivot in row else (other, row, old)
            for other, row, old in reduced
        ]
        reduced.append((pivot, fresh, value))
    return {pivot: value for pivot, row, value in reduced if len(row) == 1}


def _minus(
    unknowns: dict[Figure, int], right: int, factor: int, row: dict[Figure, int], value: int
) -> tuple[dict[Figure, int], int]:
    left = dict(unknowns)
    for figure, sign in row.items():
        left[figure] = (left.get(figure, 0) - factor * sign) % PRIME
    return {figure: sign for figure, sign in left.items() if sign}, (right - factor * value) % PRIME
