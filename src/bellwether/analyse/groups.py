"""Group tables: the same counts over everybody, each school, each class and each characteristic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.analyse.figures import CODE_NAMES, COUNT_NAMES
from bellwether.core.measures import SMALL_NUMBERS, GroupCounts, SmallNumbers, suppress
from bellwether.core.register import Groups

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bellwether.analyse.analysis import Analysis
    from bellwether.exchange.formats.model import PupilDetails

__all__ = ["CHARACTERISTICS", "GroupFigures", "axis_values", "group_figures", "small_numbers"]


def _yes_no(value: bool | None) -> str | None:  # noqa: FBT001
    return None if value is None else "yes" if value else "no"


CHARACTERISTICS: Final[dict[str, Callable[[PupilDetails], str | None]]] = {
    "year_group": lambda each: each.year_group,
    "sex": lambda each: each.sex,
    "fsm": lambda each: _yes_no(each.fsm),
    "sen": lambda each: each.sen,
    "ehcp": lambda each: _yes_no(each.ehcp),
    "looked_after": lambda each: _yes_no(each.looked_after),
    "social_worker": lambda each: _yes_no(each.social_worker),
    "eal": lambda each: _yes_no(each.eal),
    "ethnicity": lambda each: each.ethnicity,
}


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group. counts: by COUNT_NAMES, None where hidden. codes: None where hidden.

    axis, value: `all` and empty; `school` and its name; `class` and its name (school: where it is); a characteristic
    and its value.
    """

    group: str
    axis: str
    value: str
    school: str | None
    pupils: int | None
    counts: dict[str, int | None]
    codes: dict[str, int] | None
    persistent_pupils: int | None
    severe_pupils: int | None
    hidden: frozenset[str] = frozenset()

    @property
    def suppressed(self) -> bool:
        """Whether any figure is hidden."""
        return bool(self.hidden)

    def rate(self, name: str) -> float | None:
        """`attended` or `absent` sessions over the possible ones; None where nothing was possible, or hidden."""
        possible, attended = self.counts["possible"], self.counts["attended"]
        if not possible or attended is None:
            return None
        return (attended if name == "attended" else possible - attended) / possible


def axis_values(analysis: Analysis, axis: str) -> list[str | None]:
    """The value of each entry along a characteristic, None where it is not known."""
    read = CHARACTERISTICS[axis]
    return [None if each is None else read(each) for each in analysis.enrolments.details]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Groups along one axis, with what each is called and the group it is a part of."""

    name: str
    groups: Groups
    titles: tuple[str, ...]
    values: tuple[str, ...]
    schools: tuple[str | None, ...]
    parents: tuple[str | None, ...]


def _simple_axis(name: str, values: list[str | None]) -> _Axis:
    groups = Groups.by(values)
    titles = tuple(f"{name}={label}" for label in groups.labels)
    count = len(groups)
    return _Axis(name, groups, titles, groups.labels, (None,) * count, ("all",) * count)


def _class_axis(analysis: Analysis) -> _Axis:
    """Classes within their school, as two schools may both have a 7B."""
    enrolments = analysis.enrolments
    pairs = [
        (school or "", details.class_name) if details and details.class_name else None
        for school, details in zip(enrolments.school, enrolments.details, strict=True)
    ]
    known = sorted({pair for pair in pairs if pair is not None})
    position = {pair: ix for ix, pair in enumerate(known)}
    of_row = np.array([-1 if pair is None else position[pair] for pair in pairs], dtype=np.int32)
    titles = tuple(f"school={school}/class={name}" if school else f"class={name}" for school, name in known)
    return _Axis(
        name="class",
        groups=Groups(titles, of_row),
        titles=titles,
        values=tuple(name for _, name in known),
        schools=tuple(school or None for school, _ in known),
        parents=tuple(f"school={school}" if school else "all" for school, _ in known),
    )


def _axes(analysis: Analysis) -> list[_Axis]:
    size = len(analysis)
    everybody = _Axis("all", Groups(("all",), np.zeros(size, np.int32)), ("all",), ("",), (None,), (None,))
    axes = [everybody, _simple_axis("school", list(analysis.enrolments.school)), _class_axis(analysis)]
    axes += [_simple_axis(name, axis_values(analysis, name)) for name in CHARACTERISTICS]
    return [axis for axis in axes if len(axis.groups)]


def _figures_along(axis: _Axis, analysis: Analysis, counts: NDArray[np.int64]) -> list[GroupFigures]:
    figures = analysis.figures
    totals = axis.groups.total(counts).tolist()
    codes = axis.groups.total(figures.codes)
    flags = axis.groups.total(np.stack([figures.persistent, figures.severe], axis=1)).tolist()
    return [
        GroupFigures(
            group=axis.titles[ix],
            axis=axis.name,
            value=axis.values[ix],
            school=axis.schools[ix],
            pupils=int(size),
            counts=dict(zip(COUNT_NAMES, totals[ix], strict=True)),
            codes={CODE_NAMES[code]: int(codes[ix, code]) for code in np.flatnonzero(codes[ix]).tolist()},
            persistent_pupils=flags[ix][0],
            severe_pupils=flags[ix][1],
        )
        for ix, size in enumerate(axis.groups.sizes())
    ]


def group_figures(analysis: Analysis, *, publish: bool = False) -> list[GroupFigures]:
    """All groups, everybody first. publish: small numbers, and whatever would give them away, are hidden."""
    counts = analysis.figures.counts()
    axes = _axes(analysis)
    by_axis = [_figures_along(axis, analysis, counts) for axis in axes]
    rows = [row for of_axis in by_axis for row in of_axis]
    if not publish:
        return rows
    parents = {title: parent for axis in axes for title, parent in zip(axis.titles, axis.parents, strict=True)}
    verdicts = suppress([_to_judge(row, parents[row.group]) for row in rows], limits=small_numbers(analysis))
    return [_hide(row, verdict.hidden) for row, verdict in zip(rows, verdicts, strict=True)]


def small_numbers(analysis: Analysis) -> SmallNumbers:
    """Which numbers are small: the measure's own limits, with the count that the chosen policy sets."""
    return replace(SMALL_NUMBERS, under=analysis.thresholds.suppress_below)


def _to_judge(row: GroupFigures, parent: str | None) -> GroupCounts:
    counts = {name: value or 0 for name, value in row.counts.items()}
    return GroupCounts(
        group=row.group,
        parent=parent,
        axis=row.axis,
        pupils=row.pupils or 0,
        persistent_pupils=row.persistent_pupils or 0,
        severe_pupils=row.severe_pupils or 0,
        **counts,
    )


def _hide(row: GroupFigures, hidden: frozenset[str]) -> GroupFigures:
    """The row with its hidden figures gone. Counts by code go from every row: they are too many small numbers."""
    return GroupFigures(
        group=row.group,
        axis=row.axis,
        value=row.value,
        school=row.school,
        pupils=None if "pupils" in hidden else row.pupils,
        counts={name: None if name in hidden else value for name, value in row.counts.items()},
        codes=None,
        persistent_pupils=None if "persistent_pupils" in hidden else row.persistent_pupils,
        severe_pupils=None if "severe_pupils" in hidden else row.severe_pupils,
        hidden=hidden,
    )
