"""A code and its meanings over time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.dated import Period, Source, Status

__all__ = ["Category", "Caution", "Code", "Meaning", "Physical"]


class Category(StrEnum):
    """What a mark is in law; what it counts as in the statistics follows from it."""

    PRESENT = "present"
    APPROVED_ACTIVITY = "approved-activity"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    NOT_POSSIBLE = "not-possible"
    ADMINISTRATIVE = "administrative"

    @property
    def is_attended(self) -> bool:
        """Counts as attendance: present, or at an approved educational activity elsewhere."""
        return self in (Category.PRESENT, Category.APPROVED_ACTIVITY)

    @property
    def is_absent(self) -> bool:
        """Counts as absence, authorised or not."""
        return self in (Category.AUTHORISED, Category.UNAUTHORISED)

    @property
    def is_possible(self) -> bool:
        """Stands in the denominator of every rate."""
        return self.is_attended or self.is_absent


class Physical(StrEnum):
    """Where the pupil was: a U is an absence in law although the pupil is on site."""

    ON_SITE = "on-site"
    ELSEWHERE = "elsewhere"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code meant in a period."""

    in_force: Period
    category: Category
    physical: Physical
    late: bool
    status: Status
    source: Source


@dataclass(frozen=True, slots=True)
class Caution:
    """A use of the code in a period that a reader of the figures should know of; it decides nothing."""

    in_force: Period
    text: str
    status: Status
    source: Source


@dataclass(frozen=True, slots=True)
class Code:
    """One attendance code.

    code: as the law writes it. byte: how the grid stores it. session: the one half-day it belongs to, if any.
    meanings: in order of time, never two on one day, at least one.
    """

    code: str
    byte: int
    name: str
    session: Literal["AM", "PM"] | None
    meanings: tuple[Meaning, ...]
    cautions: tuple[Caution, ...] = ()

    def meaning_on(self, day: date) -> Meaning | None:
        """The meaning in force that day, or None where the code was not in use."""
        return next((meaning for meaning in self.meanings if day in meaning.in_force), None)

    def counted_on(self, day: date) -> Meaning:
        """The meaning that counts that day: the one in force, else the nearest in time.

        A retired code or one used too early counts by its own category; whoever reads the file is warned.
        """
        return min(self.meanings, key=lambda meaning: meaning.in_force.distance_in_days(day))

    def caution_on(self, day: date) -> Caution | None:
        """What to be told about this code on that day, if anything."""
        return next((caution for caution in self.cautions if day in caution.in_force), None)
