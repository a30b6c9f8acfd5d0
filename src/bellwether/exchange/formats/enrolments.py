"""Pupils at schools, numbered in the order in which they are met."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bellwether.exchange.formats.table import Encoded

__all__ = ["Enrolments", "LocalEnrolments", "local_enrolments"]


@dataclass(frozen=True, slots=True)
class LocalEnrolments:
    """Who is in some rows. numbers: shape (rows,), positions in `keys`. keys: pupil and school, trimmed."""

    numbers: NDArray[np.integer]
    keys: list[tuple[str, str | None]]


def local_enrolments(pupils: Encoded, schools: Encoded | None) -> LocalEnrolments:
    """Who is in some rows, given both columns; no school column means that none is known."""
    labels = [text.strip() for text in pupils.texts]
    if schools is None:
        return LocalEnrolments(pupils.numbers, [(label, None) for label in labels])
    places = [text.strip() or None for text in schools.texts]
    if pupils.starts is not None and schools.starts is not None:
        return _by_runs(pupils, schools, labels=labels, places=places)
    place_of = np.zeros(len(labels), dtype=schools.numbers.dtype)
    place_of[pupils.numbers] = schools.numbers
    if np.array_equal(place_of[pupils.numbers], schools.numbers):  # everybody is at one school, as nearly always
        at = place_of.tolist()
        return LocalEnrolments(
            pupils.numbers, [(label, places[place]) for label, place in zip(labels, at, strict=True)]
        )
    pairs, numbers = np.unique(pupils.numbers.astype(np.int64) * len(places) + schools.numbers, return_inverse=True)
    keys = [(labels[pair // len(places)], places[pair % len(places)]) for pair in pairs.tolist()]
    return LocalEnrolments(numbers, keys)


def _by_runs(
    pupils: Encoded, schools: Encoded, *, labels: Sequence[str], places: Sequence[str | None]
) -> LocalEnrolments:
    """The same where marks of a pupil at a school stand together: one look a run and none a row."""
    starts = np.union1d(*(each.starts for each in (pupils, schools) if each.starts is not None))
    at_pupil, at_school = pupils.numbers[starts].tolist(), schools.numbers[starts].tolist()
    local: dict[tuple[str, str | None], int] = {}
    numbers = np.array(
        [
            local.setdefault((labels[pupil], places[school]), len(local))
            for pupil, school in zip(at_pupil, at_school, strict=True)
        ],
        dtype=np.int32,
    )
    lengths = np.diff(starts, append=len(pupils))
    return LocalEnrolments(np.repeat(numbers, lengths), list(local))


@dataclass(slots=True)
class Enrolments:
    """Gives each pupil at a school a number, from 0."""

    keys: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def number(self, pupil: str, school: str | None) -> int:
        """The number of one enrolment."""
        return self.keys.setdefault((pupil, school), len(self.keys))

    def numbers(self, local: LocalEnrolments) -> NDArray[np.int32]:
        """The number of each row, shape (rows,)."""
        numbers = [self.number(pupil, school) for pupil, school in local.keys]
        return np.asarray(np.array(numbers, dtype=np.int32)[local.numbers])

    @property
    def pupils(self) -> tuple[str, ...]:
        """Labels, by number."""
        return tuple(pupil for pupil, _ in self.keys)

    @property
    def schools(self) -> tuple[str | None, ...]:
        """Labels, by number."""
        return tuple(school for _, school in self.keys)
