"""Bars that stand in a table's cell beside their number. They repeat it, and so are hidden from screen readers."""

from __future__ import annotations

from bellwether.ui.charts.svg import Svg, figure_number, quiet_picture

__all__ = ["bar", "nice_top"]

_TOPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


def nice_top(values: list[float]) -> float:
    """The round number at which a common scale for ratios ends: at or above every value."""
    highest = max(values, default=0.0)
    return next((top for top in _TOPS if top >= highest), 1.0)


def bar(value: float | None, *, top: float, reference: float | None = None, strong: bool = False) -> Svg:
    """A bar from 0 to `top`, with a mark where the reference lies. Nothing is drawn for a value of None.

    strong: the darker tone, for what a reader should see first.
    """
    shapes = []
    if value is not None:
        width = figure_number(min(max(value / top, 0.0), 1.0) * 200)
        shapes.append(f'<rect class="{"bar-strong" if strong else "bar-plain"}" y="3" width="{width}" height="10"/>')
    if reference is not None:
        x = figure_number(min(max(reference / top, 0.0), 1.0) * 198)
        shapes.append(f'<rect class="bar-reference" x="{x}" y="0" width="2" height="16"/>')
    return quiet_picture("".join(shapes), size=(200, 16), name="bar", stretch=True)
