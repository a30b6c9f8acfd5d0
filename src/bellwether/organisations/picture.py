"""A school's year as a picture: term days light, closures darker, holidays and weekends left blank."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from bellwether.core.calendar import first_monday, weeks_in
from bellwether.organisations.words import closure_words, span_words, year_words
from bellwether.ui.charts import HeatCell, heat_calendar, split_weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.organisations.facts import ClosureFacts, TermDates
    from bellwether.ui.charts import Svg

__all__ = ["year_picture"]

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_STEPS: Final = (1, 2, 3, 4, 5)
_OPEN, _PART, _PLANNED, _UNEXPECTED = 0, 2, 4, 5


def _days(first: date, last: date) -> list[date]:
    count = (last - first).days + 1
    return [day for day in (first + _DAY * number for number in range(count)) if day.weekday() < _SATURDAY]


def _tone(one: ClosureFacts) -> int:
    if not one.is_whole_school or one.code == "Y3":
        return _PART
    return _UNEXPECTED if one.code == "Y4" else _PLANNED


def year_picture(year: int, terms: Sequence[TermDates], closures: Sequence[ClosureFacts]) -> tuple[Svg, ...]:
    """One drawing for each third of the year; nothing where no terms are set."""
    tones = {(day, half): _OPEN for term in terms for day in _days(term.starts_on, term.ends_on) for half in (0, 1)}
    for one in sorted(closures, key=_tone):
        for day in _days(one.starts_on, one.ends_on):
            tones |= {(day, half): _tone(one) for half in one.sessions if (day, half) in tones}
    cells = [HeatCell(day, half, tone) for (day, half), tone in tones.items()]
    if not cells:
        return ()
    parts = split_weeks(first_monday(year), weeks_in(year))
    said = "; ".join(
        [*(f"{one.name}: {span_words(one.starts_on, one.ends_on)}" for one in terms), *map(closure_words, closures)]
    )
    return tuple(
        heat_calendar(
            cells,
            part,
            days_a_week=_SATURDAY,
            steps=_STEPS,
            title=gettext("School days of %(year)s") % {"year": year_words(year)},
            desc=said,
        )
        for part in parts
        if part.monday + timedelta(weeks=part.weeks) > min(cell.day for cell in cells)
    )
