"""What a new school year brings, worked out before anything is written. Pure: no database."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bellwether.organisations.facts import TermDates

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NewYearPlan", "PlannedGroup", "PlannedPupil", "fingerprint", "ground_of_leavers", "next_name", "shifted"]

_NUMBER: Final = re.compile(r"(\D*)(\d{1,2})(.*)")
_YEAR_OF_WEEKS: Final = timedelta(weeks=52)
_RECEPTION: Final = 0
_NURSERY: Final = -1
_LAST_COMPULSORY_YEAR: Final = 11


@dataclass(frozen=True, slots=True)
class PlannedPupil:
    """A pupil as they go on: the year group they follow now, and the group they are in; attends as now."""

    id: int
    name: str
    sort_key: str
    enrolment_id: int
    group_id: int | None
    group_name: str
    nc_year: int | None
    attends: str


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A group of the year that ends, with the name proposed for its successor."""

    old_id: int
    old_name: str
    new_name: str
    nc_years: tuple[int, ...]
    pupils: int


@dataclass(frozen=True, slots=True)
class NewYearPlan:
    """Everything the act would do. terms: those set already (`terms_are_set`) or proposed, 52 weeks on.

    leavers: pupils who have finished the highest year group, with the last day on roll and the proposed ground.
    unplaced: pupils on roll without a group, who are not promoted. is_done: everybody is in a class of the new year.
    """

    school_id: int
    year: int
    groups: tuple[PlannedGroup, ...]
    goes_on: tuple[PlannedPupil, ...]
    leavers: tuple[PlannedPupil, ...]
    unplaced: tuple[PlannedPupil, ...]
    terms: tuple[TermDates, ...]
    terms_are_set: bool
    last_day: date
    ground: str
    is_done: bool
    fingerprint: str = field(default="")


def next_name(name: str, nc_years: Sequence[int]) -> str:
    """The name of a class one year on: 3B becomes 4B, RH becomes 1H; a mixed class or one without a year keeps it."""
    if len(set(nc_years)) != 1:
        return name
    year = nc_years[0]
    found = _NUMBER.fullmatch(name)
    if found and int(found[2]) == year:
        return f"{found[1]}{year + 1}{found[3]}"
    if year == _RECEPTION and name[:1].upper() == "R":
        return _without_word(name, "reception", "1")
    if year == _NURSERY and name[:1].upper() == "N":
        return _without_word(name, "nursery", "R")
    return name


def _without_word(name: str, word: str, sign: str) -> str:
    """The name with another sign in front, as in "1 Oak" of "Reception Oak" or "R Oak"."""
    length = len(word) if name.lower().startswith(word) else 1
    return sign + name[length:]


def shifted(terms: Sequence[TermDates]) -> tuple[TermDates, ...]:
    """The same terms 52 weeks later, on the same weekdays: something to begin with."""
    return tuple(TermDates(one.name, one.starts_on + _YEAR_OF_WEEKS, one.ends_on + _YEAR_OF_WEEKS) for one in terms)


def ground_of_leavers(highest_year: int) -> str:
    """The letter that fits those who finish a school: (b) nursery, (l) past compulsory age, else (a), elsewhere."""
    if highest_year <= _NURSERY:
        return "b"
    return "l" if highest_year >= _LAST_COMPULSORY_YEAR else "a"


def fingerprint(plan: NewYearPlan) -> str:
    """Twelve characters that differ when who goes where has changed since the plan was shown."""
    facts = (
        plan.school_id,
        plan.year,
        sorted((one.id, one.group_id, one.nc_year) for one in plan.goes_on),
        sorted(one.id for one in plan.leavers),
        sorted(one.old_id for one in plan.groups),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]
