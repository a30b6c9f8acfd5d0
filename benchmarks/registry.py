"""Every bar: a group, a name, a target and the function that measures it. A later issue adds a module of its own."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.measuring import Direction, Rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workshop import Workshop

__all__ = ["GROUPS", "Bar", "all_bars", "bar"]

GROUPS = {
    "figures": ("benchmarks.figures.passes", "benchmarks.figures.stores", "benchmarks.figures.processes"),
    "school-day": (
        "benchmarks.school_day.at_the_server",
        "benchmarks.school_day.rush",
        "benchmarks.school_day.registers_a_second",
    ),
    "faults": ("benchmarks.faults.kills",),
}
"""The modules whose bars make up each group, in the order in which they run."""


@dataclass(frozen=True)
class Bar:
    """One thing measured. target: what it must reach, None where it is only reported; aim: what we would like."""

    group: str
    name: str
    unit: str
    direction: Direction
    target: float | None
    aim: float | None
    measure: Callable[[Workshop], Rounds]

    @property
    def wanted(self) -> str:
        """The target in words."""
        parts = [] if self.target is None else [f"{self.direction} {self.target:g} {self.unit}"]
        if self.aim is not None:
            parts.append(f"aim {self.aim:g}")
        return ", ".join(parts) or "reported"


_BARS: list[Bar] = []


def bar(
    group: str,
    name: str,
    *,
    unit: str,
    at_least: float | None = None,
    at_most: float | None = None,
    aim: float | None = None,
) -> Callable[[Callable[[Workshop], Rounds]], Callable[[Workshop], Rounds]]:
    """Register the function below as the measure of a bar. Raises ValueError on two targets or a name given twice."""
    if at_least is not None and at_most is not None:
        raise ValueError(f"{name}: both at_least and at_most")
    if any((known.group, known.name) == (group, name) for known in _BARS):
        raise ValueError(f"{group}: {name} is there already")

    def register(measure: Callable[[Workshop], Rounds]) -> Callable[[Workshop], Rounds]:
        direction = Direction.AT_LEAST if at_most is None else Direction.AT_MOST
        target = at_least if at_most is None else at_most
        _BARS.append(Bar(group, name, unit, direction, target, aim, measure))
        return measure

    return register


def all_bars() -> tuple[Bar, ...]:
    """Every bar of every group, in order of running."""
    for modules in GROUPS.values():
        for module in modules:
            import_module(module)
    return tuple(_BARS)
