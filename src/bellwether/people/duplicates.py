"""When two records may be of one person: what they have in common, and how alike their names are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from datetime import date

__all__ = ["ALIKE", "Likeness", "RecordTraits", "likeness"]

ALIKE: Final = 84.0
"""From so many points of 100 folded names count as alike. It only makes a pair worth showing: it never merges."""


@dataclass(frozen=True, slots=True)
class RecordTraits:
    """What is compared of one pupil. forename, names: folded; addresses: folded with the postcode.

    parents: ids and the numbers and e-mail addresses that reach them.
    """

    pupil_id: int
    born_on: date
    forename: str
    names: str
    upns: frozenset[str]
    addresses: frozenset[str]
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two records have in common. shared: of "upn", "address", "parent"; score: 0 to 100 for the names."""

    score: float
    same_birth: bool
    shared: tuple[str, ...]
    same_forename: bool

    @property
    def can_be_merged(self) -> bool:
        """Never on names alone: the same day of birth, and a number, an address or a parent in common."""
        return self.same_birth and bool(self.shared)

    @property
    def may_be_twins(self) -> bool:
        """Born on one day into one family under different forenames: to be ruled out by somebody who knows them."""
        return self.same_birth and not self.same_forename and "upn" not in self.shared

    @property
    def is_worth_showing(self) -> bool:
        """Born on one day with names alike, or the same number."""
        return "upn" in self.shared or (self.same_birth and self.score >= ALIKE)


def likeness(one: RecordTraits, other: RecordTraits) -> Likeness:
    """Lay two records beside each other. Names count as sets of words, so that their order does not matter."""
    common = (
        ("upn", one.upns & other.upns),
        ("address", one.addresses & other.addresses),
        ("parent", one.parents & other.parents),
    )
    return Likeness(
        score=max(fuzz.token_sort_ratio(one.names, other.names), fuzz.ratio(one.names, other.names)),
        same_birth=one.born_on == other.born_on,
        shared=tuple(name for name, values in common if values),
        same_forename=one.forename == other.forename,
    )
