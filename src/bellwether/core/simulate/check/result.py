"""One check: what was wanted, what was found, whether it holds."""

from __future__ import annotations

from dataclasses import dataclass

from bellwether.core.simulate.check.targets import RANGES

__all__ = ["Check", "near", "within"]


@dataclass(frozen=True)
class Check:
    """number: as in the list of acceptance checks. target, value: as people read them."""

    number: int
    name: str
    target: str
    value: str
    holds: bool


def near(number: int, name: str, target: float, value: float, *, tolerance: float) -> Check:
    """A value within so much of its target. NaN never holds."""
    return Check(number, name, f"{target:.2f} ± {tolerance:g}", f"{value:.2f}", abs(value - target) <= tolerance)


def within(number: int, name: str, limits: str, value: float) -> Check:
    """A value inside a named range, both ends included. NaN never holds."""
    low, high = RANGES[limits]
    return Check(number, name, f"{low:g} to {high:g}", f"{value:.3g}", low <= value <= high)
