"""The day whose law decides what the codes of a row count as."""

from __future__ import annotations

import re
from datetime import date

from bellwether.core.errors import BellwetherError

__all__ = ["PeriodError", "law_day"]

_ACADEMIC_YEAR = re.compile(r"^(\d{4})[/-]?(\d{2})$")
_CALENDAR_YEAR = re.compile(r"^\d{4}$")
_WEEK = re.compile(r"^week\s*(\d{1,2})$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")


class PeriodError(BellwetherError):
    """A period that cannot be placed in time; says which column and why. Never leaves this package."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column
        self.text = text


def _day(text: str) -> date:
    if day_first := _DAY_FIRST.match(text):
        day, month, year = map(int, day_first.groups())
        return date(year, month, day)
    return date.fromisoformat(text)


def law_day(time_period: str, time_identifier: str, attendance_date: str | None) -> date:
    """The day itself, the Monday of a week, or 1 September of an academic year (a term's year, too).

    time_period: `202425`, `2024/25`, or the calendar year of a week. time_identifier: `Week 37`, `Autumn term` …
    attendance_date: ISO or dd/mm/yyyy; None where the row is about no single day.
    Raises PeriodError.
    """
    if attendance_date is not None:
        try:
            return _day(attendance_date)
        except ValueError as error:
            raise PeriodError("attendance_date", "This is not a date. Write it as 2023-09-11.") from error
    if year := _ACADEMIC_YEAR.match(time_period):
        first, second = int(year.group(1)), int(year.group(2))
        if first < 1000 or (first + 1) % 100 != second:
            raise PeriodError("time_period", "This is not an academic year such as 202425. Check the cell.")
        return date(first, 9, 1)
    week = _WEEK.match(time_identifier)
    if not _CALENDAR_YEAR.match(time_period) or week is None:
        raise PeriodError(
            "time_period",
            "Neither an academic year such as 202425 nor a year with a week such as Week 37. Check the cell.",
        )
    try:
        return date.fromisocalendar(int(time_period), int(week.group(1)), 1)
    except ValueError as error:
        raise PeriodError("time_identifier", f"The year {time_period} has no such week. Check the cell.") from error
