"""Numbers and days in words, the same way everywhere on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bellwether.core.measures.national import PeriodKind

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "HIDDEN",
    "NONE",
    "NOTHING_POSSIBLE",
    "count",
    "heading_of",
    "label_of",
    "long_day",
    "month_name",
    "natural_key",
    "of_pupils",
    "out_of",
    "percent",
    "period_words",
    "short_day",
    "year_words",
]

NOTHING_POSSIBLE: Final = "no possible sessions"
HIDDEN: Final = "hidden"
NONE: Final = "\N{EN DASH}"

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_HEADINGS = {
    "all": "Everybody",
    "school": "School",
    "class": "Class",
    "year_group": "Year group",
    "sex": "Sex",
    "fsm": "Free school meals",
    "sen": "Special educational needs",
    "ehcp": "Education, health and care plan",
    "looked_after": "Looked after",
    "social_worker": "Social worker",
    "eal": "English as an additional language",
    "ethnicity": "Ethnicity",
}

_LABELS = {
    ("sex", "f"): "Girls",
    ("sex", "m"): "Boys",
    ("sex", "female"): "Girls",
    ("sex", "male"): "Boys",
    ("fsm", "yes"): "Eligible for free school meals",
    ("fsm", "no"): "Not eligible",
    ("sen", "yes"): "With special educational needs",
    ("sen", "no"): "Without",
    ("sen", "e"): "Education, health and care plan",
    ("sen", "k"): "SEN support",
    ("sen", "n"): "No special educational needs",
    ("ehcp", "yes"): "With a plan",
    ("ehcp", "no"): "Without a plan",
    ("looked_after", "yes"): "Looked after",
    ("looked_after", "no"): "Not looked after",
    ("social_worker", "yes"): "With a social worker",
    ("social_worker", "no"): "Without a social worker",
    ("eal", "yes"): "English as an additional language",
    ("eal", "no"): "English as a first language",
    ("year_group", "r"): "Reception",
    ("year_group", "0"): "Reception",
}


def count(number: int) -> str:
    """A whole number with commas: 1,012."""
    return f"{number:,}"


def percent(part: int | None, whole: int | None) -> str:
    """A share in per cent with one decimal; in words where there is none."""
    if part is None or whole is None:
        return HIDDEN
    return f"{100 * part / whole:.1f}%" if whole else NOTHING_POSSIBLE


def out_of(part: int, whole: int) -> str:
    """38 of 380."""
    return f"{count(part)} of {count(whole)}"


def of_pupils(number: int) -> str:
    """1 pupil, 2 pupils."""
    return f"{count(number)} pupil" if number == 1 else f"{count(number)} pupils"


def long_day(day: date) -> str:
    """Friday 13 February 2026."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_name(day: date) -> str:
    """February."""
    return _MONTHS[day.month - 1]


def short_day(day: date) -> str:
    """13 Feb 2026."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def year_words(year: int) -> str:
    """An academic year by its first calendar year: 2025/26."""
    return f"{year}/{(year + 1) % 100:02d}"


def period_words(kind: PeriodKind, year: int) -> str:
    """What a national figure is counted over."""
    if kind is PeriodKind.YEAR:
        return f"whole year {year_words(year)}"
    return f"{kind.value} term {year_words(year)}"


def heading_of(axis: str) -> str:
    """What a way of grouping is called."""
    return _HEADINGS.get(axis, axis.replace("_", " ").capitalize())


def label_of(axis: str, value: str) -> str:
    """What a group is called on the page."""
    if axis == "all":
        return _HEADINGS["all"]
    if known := _LABELS.get((axis, value.lower())):
        return known
    if axis == "year_group":
        return f"Year {value}" if value.isdigit() else value
    if value.lower() in ("", "unknown"):
        return "Not known"
    return {"yes": "Yes", "no": "No"}.get(value.lower(), value)


def natural_key(axis: str, value: str) -> tuple[object, ...]:
    """Sorts 7 before 10, Reception first, yes before no, and groups of unknown value last."""
    lower = {"yes": "0", "no": "1"}.get(value.lower(), value.lower())
    early = -1 if axis == "year_group" and not lower[:1].isdigit() and lower != "unknown" else 0
    pieces = tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in re.split(r"(\d+)", lower))
    return (lower in ("", "unknown"), early, pieces)
