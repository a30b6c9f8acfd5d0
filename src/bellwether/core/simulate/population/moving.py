"""Who starts or leaves in the middle of the year, and who moves from one of the schools to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import day_number
from bellwether.core.simulate.shape import number
from bellwether.core.simulate.terms import terms_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.population.schools import Schools

__all__ = ["Stay", "Stays", "make_stays"]


@dataclass(frozen=True)
class Stay:
    """A move: last day at the old school, first day at the new one (day numbers), and which that is."""

    last_day: NDArray[np.int64]
    first_day: NDArray[np.int64]
    school: NDArray[np.int64]


@dataclass(frozen=True)
class Stays:
    """first, last: the year's first and last possible day (day numbers). The rest: positions of children, and days."""

    first: int
    last: int
    joiners: NDArray[np.int64]
    joined: NDArray[np.int64]
    leavers: NDArray[np.int64]
    left: NDArray[np.int64]
    moving: NDArray[np.int64]
    moved: Stay


def _other_school(school: NDArray[np.int64], schools: Schools, *, rng: np.random.Generator) -> NDArray[np.int64]:
    """Another school of the same phase, which has every year group too; the same school where there is no other."""
    phase = schools.phase[school]
    first = np.searchsorted(schools.phase, phase, side="left")
    count = np.searchsorted(schools.phase, phase, side="right") - first
    step = 1 + (rng.random(school.size) * np.maximum(count - 1, 0)).astype(np.int64)
    return np.asarray(np.where(count > 1, first + (school - first + step) % count, school))


def make_stays(
    school: NDArray[np.int64], year_group: NDArray[np.int64], schools: Schools, *, year: int, rng: np.random.Generator
) -> Stays:
    """Draw joiners, leavers and movers, no child twice. Year 11 comes and goes before it leaves in May.

    school, year_group: shape (children,), positions and 0 to 11.
    """
    terms = terms_of(year)
    weekdays = np.array([day_number(day) for day in terms.weekdays])
    edge = int(number("movers", "days_from_edge"))
    shares = [number("movers", key) for key in ("joiners", "leavers", "between_schools")]
    sizes = [round(share * school.size) for share in shares]
    drawn = rng.permutation(school.size)[: sum(sizes)]
    exams = int(np.searchsorted(weekdays, day_number(terms.exams_begin)))
    end = np.where(year_group[drawn] == 11, exams, weekdays.size) - edge
    at = edge + (rng.random(drawn.size) * (end - edge)).astype(np.int64)
    joiners, leavers, moving = np.split(drawn, np.cumsum(sizes)[:2])
    joined, left, moved = np.split(at, np.cumsum(sizes)[:2])
    new_school = _other_school(school[moving], schools, rng=rng)
    real = new_school != school[moving]
    return Stays(
        first=int(weekdays[0]),
        last=int(weekdays[-1]),
        joiners=joiners,
        joined=weekdays[joined],
        leavers=leavers,
        left=weekdays[left],
        moving=moving[real],
        moved=Stay(weekdays[moved[real]], weekdays[moved[real] + 1], new_school[real]),
    )
