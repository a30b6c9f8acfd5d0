"""Days, years and closures in the words of this room's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.organisations.facts import ClosureFacts

__all__ = ["closure_kind", "closure_words", "day_words", "span_words", "who_words", "year_name", "year_words"]


def day_words(day: date | None) -> str:
    """As in "3 September 2025"; nothing for None."""
    return date_format(day, "j F Y") if day else ""


def span_words(first: date, last: date | None) -> str:
    """From a day to a day, a single day, or from a day on."""
    if last is None:
        return gettext("from %(first)s") % {"first": day_words(first)}
    if first == last:
        return day_words(first)
    return gettext("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}


def year_words(year: int) -> str:
    """An academic year, as in "2025 to 2026"."""
    return gettext("%(first)s to %(last)s") % {"first": year, "last": year + 1}


def year_name(year: int) -> str:
    """A national curriculum year in words."""
    if year < 0:
        return gettext("Nursery")
    return gettext("Reception") if year == 0 else gettext("Year %(year)s") % {"year": year}


def closure_kind(code: str) -> str:
    """What a closure is, by its code."""
    return {
        "#": gettext("Planned"),
        "Y3": gettext("Part of the premises"),
        "Y4": gettext("Unexpected, whole site"),
    }.get(code, code)


def who_words(years: Iterable[int], groups: Iterable[int]) -> str:
    """For whom a closure or times hold."""
    named = [year_name(year) for year in years]
    count = len(tuple(groups))
    if count:
        named.append(gettext("%(count)s classes") % {"count": count})
    return ", ".join(named) or gettext("Whole school")


def closure_words(found: ClosureFacts) -> str:
    """A closure in one sentence."""
    part = {0: gettext("mornings"), 1: gettext("afternoons")}.get(
        found.session if found.session is not None else -1, ""
    )
    days = span_words(found.starts_on, found.ends_on)
    return ", ".join(
        one
        for one in (days, part, closure_kind(found.code), who_words(found.years, found.group_ids), found.reason)
        if one
    )
