"""Presences that are not a plain present mark: late, on a visit, at work experience, taught elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.codes import byte_of
from bellwether.core.simulate.frame import SchoolYear, is_present
from bellwether.core.simulate.laying.runs import place_at, place_runs
from bellwether.core.simulate.shape import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bellwether.core.simulate.population import People

__all__ = ["place_elsewhere", "place_lates"]

_ATTENDED_SHARE: Final = 0.9
"""Of planned sessions elsewhere, about as many as are not missed."""
_WORK_WEEK: Final = 10
_WORK_YEAR: Final = 10


def place_lates(marks: NDArray[np.uint8], late_share: NDArray[np.float64], *, rng: np.random.Generator) -> None:
    """Late before the register closed: present marks by chance. late_share: shape (pupils,), of mornings present."""
    afternoons = number("codes", "late_afternoons")
    for session, part in ((0, 1 - afternoons), (1, afternoons)):
        half_days = marks[:, session::2]
        chance = (late_share * part).astype(np.float32)[:, None]
        late = rng.random(half_days.shape, dtype=np.float32) < chance
        half_days[late & is_present(half_days)] = byte_of("L")


def _visits(marks: NDArray[np.uint8], people: People, *, share: float, rng: np.random.Generator) -> None:
    """Whole classes on a visit for a day."""
    groups, member = np.unique(people.year_group * 64 + people.class_number, return_inverse=True)
    days = marks.shape[1] // 2
    visits = rng.poisson(share * days / _ATTENDED_SHARE, groups.size)
    of_group = np.repeat(np.arange(groups.size), visits)
    on_day = rng.integers(5, days, of_group.size)
    for group, day in zip(of_group.tolist(), on_day.tolist(), strict=True):
        rows = np.flatnonzero(member == group)
        place_runs(marks, rows, np.full(rows.size, 2 * day), np.full(rows.size, 2), byte=byte_of("V"))


def _work_experience(
    marks: NDArray[np.uint8], people: People, school_year: SchoolYear, *, share: float, rng: np.random.Generator
) -> None:
    """One week in the last half-term for Year 10."""
    year_10 = np.flatnonzero(people.year_group == _WORK_YEAR)
    mondays = np.flatnonzero((school_year.weekday == 0) & (school_year.half_term == 5))
    if not (year_10.size and mondays.size and share):
        return
    going = min(1.0, share * marks.size / (_WORK_WEEK * _ATTENDED_SHARE * year_10.size))
    rows = year_10[rng.random(year_10.size) < going]
    starts = np.full(rows.size, 2 * int(rng.choice(mondays)))
    place_runs(marks, rows, starts, np.full(rows.size, _WORK_WEEK), byte=byte_of("W"))


def _weekly(
    marks: NDArray[np.uint8], school_year: SchoolYear, *, code: str, share: float, rng: np.random.Generator
) -> None:
    """A few pupils who spend one day of each week elsewhere."""
    chosen = np.flatnonzero(rng.random(marks.shape[0]) < share * 5 / _ATTENDED_SHARE)
    weekday = rng.integers(0, 5, chosen.size)
    row, day = np.nonzero(school_year.weekday[None, :] == weekday[:, None])
    for session in (0, 1):
        place_at(marks, chosen[row], 2 * day + session, byte=byte_of(code))


def _afternoons(marks: NDArray[np.uint8], *, code: str, share: float, rng: np.random.Generator) -> None:
    """Single afternoons of any pupil."""
    count = rng.poisson(share * marks.size / _ATTENDED_SHARE)
    session = 2 * rng.integers(0, marks.shape[1] // 2, count) + 1
    place_at(marks, rng.integers(0, marks.shape[0], count), session, byte=byte_of(code))


def place_elsewhere(
    marks: NDArray[np.uint8],
    people: People,
    school_year: SchoolYear,
    *,
    codes: Mapping[str, float],
    rng: np.random.Generator,
) -> None:
    """Approved activities outside the school, in their national shares.

    marks: grid bytes, shape (pupils, sessions), changed in place. codes: % of possible sessions by code.
    """
    _visits(marks, people, share=codes["V"] / 100, rng=rng)
    _work_experience(marks, people, school_year, share=codes["W"] / 100, rng=rng)
    for code in ("B", "K"):
        _weekly(marks, school_year, code=code, share=codes.get(code, 0.0) / 100, rng=rng)
    _afternoons(marks, code="P", share=codes["P"] / 100, rng=rng)
    _afternoons(marks, code="J", share=codes.get("J", 0.0) / 100, rng=rng)
