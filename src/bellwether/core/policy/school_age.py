"""Compulsory school age: from which day to which a child has to be in education, by the day of birth."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bellwether.core.dated import Period, Status
from bellwether.core.policy.penalty import years_after

if TYPE_CHECKING:
    from bellwether.core.policy.model import Policy

__all__ = ["compulsory_school_age", "school_age_status"]

_RULES = ("school-age.start-days", "school-age.start-age", "school-age.end-age", "school-age.end-day")


def _month_and_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def _begins(born_on: date, *, policy: Policy, on: date) -> date:
    """The prescribed day on or after the birthday of the starting age."""
    birthday = years_after(born_on, policy.number("school-age.start-age", on=on))
    days = [_month_and_day(text) for text in policy.texts("school-age.start-days", on=on)]
    candidates = [date(year, *day) for year in (birthday.year, birthday.year + 1) for day in days]
    return min(day for day in candidates if day >= birthday)


def _ends(born_on: date, *, policy: Policy, on: date) -> date:
    """The last such weekday of the month, in the school year of the birthday of the ending age."""
    birthday = years_after(born_on, policy.number("school-age.end-age", on=on))
    rule = policy.value("school-age.end-day", on=on)
    table = rule if isinstance(rule, Mapping) else {}
    month, weekday = int(str(table["month"])), int(str(table["last ISO weekday"]))
    begins = _month_and_day(str(table["school year begins"]))
    year = birthday.year + 1 if (birthday.month, birthday.day) >= begins else birthday.year
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


@lru_cache(maxsize=65536)
def compulsory_school_age(born_on: date, *, policy: Policy, on: date) -> Period:
    """The first and the last day of compulsory school age, both inside, under the rules of the day `on`.

    Its start rests on an unconfirmed rule (`school_age_status`), so no formal step may rest on it alone.
    Source: rules `school-age.*`.
    """
    return Period(_begins(born_on, policy=policy, on=on), _ends(born_on, policy=policy, on=on))


def school_age_status(policy: Policy, *, on: date) -> Status:
    """How sure the rules of compulsory school age are, all in all."""
    statuses = {policy.rule_in_force(rule_id, on=on).status for rule_id in _RULES}
    return next((status for status in (Status.UNCONFIRMED, Status.SECONDARY) if status in statuses), Status.CONFIRMED)
