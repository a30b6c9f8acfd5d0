"""Charts as SVG text: pure functions, no page, no framework, no words of any field.

Colours, strokes and fonts are CSS classes of `charts.css` (`chart_styles`), never attributes, so that a page with a
strict content security policy can hold them.
"""

from functools import lru_cache
from importlib.resources import files

from bellwether.ui.charts.bars import bar, nice_top
from bellwether.ui.charts.calendars import TONES, HeatCell, heat_calendar, tone_of, tone_sample, tone_steps
from bellwether.ui.charts.lines import LineScale, small_line
from bellwether.ui.charts.strips import StripState, strip_axes, strip_key, strips
from bellwether.ui.charts.svg import Svg
from bellwether.ui.charts.weeks import WeekPart, split_weeks

__all__ = [
    "TONES",
    "HeatCell",
    "LineScale",
    "StripState",
    "Svg",
    "WeekPart",
    "bar",
    "chart_styles",
    "heat_calendar",
    "nice_top",
    "small_line",
    "split_weeks",
    "strip_axes",
    "strip_key",
    "strips",
    "tone_of",
    "tone_sample",
    "tone_steps",
]


@lru_cache(maxsize=1)
def chart_styles() -> str:
    """The style sheet of the charts."""
    return (files("bellwether.ui.charts") / "charts.css").read_text(encoding="utf-8")
