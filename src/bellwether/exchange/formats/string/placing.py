"""On which days the characters of a marks string fall, told by the totals that stand beside it or by its weekends.

A string is AM, PM, AM, PM … It may count every day of the week (14 marks) or Mondays to Fridays only (10), and may
begin on its start date or on the Monday of that week. Nobody settles which, so nothing is taken on trust: a reading is
used when it gives the totals and keeps weekends free, and when no other reading that does so gives other marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import academic_year_of, day_number, day_of
from bellwether.core.codes import BYTE_UNMARKED, CODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

__all__ = [
    "Grid",
    "Placement",
    "Totals",
    "Verdict",
    "is_weekend",
    "place_by_totals",
    "slots_on",
    "totals_of",
    "weekends_are_free",
]

_WEEKDAYS: Final = 5
_SILENT: Final = (BYTE_UNMARKED, CODES["#"].byte)


class Grid(Enum):
    """How the characters follow the days. The order is the order in which they are tried."""

    FOURTEEN_FROM_MONDAY = auto()
    FOURTEEN_FROM_START = auto()
    TEN = auto()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sessions."""

    possible: int
    attended: int
    authorised: int
    unauthorised: int

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.possible + other.possible,
            self.attended + other.attended,
            self.authorised + other.authorised,
            self.unauthorised + other.unauthorised,
        )


class Verdict(Enum):
    """Why marks could be placed or not."""

    PLACED = auto()
    NO_GRID_FITS = auto()
    SEVERAL_GRIDS_FIT = auto()


@dataclass(frozen=True, slots=True)
class Placement:
    """slots: for each string, the half-day of each character (2 x days since 1970 + session); empty unless PLACED."""

    verdict: Verdict
    slots: tuple[NDArray[np.int32], ...] = ()


def slots_on(start: date, length: int, *, grid: Grid) -> NDArray[np.int32]:
    """The half-day of each of `length` characters, shape (length,)."""
    first = day_number(start)
    if grid is Grid.FOURTEEN_FROM_MONDAY:
        first -= start.weekday()
    if grid is not Grid.TEN:
        return np.arange(2 * first, 2 * first + length, dtype=np.int32)
    places = np.arange(length, dtype=np.int32)
    weekday = start.weekday()
    if weekday >= _WEEKDAYS:
        first, weekday = first + 7 - weekday, 0
    days = weekday + places // 2
    return np.asarray(2 * (first - weekday + 7 * (days // _WEEKDAYS) + days % _WEEKDAYS) + places % 2, dtype=np.int32)


def is_weekend(slots: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether each half-day is on a Saturday or Sunday, shape as slots."""
    return np.asarray(((slots >> 1) + 3) % 7 >= _WEEKDAYS)  # 1 January 1970 was a Thursday


def weekends_are_free(codes: NDArray[np.uint8], slots: NDArray[np.int32]) -> bool:
    """Whether every weekend place is closed or blank. codes: grid bytes, shape as slots."""
    there = codes[is_weekend(slots)]
    return bool(np.isin(there, _SILENT).all())


@lru_cache(maxsize=1)
def _eras() -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Days on which some meaning begins, and what each byte counts as from then: 1 attended, 2 and 3 absent."""
    starts = sorted({day_number(meaning.in_force.first) for code in CODES.values() for meaning in code.meanings})
    table = np.zeros((len(starts), 256), dtype=np.uint8)
    for era, start in enumerate(starts):
        for code in CODES.values():
            category = code.counted_on(day_of(start)).category
            if category.is_possible:
                table[era, code.byte] = 1 if category.is_attended else 2 if category.value == "authorised" else 3
    return np.array(starts, dtype=np.int64), table


def totals_of(codes: NDArray[np.uint8], slots: NDArray[np.int32]) -> Totals:
    """What the marks add up to by the codes of their time. codes: grid bytes, shape as slots."""
    starts, table = _eras()
    era = np.clip(np.searchsorted(starts, slots >> 1, side="right") - 1, 0, None)
    _, attended, authorised, unauthorised = np.bincount(table[era, codes], minlength=4).tolist()
    return Totals(attended + authorised + unauthorised, attended, authorised, unauthorised)


def _fits(
    strings: Sequence[NDArray[np.uint8]], slots: Sequence[NDArray[np.int32]], *, totals: Totals, in_one_year: bool
) -> bool:
    found, years = Totals(0, 0, 0, 0), set[int]()
    for codes, places in zip(strings, slots, strict=True):
        if not weekends_are_free(codes, places):
            return False
        written = places[~np.isin(codes, _SILENT)]
        years |= {academic_year_of(day_of(int(place) >> 1)) for place in written[[0, -1]]} if written.size else set()
        found += totals_of(codes, places)
    return found == totals and not (in_one_year and len(years) > 1)


def _shown(strings: Sequence[NDArray[np.uint8]], slots: Sequence[NDArray[np.int32]]) -> set[tuple[int, int]]:
    """The marks that say anything: pairs of half-day and byte."""
    return {
        (place, code)
        for codes, places in zip(strings, slots, strict=True)
        for place, code in zip(places.tolist(), codes.tolist(), strict=True)
        if code not in _SILENT
    }


def place_by_totals(
    strings: Sequence[tuple[date, NDArray[np.uint8]]],
    *,
    totals: Totals,
    in_one_year: bool,
    only: Sequence[Grid] | None = None,
) -> Placement:
    """Where the strings of one pupil, school and year fall, if the totals of that year tell.

    strings: start date and grid bytes of each. in_one_year: whether one academic year must hold every mark.
    only: grids to try, all when None. Ten a week is tried when no fourteen fits: a weekend that is free throughout
    is no accident.
    """
    codes = [marks for _, marks in strings]
    fitting: list[tuple[NDArray[np.int32], ...]] = []
    for grid in only or Grid:
        if grid is Grid.TEN and fitting and only is None and _reaches_weekend(fitting):
            continue
        slots = tuple(slots_on(start, marks.size, grid=grid) for start, marks in strings)
        if _fits(codes, slots, totals=totals, in_one_year=in_one_year):
            fitting.append(slots)
    if not fitting:
        return Placement(Verdict.NO_GRID_FITS)
    if any(_shown(codes, slots) != _shown(codes, fitting[0]) for slots in fitting[1:]):
        return Placement(Verdict.SEVERAL_GRIDS_FIT)
    return Placement(Verdict.PLACED, fitting[0])


def _reaches_weekend(fitting: Sequence[tuple[NDArray[np.int32], ...]]) -> bool:
    return all(any(bool(is_weekend(places).any()) for places in slots) for slots in fitting)
