"""How many contacts are wanted and how often they are confirmed: the school's policy first, then our dated defaults."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bellwether.core.dated import Source, read_period, read_source, read_status
from bellwether.core.errors import DataFileError
from bellwether.organisations.selectors import policy

if TYPE_CHECKING:
    from bellwether.core.dated import Period

__all__ = ["ContactRules", "contact_rules", "stale_before"]

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class ContactRules:
    """wanted: contacts a pupil should have; confirm_every_months: how long a confirmation lasts; with their sources."""

    wanted: int
    wanted_source: str
    confirm_every_months: int
    confirm_source: str


@dataclass(frozen=True, slots=True)
class _Default:
    value: int
    period: Period
    source: Source


@lru_cache(maxsize=1)
def _defaults() -> dict[str, list[_Default]]:
    data = tomllib.loads((files("bellwether.people") / "contacts.toml").read_text(encoding="utf-8"))
    found: dict[str, list[_Default]] = {}
    for entry in data["rule"]:
        where = f"contacts {entry.get('id')}"
        read_status(entry, where=where)
        if not isinstance(entry["value"], int):
            raise DataFileError(f"{where}: is no whole number")
        default = _Default(entry["value"], read_period(entry, where=where), read_source(entry, where=where))
        found.setdefault(str(entry["id"]), []).append(default)
    return found


def _default(rule_id: str, *, on: date) -> _Default:
    entries = _defaults()[rule_id]
    return next((one for one in entries if on in one.period), entries[0])


def contact_rules(school_id: int, *, on: date) -> ContactRules:
    """What a school asks of contacts on a day."""
    wanted = _default("contacts.wanted", on=on)
    number, source = wanted.value, str(wanted.source)
    held = policy(school_id).rule("first-day.contacts-held", on=on)
    if held is not None and isinstance(held.value, int):
        number, source = held.value, str(held.source)
    every = _default("contacts.confirm-every-months", on=on)
    return ContactRules(number, source, every.value, str(every.source))


def stale_before(on: date, *, months: int) -> date:
    """The day so many months before: what was confirmed earlier has to be confirmed again."""
    count = on.year * _MONTHS_A_YEAR + on.month - 1 - months
    year, month = divmod(count, _MONTHS_A_YEAR)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
