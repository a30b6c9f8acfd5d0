"""How this room says figures: days first, the percentage after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from bellwether.registers.selectors.figures import DayFigures, Missed

__all__ = ["attended_percent", "out_of", "percent_of", "share_words"]


def percent_of(part: int, whole: int) -> str:
    """A share with one decimal, cut and not rounded up, so that nothing short of everything reads as 100 %."""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10} %"


def attended_percent(figures: DayFigures) -> str:
    """The share of today's marked sessions that were attended, or a dash where nothing is marked."""
    return percent_of(figures.attended, figures.possible) if figures.possible else "–"


def out_of(part: int, whole: int) -> str:
    """12 of 14."""
    return gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def share_words(missed: Missed) -> str:
    """Attended so much of so many sessions, in percent and in sessions."""
    if not missed.possible:
        return gettext("Nothing is marked yet this year.")
    values = {
        "percent": percent_of(missed.possible - missed.missed, missed.possible),
        "missed": missed.missed,
        "possible": missed.possible,
    }
    return gettext("attended %(percent)s; missed %(missed)s of %(possible)s half-days") % values
