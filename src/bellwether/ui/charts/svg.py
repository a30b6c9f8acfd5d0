"""The few things every picture shares: escaped text, short numbers, and the frame that says what it shows."""

from __future__ import annotations

from html import escape
from typing import NewType

__all__ = ["Svg", "figure_number", "picture", "quiet_picture"]


Svg = NewType("Svg", str)
"""A finished drawing: markup that is safe to put on a page as it stands, every text in it escaped."""


def figure_number(value: float) -> str:
    """A coordinate as short as it can be at a tenth of a unit: `12`, `3.5`."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def picture(body: str, *, size: tuple[float, float], title: str, desc: str, name: str) -> Svg:
    """A drawing that stands for itself: an image with a title and a description for those who do not see it.

    body: SVG elements, already escaped. size: width and height, units that are CSS pixels where there is room.
    title, desc: plain text. name: CSS class.
    """
    width, height = figure_number(size[0]), figure_number(size[1])
    return Svg(
        f'<svg class="{name}" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>{body}</svg>"
    )


def quiet_picture(body: str, *, size: tuple[float, float], name: str, stretch: bool = False) -> Svg:
    """A drawing that repeats what the text beside it says, and so is hidden from screen readers.

    stretch: fill the width of whatever holds it, without keeping the proportions (for bars alone).
    """
    width, height = figure_number(size[0]), figure_number(size[1])
    shape = 'preserveAspectRatio="none"' if stretch else f'width="{width}" height="{height}"'
    return Svg(
        f'<svg class="{name}" aria-hidden="true" focusable="false" viewBox="0 0 {width} {height}" {shape}>{body}</svg>'
    )
