"""Absence over time, and which of it a copy for publication hides: days, weekdays and weeks are sums of each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.groups import CHARACTERISTICS, axis_values, small_numbers
from bellwether.core.calendar import SESSIONS_A_WEEK
from bellwether.core.measures.suppress import Sum, hidden_figures
from bellwether.core.register import Groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bellwether.analyse.analysis import Analysis
    from bellwether.core.measures.suppress import Figure

__all__ = ["GroupWeeks", "Times"]

_SESSIONS_A_DAY = 2


@dataclass(frozen=True, slots=True)
class GroupWeeks:
    """One group's sessions in each open week, shape (weeks,)."""

    axis: str
    value: str
    possible: NDArray[np.int64]
    absent: NDArray[np.int64]


@dataclass(frozen=True)
class Times:
    """Sessions of everybody over the counted year. publish: whether small numbers are to be hidden."""

    analysis: Analysis
    publish: bool

    @cached_property
    def columns(self) -> list[int]:
        """The open columns of the counted year, up to the as-of date."""
        return [int(column) for column in self.analysis.open_columns]

    @cached_property
    def possible(self) -> list[int]:
        """Possible sessions of everybody in each of `columns`."""
        return [int(count) for count in self.analysis.measured.sessions.possible.sum(axis=0)[self.columns]]

    @cached_property
    def absent(self) -> list[int]:
        """Absent sessions of everybody in each of `columns`."""
        return [int(count) for count in self.analysis.measured.sessions.absent.sum(axis=0)[self.columns]]

    @cached_property
    def weeks(self) -> list[int]:
        """The weeks of the year, 0 to 52, in which any school was open."""
        return sorted({column // SESSIONS_A_WEEK for column in self.columns})

    @cached_property
    def groups(self) -> list[GroupWeeks]:
        """Everybody first, then each group of each characteristic, week by week."""
        possible, absent = (
            counts[:, self.weeks] for counts in self.analysis.register.weekly(as_of=self.analysis.as_of)
        )
        axes = {"all": Groups(("",), np.zeros(len(self.analysis), np.int32))}
        axes |= {axis: Groups.by(axis_values(self.analysis, axis)) for axis in CHARACTERISTICS}
        found = []
        for axis, groups in axes.items():
            totals = zip(groups.labels, groups.total(possible), groups.total(absent), strict=True)
            found += [GroupWeeks(axis, label, *counts) for label, *counts in totals]
        return found

    def is_hidden_day(self, ix: int) -> bool:
        """Whether the session `columns[ix]` is hidden."""
        return _day(self.columns[ix]) in self._hidden

    def is_hidden_weekday(self, weekday: int, session: int) -> bool:
        """Whether the sum of all mornings (or afternoons) of a weekday is hidden."""
        return _weekday(weekday, session) in self._hidden

    def is_hidden_week(self, group: GroupWeeks, week: int) -> bool:
        """Whether a group's sum of a week (of `weeks`) is hidden."""
        return _week(group.axis, group.value, week) in self._hidden

    @cached_property
    def _hidden(self) -> set[Figure]:
        """Small figures, and what would give them away, over all sums that days and weeks and groups make."""
        if not self.publish:
            return set()
        figures: dict[Figure, int] = {}
        sums = [*self._sums_of_days(figures), *self._sums_of_groups(figures)]
        under = small_numbers(self.analysis).under
        few_attended = {
            _day(column)
            for column, possible, absent in zip(self.columns, self.possible, self.absent, strict=True)
            if 0 < possible - absent < under
        }
        return hidden_figures(figures, sums, under=under, at_once=few_attended)

    def _sums_of_days(self, figures: dict[Figure, int]) -> Iterator[Sum]:
        """Days make weekdays, weeks and the whole."""
        parts: dict[Figure, list[Figure]] = {}
        for column, absent in zip(self.columns, self.absent, strict=True):
            figures[_day(column)] = absent
            weekday = _weekday(column % SESSIONS_A_WEEK // _SESSIONS_A_DAY, column % _SESSIONS_A_DAY)
            for total in (weekday, _week("all", "", column // SESSIONS_A_WEEK), _whole("all", "")):
                parts.setdefault(total, []).append(_day(column))
        for total, days in parts.items():
            figures[total] = sum(figures[day] for day in days)
            yield Sum(total, tuple(days))

    def _sums_of_groups(self, figures: dict[Figure, int]) -> Iterator[Sum]:
        """A group's weeks make its whole; the groups of an axis, with whoever is in none, make everybody's week."""
        of_axis: dict[tuple[str, int], list[Figure]] = {}
        for group in self.groups:
            if group.axis == "all":
                continue
            weeks = [_week(group.axis, group.value, week) for week in self.weeks]
            figures.update(zip(weeks, group.absent.tolist(), strict=True))
            figures[_whole(group.axis, group.value)] = int(group.absent.sum())
            yield Sum(_whole(group.axis, group.value), tuple(weeks))
            for week, figure in zip(self.weeks, weeks, strict=True):
                of_axis.setdefault((group.axis, week), []).append(figure)
        for (axis, week), groups in of_axis.items():
            total = _week("all", "", week)
            if rest := figures[total] - sum(figures[figure] for figure in groups):
                figures[_week(axis, "in none", week)] = rest
                groups.append(_week(axis, "in none", week))
            yield Sum(total, tuple(groups))


def _day(column: int) -> Figure:
    return (f"session {column}", "absent")


def _weekday(weekday: int, session: int) -> Figure:
    return (f"weekday {weekday}, session {session}", "absent")


def _week(axis: str, value: str, week: int) -> Figure:
    return (f"{axis}={value}, week {week}", "absent")


def _whole(axis: str, value: str) -> Figure:
    return (f"{axis}={value}", "absent")
