"""The tables: groups, what to know about the data, definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.analyse.report.words import HIDDEN, NONE, count, heading_of, label_of, natural_key, percent
from bellwether.ui.charts import Svg, bar, nice_top

if TYPE_CHECKING:
    from bellwether.analyse.report.data import GroupRow, ReportData

__all__ = ["GroupTable", "WarningTable", "group_tables", "warning_table"]

MOST_ROWS: Final = 60
"""Rows of one group table; the rest are counted and stand in the CSV and XLSX outputs."""

_LAST_AXES: Final = ("school", "class")


@dataclass(frozen=True, slots=True)
class GroupCells:
    """One group in words. hidden: a number of it is not shown."""

    label: str
    pupils: str
    possible: str
    missed: str
    rate: str
    bar: Svg
    persistent: str
    severe: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The groups of one kind. note: how the rows were chosen, where not all are shown."""

    key: str
    heading: str
    rows: tuple[GroupCells, ...]
    note: str | None
    any_hidden: bool


def group_tables(data: ReportData) -> tuple[GroupTable, ...]:
    """A table for each way of grouping, year groups and characteristics before schools and classes."""
    rows = [row for row in data.groups if row.axis != "all"]
    axes = list(dict.fromkeys(row.axis for row in rows))
    axes.sort(key=lambda axis: _LAST_AXES.index(axis) + 1 if axis in _LAST_AXES else 0)
    rates = [rate for row in rows if (rate := _rate(row)) is not None]
    tables = []
    for axis in axes:
        members = [row for row in rows if row.axis == axis]
        tables.append(_table(axis, members, data, top=nice_top(sorted(rates)[: len(rates) - len(rates) // 50])))
    return tuple(tables)


def _rate(row: GroupRow) -> float | None:
    if row.absent is None or not row.possible:
        return None
    return row.absent / row.possible


def _table(axis: str, members: list[GroupRow], data: ReportData, *, top: float) -> GroupTable:
    members = sorted(members, key=lambda row: (natural_key("school", row.school or ""), natural_key(axis, row.value)))
    note = None
    if len(members) > MOST_ROWS:
        left = len(members) - MOST_ROWS
        members = sorted(members, key=lambda row: -(_rate(row) or 0.0))[:MOST_ROWS]
        note = f"The {MOST_ROWS} with the highest absence rate; {count(left)} more are in the CSV and XLSX outputs."
    return GroupTable(
        key=axis.replace("_", "-"),
        heading=heading_of(axis),
        rows=tuple(_cells(row, top=top, several_schools=len(data.schools) > 1) for row in members),
        note=note,
        any_hidden=any(row.suppressed for row in members),
    )


def _cells(row: GroupRow, *, top: float, several_schools: bool) -> GroupCells:
    label = label_of(row.axis, row.value)
    counted = row.pupils if row.pupils_counted is None else row.pupils_counted
    return GroupCells(
        label=f"{label}, {row.school}" if row.school and several_schools else label,
        pupils=_count(row.pupils),
        possible=_count(row.possible),
        missed=_count(row.absent),
        rate=percent(row.absent, row.possible),
        bar=bar(_rate(row), top=top),
        persistent=_share(row.persistent, counted),
        severe=_share(row.severe, counted),
        hidden=row.suppressed,
    )


def _count(number: int | None) -> str:
    return HIDDEN if number is None else count(number)


def _share(number: int | None, counted: int | None) -> str:
    if number is None or counted is None:
        return HIDDEN
    return f"{count(number)} ({percent(number, counted)})" if counted else NONE


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One warning that is shown in full."""

    where: str
    pupil: str
    found: str
    text: str


@dataclass(frozen=True, slots=True)
class WarningTable:
    """What to know about the data: how many of each kind, and the first of them in full."""

    kinds: tuple[tuple[str, str], ...]
    lines: tuple[WarningLine, ...]
    total: int


def warning_table(data: ReportData) -> WarningTable:
    """The warnings. Of a published copy only the kinds are shown: the lines name pupils."""
    kinds = tuple((kind.value.replace("-", " ").capitalize(), count(number)) for kind, number in data.warning_counts)
    lines = () if data.published else data.warnings
    return WarningTable(
        kinds=kinds,
        lines=tuple(
            WarningLine(
                where=_where(problem.file, problem.row, problem.column),
                pupil=problem.pupil or NONE,
                found=problem.found or NONE,
                text=problem.text,
            )
            for problem in lines
        ),
        total=max(sum(number for _, number in data.warning_counts), len(data.warnings)),
    )


def _where(file: str | None, row: int | None, column: str | None) -> str:
    parts = [file or "", f"line {count(row)}" if row is not None else "", f"column {column}" if column else ""]
    return ", ".join(part for part in parts if part) or NONE
