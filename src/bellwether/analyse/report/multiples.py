"""Small multiples: the weeks of each group on one scale, everybody's line behind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bellwether.analyse.report.words import HIDDEN, NONE, heading_of, label_of, natural_key, percent, short_day
from bellwether.ui.charts import LineScale, Svg, nice_top, small_line

if TYPE_CHECKING:
    from datetime import date

    from bellwether.analyse.report.data import ReportData, WeeklySeries

__all__ = ["MOST_PANELS", "Multiples", "multiples"]

MOST_PANELS: Final = 24
"""Charts in one set; beyond that nobody compares them any more."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart and its caption."""

    label: str
    rate: str
    svg: Svg


@dataclass(frozen=True, slots=True)
class Multiples:
    """Small multiples of one way of grouping. columns, rows: the table behind them, week by week."""

    key: str
    heading: str
    panels: tuple[Panel, ...]
    left_out: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def multiples(data: ReportData) -> tuple[Multiples, ...]:
    """Weekly absence of each group, on one scale, with everybody's line behind."""
    nothing: list[float | None] = [None] * len(data.mondays)
    behind = next((_rates(series) for series in data.weekly if series.axis == "all"), nothing)
    groups = [series for series in data.weekly if series.axis != "all"]
    shown = [rate for series in groups for rate in _rates(series) if rate is not None]
    if not shown or not data.mondays:
        return ()
    top = nice_top([*_without_outliers(shown), *(rate for rate in behind if rate is not None)])
    scale = LineScale(
        points=len(data.mondays), top=top, top_label=f"{100 * top:.0f}%", ticks=_month_ticks(data.mondays)
    )
    sets = groupby(groups, key=lambda series: series.axis)
    return tuple(_multiple(axis, list(members), data, behind, scale) for axis, members in sets)


def _without_outliers(rates: list[float]) -> list[float]:
    """Rates up to the 98th of a hundred: a group of two in a week of one day must not flatten all other lines."""
    ordered = sorted(rates)
    return ordered[: max(1, len(ordered) - len(ordered) // 50)]


def _rates(series: WeeklySeries) -> list[float | None]:
    pairs = zip(series.absent, series.possible, strict=True)
    return [None if absent is None or not possible else absent / possible for absent, possible in pairs]


def _month_ticks(mondays: tuple[date, ...]) -> tuple[tuple[int, str], ...]:
    begins = [week for week, day in enumerate(mondays) if week == 0 or day.month != mondays[week - 1].month]
    if len(begins) > 1 and begins[1] < 2:
        begins = begins[1:]
    names = "JFMAMJJASOND"
    return tuple((week, names[mondays[week].month - 1]) for week in begins)


def _multiple(
    axis: str, members: list[WeeklySeries], data: ReportData, behind: list[float | None], scale: LineScale
) -> Multiples:
    ordered = sorted(members, key=lambda series: natural_key(axis, series.value))
    panels = [_panel(series, behind, scale) for series in ordered[:MOST_PANELS]]
    shown = ordered[:MOST_PANELS]
    rows = [
        (short_day(monday), tuple(_week_cell(series, week) for series in shown))
        for week, monday in enumerate(data.mondays)
    ]
    return Multiples(
        key=axis.replace("_", "-"),
        heading=heading_of(axis),
        panels=tuple(panels),
        left_out=len(ordered) - len(shown),
        columns=tuple(label_of(axis, series.value) for series in shown),
        rows=tuple(rows),
    )


def _week_cell(series: WeeklySeries, week: int) -> str:
    possible = series.possible[week]
    return NONE if possible == 0 else percent(series.absent[week], possible)


def _panel(series: WeeklySeries, behind: list[float | None], scale: LineScale) -> Panel:
    rates = _rates(series)
    known = [rate for rate in rates if rate is not None]
    pairs = [(a, p) for a, p in zip(series.absent, series.possible, strict=True) if a is not None and p is not None]
    label = label_of(series.axis, series.value)
    hidden = any(absent is None for absent in series.absent)
    rate = HIDDEN if hidden else percent(sum(absent for absent, _ in pairs), sum(possible for _, possible in pairs))
    desc = (
        f"Share of possible sessions missed in each of {len(known)} weeks: "
        f"from {100 * min(known):.1f}% to {100 * max(known):.1f}%."
        if known
        else "Nothing to show."
    )
    title = f"{label}: absence week by week"
    svg = small_line(rates, behind=behind, scale=scale, title=title, desc=desc)
    return Panel(label=label, rate=rate, svg=svg)
