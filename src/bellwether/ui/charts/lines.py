"""Small line charts that are read side by side: one scale for all, the common line behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.ui.charts.svg import Svg, figure_number, picture

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LineScale", "small_line"]

_WIDTH: Final = 220
_HEIGHT: Final = 92
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 4, 8, 18


@dataclass(frozen=True, slots=True)
class LineScale:
    """What the charts of one set share. points: how many across; top: where the scale ends; ticks: place and name."""

    points: int
    top: float
    top_label: str
    ticks: tuple[tuple[int, str], ...]

    def x(self, point: int) -> float:
        """Across: the middle when there is one point alone."""
        room = _WIDTH - _LEFT - _RIGHT
        return _LEFT + (room * point / (self.points - 1) if self.points > 1 else room / 2)

    def y(self, value: float) -> float:
        """Down from the top."""
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - min(value / self.top, 1.0))


def small_line(
    values: Sequence[float | None], *, behind: Sequence[float | None], scale: LineScale, title: str, desc: str
) -> Svg:
    """One chart. A value of None breaks the line; a value that stands alone is a dot. behind: the common line."""
    body = (
        _frame(scale)
        + f'<path class="line-behind" d="{_path(behind, scale)}"/>'
        + f'<path class="line-front" d="{_path(values, scale)}"/>'
    )
    return picture(body, size=(_WIDTH, _HEIGHT), title=title, desc=desc, name="line")


def _frame(scale: LineScale) -> str:
    floor, ceiling, right = _HEIGHT - _BOTTOM, _TOP, _WIDTH - _RIGHT
    names = "".join(
        f'<text x="{figure_number(scale.x(point))}" y="{_HEIGHT - 5}">{name}</text>' for point, name in scale.ticks
    )
    return (
        f'<path class="grid" d="M{_LEFT} {ceiling}H{right}M{_LEFT} {(floor + ceiling) // 2}H{right}"/>'
        f'<path class="floor" d="M{_LEFT} {floor}H{right}"/>'
        f'<text class="scale" x="{_LEFT - 4}" y="{ceiling + 4}">{scale.top_label}</text>'
        f'<text class="scale" x="{_LEFT - 4}" y="{floor + 4}">0</text>{names}'
    )


def _path(values: Sequence[float | None], scale: LineScale) -> str:
    """Strokes between neighbours that are both known; a stroke of no length makes a dot with round ends."""
    steps: list[str] = []
    for point, value in enumerate(values):
        if value is None:
            continue
        place = f"{figure_number(scale.x(point))} {figure_number(scale.y(value))}"
        joined = point > 0 and values[point - 1] is not None
        alone = not joined and (point + 1 == len(values) or values[point + 1] is None)
        steps.append(f"L{place}" if joined else f"M{place}h0" if alone else f"M{place}")
    return "".join(steps)
