"""Dated facts with a source: what codes and rules have in common.

A fact of law holds from a day to a day, names the document it comes from and says how sure we are of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Period",
    "Source",
    "Status",
    "read_period",
    "read_source",
    "read_status",
    "refuse_overlap",
    "refuse_unknown_keys",
]


class Status(StrEnum):
    """How far a fact has been checked. An unconfirmed one never decides alone."""

    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    document: str
    paragraph: str | None = None

    def __str__(self) -> str:
        return f"{self.document}, {self.paragraph}" if self.paragraph else self.document


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From a day to a day, both inside; no last day while it is still in force."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies in both."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)

    def distance_in_days(self, day: date) -> int:
        """Days from `day` to the nearest day of the period; 0 inside it."""
        if day < self.first:
            return (self.first - day).days
        if self.last is not None and day > self.last:
            return (day - self.last).days
        return 0


def read_period(entry: Mapping[str, object], *, where: str) -> Period:
    """The keys `in_force_from` and `in_force_to` of a TOML entry as a period."""
    first, last = entry.get("in_force_from"), entry.get("in_force_to")
    if not isinstance(first, date):
        raise DataFileError(f"{where}: in_force_from is missing or is not a date")
    if last is not None and not isinstance(last, date):
        raise DataFileError(f"{where}: in_force_to is not a date")
    if last is not None and last < first:
        raise DataFileError(f"{where}: in_force_to lies before in_force_from")
    return Period(first, last)


def read_status(entry: Mapping[str, object], *, where: str) -> Status:
    """The key `status`; it may not be left out."""
    try:
        return Status(str(entry["status"]))
    except (KeyError, ValueError) as error:
        raise DataFileError(f"{where}: status is missing or is none of {', '.join(Status)}") from error


def read_source(entry: Mapping[str, object], *, where: str) -> Source:
    """The key `source = {document, paragraph}`; a fact without a document is refused."""
    source = entry.get("source")
    if not isinstance(source, dict) or not str(source.get("document", "")).strip():
        raise DataFileError(f"{where}: names no source document")
    refuse_unknown_keys(source, {"document", "paragraph"}, where=f"{where}, source")
    paragraph = source.get("paragraph")
    return Source(str(source["document"]), None if paragraph is None else str(paragraph))


def refuse_unknown_keys(entry: Mapping[str, object], known: Iterable[str], *, where: str) -> None:
    """A misspelt key would be a rule that is silently not applied."""
    if unknown := sorted(set(entry) - set(known)):
        raise DataFileError(f"{where}: unknown keys {', '.join(unknown)}")


def refuse_overlap(periods: Iterable[Period], *, where: str) -> None:
    """Two entries for the same thing on the same day would leave the answer to chance."""
    for earlier, later in pairwise(sorted(periods, key=lambda period: period.first)):
        if earlier.overlaps(later):
            raise DataFileError(f"{where}: two entries are in force on {later.first.isoformat()}")
