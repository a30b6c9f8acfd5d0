"""Strips: a row of days, each in two halves, mirrored about a line. What happened shows as height and tone.

The upper half of a day is its first half, the lower its second. Neighbours in the same state become one stroke, so
that a year takes a few hundred bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.ui.charts.svg import Svg, figure_number, quiet_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bellwether.ui.charts.weeks import WeekPart

__all__ = ["StripState", "strip_axes", "strip_key", "strips"]

_DAY: Final = 4
_GAP: Final = 2
_AXIS: Final = 12
_HEIGHT: Final = 36
_AXIS_NAME: Final = "strip-axis"


@dataclass(frozen=True, slots=True)
class StripState:
    """How one state is drawn: a stroke of the CSS class `name`, its middle so far from the line.

    The stroke's width, tone and dashes stand in the style sheet. A state drawn as nothing has offset 0.
    """

    name: str
    offset: int


def _left_edges(part: WeekPart, days_a_week: int) -> NDArray[np.int64]:
    days = np.arange(part.weeks * days_a_week)
    return days // days_a_week * (days_a_week * _DAY + _GAP) + days % days_a_week * _DAY


def _width(part: WeekPart, days_a_week: int) -> int:
    return part.weeks * (days_a_week * _DAY + _GAP) - _GAP


def strip_axes(parts: Sequence[WeekPart], *, days_a_week: int) -> Svg:
    """The months below the strips, drawn once; each strip only points at them. Stands once on the page."""
    week = days_a_week * _DAY + _GAP
    axes = []
    for number, part in enumerate(parts):
        ticks = "".join(f"M{index * week} 24v4" for index, _ in part.months())
        names = "".join(
            f'<text class="strip-month" x="{index * week + 2}" y="34">{name}</text>' for index, name in part.months()
        )
        axes.append(f'<g id="{_AXIS_NAME}-{number}"><path class="strip-tick" d="{ticks}"/>{names}</g>')
    return Svg(f'<svg class="strip-axes" aria-hidden="true" width="0" height="0"><defs>{"".join(axes)}</defs></svg>')


def strips(
    states: NDArray[np.uint8], parts: Sequence[WeekPart], *, days_a_week: int, drawn: Sequence[StripState]
) -> list[Svg]:
    """One strip a row: the SVG of all its parts, in order.

    states: shape (rows, weeks x days_a_week, 2), indices into `drawn`. parts: the same weeks. `strip_axes` of the same
    parts must stand on the page. The caller says in words what a strip shows.
    """
    pieces: list[list[str]] = [[] for _ in range(len(states))]
    for number, part in enumerate(parts):
        first = part.first_week * days_a_week
        cut = states[:, first : first + part.weeks * days_a_week, :]
        edges = _left_edges(part, days_a_week)
        for row, paths in enumerate(_paths(cut, edges, drawn)):
            body = f'<use href="#{_AXIS_NAME}-{number}"/>{paths}'
            pieces[row].append(quiet_picture(body, size=(_width(part, days_a_week), _HEIGHT), name="strip"))
    return [Svg("".join(row)) for row in pieces]


def _paths(cut: NDArray[np.uint8], edges: NDArray[np.int64], drawn: Sequence[StripState]) -> list[str]:
    """The strokes of every row, one path a state."""
    rows = len(cut)
    strokes: list[list[list[str]]] = [[[] for _ in drawn] for _ in range(rows)]
    for half, side in ((0, -1), (1, 1)):
        heights = [_AXIS + side * state.offset for state in drawn]
        visible = [state.offset != 0 for state in drawn]
        row_of, state_of, left, width = _runs(cut[:, :, half], edges)
        for row, state, x, w in zip(row_of, state_of, left, width, strict=True):
            if visible[state]:
                strokes[row][state].append(f"M{x} {heights[state]}h{w}")
    return [
        "".join(f'<path class="{drawn[state].name}" d="{"".join(path)}"/>' for state, path in enumerate(row) if path)
        for row in strokes
    ]


def _runs(cells: NDArray[np.uint8], edges: NDArray[np.int64]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Runs of equal neighbours, row by row: the row, the state, the left edge and the width of each."""
    starts_here = np.ones(cells.shape, dtype=np.bool_)
    starts_here[:, 1:] = cells[:, 1:] != cells[:, :-1]
    starts = np.flatnonzero(starts_here)
    ends = np.append(starts[1:], cells.size) - 1
    days = cells.shape[1]
    left = edges[starts % days]
    width = edges[ends % days] + _DAY - left
    return (starts // days).tolist(), cells.reshape(-1)[starts].tolist(), left.tolist(), width.tolist()


def strip_key(state: StripState) -> Svg:
    """A small sample of a state for the legend: two days, both halves."""
    body = ""
    if state.offset:
        strokes = "".join(f"M2 {figure_number(_AXIS + side * state.offset)}h{2 * _DAY + 2}" for side in (-1, 1))
        body = f'<path class="{state.name}" d="{strokes}"/>'
    return quiet_picture(f'<path class="edge" d="M0 {_AXIS}h14"/>{body}', size=(14, 24), name="strip-sample")
