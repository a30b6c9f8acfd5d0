"""Quiet hours: from an evening to a morning, where the schools are, messages wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from datetime import date

__all__ = ["LONDON", "QuietHours", "end_of_day", "quiet_hours"]

LONDON: Final = ZoneInfo("Europe/London")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `starts` until `ends`, over midnight where `ends` is the earlier; equal times mean none."""

    starts: time
    ends: time

    def first_moment(self, wanted: datetime) -> datetime:
        """`wanted`, or the end of the quiet hours that it lies in."""
        here = wanted.astimezone(LONDON)
        if not self._holds(here.time()):
            return wanted
        day = here.date() if here.time() < self.ends else here.date() + _DAY
        return datetime.combine(day, self.ends, tzinfo=LONDON).astimezone(UTC)

    def _holds(self, at: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


def quiet_hours(school_id: int, *, on: date) -> QuietHours:
    """The quiet hours of a school's policy on a day; none where it sets none."""
    policy = organisations.policy(school_id)
    starts, ends = (policy.rule(f"messages.quiet-{end}", on=on) for end in ("from", "until"))
    if starts is None or ends is None:
        return QuietHours(time(0), time(0))
    return QuietHours(time.fromisoformat(str(starts.value)), time.fromisoformat(str(ends.value)))


def end_of_day(moment: datetime) -> datetime:
    """The midnight that ends the day of a moment, where the schools are."""
    day = moment.astimezone(LONDON).date() + _DAY
    return datetime.combine(day, time(0), tzinfo=LONDON).astimezone(UTC)
