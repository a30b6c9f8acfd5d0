"""Small numbers in group tables that leave the house: which figures are hidden, and what is hidden to protect them.

The rule (`definitions.toml`, suppression; reasons in docs/adr/0007-small-numbers.md):

1. A count from 1 to under - 1 is hidden: of pupils, and of sessions too. A group of so few pupils is hidden whole.
   Nought of a large group is shown: it says nothing of anyone in particular.
2. A share of 0 % or 100 % in a small group is hidden, as it says the same of every member, unless the group that it
   is part of says so already.
3. Whatever would give a hidden figure away is hidden too. Figures are joined by sums: a group and its parts, whoever
   is in none of the parts, possible = attended + absent, absent = authorised + unauthorised, pupils = persistent and
   the others, persistent = severe and the others. While a sum would give a hidden figure away, the next smallest
   figure in it is hidden.

A sum gives nothing away when at least two of its parts are hidden that together make `under` or more and are not
one each, or when both the total and a part are hidden.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from bellwether.core.measures.definitions import SMALL_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bellwether.core.measures.definitions import SmallNumbers

__all__ = ["GroupCounts", "Sum", "Suppressed", "hidden_figures", "suppress", "suppress_distribution"]

Figure = tuple[str, str]
"""A group (or what is left of a group) and the name of a count."""


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """One row of a group table, before suppression.

    parent: the group whose total this row is a part of, None for the whole. axis: what the parent is divided by, such
    as `class`; the parts of one parent along one axis share no pupil, but need not make up the whole.
    pupils: entries of a pupil at a school; the other figures are sessions, and pupils flagged.
    """

    group: str
    parent: str | None
    axis: str
    pupils: int
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    late: int
    unmarked: int
    persistent_pupils: int
    severe_pupils: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Which figures of a group are hidden, by their names in the output contract; none where all may be shown."""

    group: str
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts that make it up; all are figures."""

    total: Figure
    parts: tuple[Figure, ...]


_COUNTS: Final = tuple(each.name for each in fields(GroupCounts) if each.name not in ("group", "parent", "axis"))
_SUMS_IN_A_ROW: Final = (
    ("pupils", ("persistent_pupils", "not persistent")),
    ("pupils", ("severe_pupils", "not severe")),
    ("persistent_pupils", ("severe_pupils", "persistent, not severe")),
    ("possible", ("attended", "absent")),
    ("absent", ("authorised", "unauthorised")),
)
"""The names with spaces, and absent, stand in no table, but anyone can work them out."""
_SHARES: Final = ("persistent_pupils", "not persistent", "severe_pupils", "not severe", "attended", "absent")
"""Nought of one of these is a share of 0 %, or 100 % of its opposite."""
_RATES: Final = ("attendance_rate", "absence_rate")


def suppress(rows: Sequence[GroupCounts], *, limits: SmallNumbers = SMALL_NUMBERS) -> list[Suppressed]:
    """Which figures of each group may not be published, row by row in the order given.

    rows: each group once, with its parent among them. Rates are hidden when a count that they are made of is.
    Raises ValueError where the parts of a group add up to more than the group, or a parent is missing.
    Source: `definitions.toml`, suppression.
    """
    counts = {row.group: _with_opposites({name: int(getattr(row, name)) for name in _COUNTS}) for row in rows}
    if len(counts) != len(rows):
        raise ValueError("a group is given twice")
    parent_of = {row.group: row.parent for row in rows}
    sums = list(_sums_over_parts(rows, counts, parent_of))
    for group in counts:
        sums += [Sum((group, total), tuple((group, part) for part in parts)) for total, parts in _SUMS_IN_A_ROW]
    figures = {(group, name): value for group, row in counts.items() for name, value in row.items()}
    at_once = {figure for figure in figures if _says_the_same_of_everyone(figure, figures, parent_of, limits)}
    hidden = hidden_figures(figures, sums, under=limits.under, at_once=at_once)
    return [Suppressed(row.group, _names_hidden(row.group, hidden)) for row in rows]


def suppress_distribution(counts: Sequence[int], *, under: int = SMALL_NUMBERS.under) -> list[bool]:
    """Which counts of pupils, such as those of the absence bands, may not be published beside their total.

    Source: `definitions.toml`, suppression.
    """
    parts = tuple(("part", str(number)) for number in range(len(counts)))
    figures = dict(zip(parts, map(int, counts), strict=True)) | {("all", "pupils"): int(sum(counts))}
    hidden = hidden_figures(figures, [Sum(("all", "pupils"), parts)], under=under)
    return [part in hidden for part in parts]


def hidden_figures(
    figures: Mapping[Figure, int], sums: Sequence[Sum], *, under: int, at_once: Iterable[Figure] = ()
) -> set[Figure]:
    """The figures to hide: the small ones, those named in `at_once`, and what would give any of them away.

    A hidden number of `pupils` takes its whole row with it.
    """
    veil = _Veil(figures, sums, under)
    for figure in at_once:
        veil.hide(figure)
    for figure, value in figures.items():
        if 0 < value < under:
            veil.hide(figure)
    veil.close()
    return veil.hidden


class _Veil:
    """What is hidden so far, and the sums that have to be looked at because of it."""

    def __init__(self, figures: Mapping[Figure, int], sums: Sequence[Sum], under: int) -> None:
        self.figures, self.under = figures, under
        self.hidden: set[Figure] = set()
        self._row: dict[str, list[Figure]] = defaultdict(list)
        self._sums_with: dict[Figure, list[Sum]] = defaultdict(list)
        for figure in figures:
            self._row[figure[0]].append(figure)
        for each in sums:
            for figure in (each.total, *each.parts):
                self._sums_with[figure].append(each)
        self._waiting: deque[Sum] = deque()

    def hide(self, figure: Figure) -> None:
        for one in self._row[figure[0]] if figure[1] == "pupils" else [figure]:
            if one not in self.hidden:
                self.hidden.add(one)
                # Numbers of pupils go first: a row that they hide may protect all the other sums by itself.
                queue = self._waiting.extendleft if one[1] == "pupils" else self._waiting.extend
                queue(self._sums_with[one])

    def close(self) -> None:
        """Hide until no sum gives anything away. It ends, as each step hides a figure more."""
        while self._waiting:
            each = self._waiting.popleft()
            if not self._is_safe(each):
                self._waiting.appendleft(each)
                self.hide(self._next_to_hide(each))

    def _is_safe(self, each: Sum) -> bool:
        values = [self.figures[part] for part in each.parts if part in self.hidden]
        if each.total in self.hidden:
            return bool(values)
        if not values or not self.figures[each.total]:
            return True  # nothing to protect, or a total of nought that tells all its parts anyway
        return len(values) > 1 and sum(values) >= self.under and max(values) > 1

    def _next_to_hide(self, each: Sum) -> Figure:
        """The smallest figure still shown; noughts last, as who knows the rule knows that they are shown."""
        shown = [figure for figure in (*each.parts, each.total) if figure not in self.hidden]
        return min(shown, key=lambda figure: (self.figures[figure] == 0, self.figures[figure]))


def _with_opposites(row: dict[str, int]) -> dict[str, int]:
    return row | {
        "not persistent": row["pupils"] - row["persistent_pupils"],
        "not severe": row["pupils"] - row["severe_pupils"],
        "persistent, not severe": row["persistent_pupils"] - row["severe_pupils"],
        "absent": row["possible"] - row["attended"],
    }


def _sums_over_parts(
    rows: Sequence[GroupCounts], counts: dict[str, dict[str, int]], parent_of: dict[str, str | None]
) -> Iterator[Sum]:
    """A sum for each count, parent and axis. Whoever is in none of the parts becomes a row of its own."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.parent is not None:
            parts[row.parent, row.axis].append(row.group)
    for (parent, axis), groups in parts.items():
        left = _left_over(parent, groups, counts)
        if any(left.values()):
            rest = f"{parent} with no {axis}"
            counts[rest], parent_of[rest] = _with_opposites(left), parent
            groups.append(rest)
        yield from (Sum((parent, name), tuple((group, name) for group in groups)) for name in _COUNTS)


def _left_over(parent: str, groups: Sequence[str], counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    if parent not in counts:
        raise ValueError(f"{groups[0]} is a part of {parent}, which is not among the groups")
    left = {name: counts[parent][name] - sum(counts[group][name] for group in groups) for name in _COUNTS}
    if min(left.values()) < 0:
        raise ValueError(f"{', '.join(groups)} add up to more than {parent}")
    return left


def _says_the_same_of_everyone(
    figure: Figure,
    figures: Mapping[Figure, int],
    parent_of: Mapping[str, str | None],
    limits: SmallNumbers,
) -> bool:
    group, name = figure
    whole = figures[group, "possible" if name in ("attended", "absent") else "pupils"]
    parent = parent_of[group]
    return (
        name in _SHARES
        and figures[figure] == 0
        and whole > 0
        and figures[group, "pupils"] < limits.small_group
        and (parent is None or figures[parent, name] > 0)
    )


def _names_hidden(group: str, hidden: set[Figure]) -> frozenset[str]:
    names = {name for name in _COUNTS if (group, name) in hidden}
    return frozenset(names | set(_RATES)) if names & {"possible", "attended"} else frozenset(names)
