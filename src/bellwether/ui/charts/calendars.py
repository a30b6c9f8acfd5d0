"""Heat calendars: weeks across, weekdays down, each day in two halves; the darker, the higher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.ui.charts.svg import Svg, picture, quiet_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bellwether.ui.charts.weeks import WeekPart

__all__ = ["TONES", "HeatCell", "heat_calendar", "tone_of", "tone_sample", "tone_steps"]

TONES: Final = 6
"""How many tones there are; CSS classes `t0` (lightest) to `t5`."""

_CELL, _GAP, _HALF, _LEFT, _TOP = 18, 2, 8, 16, 16
_DAY_LETTERS = ("M", "T", "W", "T", "F", "S", "S")
_STEPS = (0.0025, 0.005, 0.01, 0.02, 0.025, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One half of a day and its value, a ratio."""

    day: date
    half: int
    value: float


def tone_steps(values: Sequence[float]) -> tuple[float, ...]:
    """The limits between the tones: round numbers that spread most of the values over all tones.

    Returns TONES - 1 rising limits; a value at or above a limit takes the darker tone. The outermost twentieths of
    the values may share a tone, so that one bad day does not wash out the rest.
    """
    ordered = sorted(values)
    if not ordered:
        return tuple(_STEPS[2] * step for step in range(1, TONES))
    low, high = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    step = next((step for step in _STEPS if low // step * step + step * TONES >= high), _STEPS[-1])
    first = max(low // step, 0)
    return tuple(round((first + number) * step, 6) for number in range(1, TONES))


def tone_of(value: float, steps: Sequence[float]) -> int:
    """Which tone a value takes."""
    return sum(value >= limit for limit in steps)


def tone_sample(tone: int) -> Svg:
    """A small square of a tone for the legend."""
    return quiet_picture(f'<path class="t{tone}" d="M0 0h18v12h-18z"/>', size=(18, 12), name="tone-sample")


def heat_calendar(
    cells: Iterable[HeatCell], part: WeekPart, *, days_a_week: int, steps: Sequence[float], title: str, desc: str
) -> Svg:
    """One part of the year. Cells outside the part are passed over; a day without a cell stays blank."""
    shapes: list[list[str]] = [[] for _ in range(TONES)]
    for cell in cells:
        week, weekday = divmod((cell.day - part.monday).days, 7)
        if 0 <= week < part.weeks and weekday < days_a_week:
            x = _LEFT + week * (_CELL + _GAP)
            y = _TOP + weekday * (2 * _HALF + 4) + cell.half * (_HALF + 1)
            shapes[tone_of(cell.value, steps)].append(f"M{x} {y}h{_CELL}v{_HALF}h-{_CELL}z")
    body = "".join(f'<path class="t{tone}" d="{"".join(shape)}"/>' for tone, shape in enumerate(shapes) if shape)
    size = (_LEFT + part.weeks * (_CELL + _GAP), _TOP + days_a_week * (2 * _HALF + 4))
    return picture(_labels(part, days_a_week) + body, size=size, title=title, desc=desc, name="heat")


def _labels(part: WeekPart, days_a_week: int) -> str:
    months = "".join(f'<text x="{_LEFT + week * (_CELL + _GAP)}" y="10">{name}</text>' for week, name in part.months())
    days = "".join(
        f'<text x="0" y="{_TOP + day * (2 * _HALF + 4) + 12}">{_DAY_LETTERS[day]}</text>' for day in range(days_a_week)
    )
    return months + days
