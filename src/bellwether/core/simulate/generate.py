"""Making a whole authority: people, then how much each misses and why, then school by school the marks."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import COLUMNS, day_number
from bellwether.core.codes import BYTE_CLOSED
from bellwether.core.simulate.authority import SimulatedAuthority
from bellwether.core.simulate.budgets import make_budgets
from bellwether.core.simulate.frame import SchoolYear, is_present, last_day_of, make_school_year, whole_year
from bellwether.core.simulate.laying import LayingPlan, lay_school
from bellwether.core.simulate.population import People, Schools, make_people, make_schools
from bellwether.core.simulate.population.numbering import make_upns
from bellwether.core.simulate.rates import absent_sessions
from bellwether.core.simulate.shape import words
from bellwether.core.simulate.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["simulate"]

_WINTER_PEAK: Final = 85
"""About the end of November, in days after the first of September's Mondays."""
_SEN: Final = np.array(["N", "K", "E"])


@dataclass
class _Year:
    """An authority in the making. streams: one random generator a school, so that schools may be made in any order."""

    year: int
    schools: Schools
    people: People
    school_years: list[SchoolYear]
    last_day: NDArray[np.int64]
    codes: NDArray[np.uint8]
    streams: list[np.random.Generator]

    def rows_of(self, school: int) -> slice:
        """The enrolments of one school."""
        begin, end = np.searchsorted(self.people.school, [school, school + 1])
        return slice(int(begin), int(end))

    def people_of(self, school: int) -> People:
        """The pupils of one school."""
        rows = self.rows_of(school)
        return self.people.rows(np.arange(rows.start, rows.stop))

    def for_each_school(self, work: Callable[[int], None]) -> None:
        """Do something for every school, on both cores; each school touches rows of its own only."""
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            list(pool.map(work, range(len(self.schools.names))))


def _begin(pupils: int, *, seed: int, year: int) -> tuple[_Year, np.random.Generator]:
    whole, each = np.random.SeedSequence([seed, year]).spawn(2)
    rng = np.random.Generator(np.random.PCG64(whole))
    schools = make_schools(pupils, rng=rng)
    people = make_people(schools, year=year, rng=rng)
    streams = [np.random.Generator(np.random.PCG64(child)) for child in each.spawn(len(schools.names))]
    school_years = [make_school_year(terms_of(year), rng=stream) for stream in streams]
    codes = np.full((len(people), COLUMNS), BYTE_CLOSED, dtype=np.uint8)
    return _Year(year, schools, people, school_years, people.last_day.copy(), codes, streams), rng


def _frame(at: _Year) -> NDArray[np.int64]:
    """Fill every school's year with presences. Returns the possible sessions of each enrolment."""
    possible = np.zeros(len(at.people), dtype=np.int64)
    exams_begin = terms_of(at.year).exams_begin

    def one(school: int) -> None:
        rows, people, school_year = at.rows_of(school), at.people_of(school), at.school_years[school]
        at.last_day[rows] = last_day_of(people, school_year, exams_begin=exams_begin)
        marks = whole_year(people, school_year, last_day=at.last_day[rows], year=at.year, rng=at.streams[school])
        possible[rows] = is_present(marks).sum(axis=1)
        at.codes[rows][:, school_year.columns] = marks

    at.for_each_school(one)
    return possible


def _lay(at: _Year, *, rng: np.random.Generator, possible: NDArray[np.int64]) -> None:
    """Lay every school's absences."""
    absent = absent_sessions(at.people, possible, year=at.year, rng=rng)
    budgets = make_budgets(at.people, absent, possible, year=at.year, rng=rng)
    winter_peak = at.school_years[0].days[0] + rng.normal(_WINTER_PEAK, 4)

    def one(school: int) -> None:
        rows, school_year = at.rows_of(school), at.school_years[school]
        block = at.codes[rows]
        marks = np.ascontiguousarray(block[:, school_year.columns])
        plan = LayingPlan(
            people=at.people_of(school),
            budgets=budgets.rows(rows),
            school_year=school_year,
            year=at.year,
            phase=int(at.schools.phase[school]),
            winter_peak=winter_peak,
        )
        lay_school(marks, plan, rng=at.streams[school])
        block[:, school_year.columns] = marks

    at.for_each_school(one)


def _class_names(people: People) -> NDArray[np.str_]:
    """The year group and a letter, as in 7B; Reception's is R."""
    years = np.array(["R", *map(str, range(1, 12))])[people.year_group]
    letters = np.array([_letters(place) for place in range(int(people.class_number.max(initial=0)) + 1)])
    return np.char.add(years, letters[people.class_number])


def _letters(place: int) -> str:
    return (chr(ord("A") + place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _characteristics(at: _Year) -> dict[str, NDArray[np.generic]]:
    """The columns of a pupils file."""
    people = at.people
    exams_begin = day_number(terms_of(at.year).exams_begin)
    has_left = (people.left >= 0) | ((people.year_group == 11) & (at.last_day < exams_begin))
    return {
        "year_group": np.array(["R", *map(str, range(1, 12))])[people.year_group],
        "class": _class_names(people),
        "sex": np.array(["F", "M"])[people.sex],
        "fsm": people.fsm,
        "sen": _SEN[people.sen],
        "ehcp": people.sen == 2,
        "looked_after": people.looked_after,
        "social_worker": people.social_worker,
        "eal": people.eal,
        "ethnicity": np.array(words("ethnicity", "names"))[people.ethnicity],
        "date_of_birth": people.born.astype("datetime64[D]"),
        "admission_date": people.admitted.astype("datetime64[D]"),
        "leaving_date": np.where(has_left, at.last_day.astype("datetime64[D]"), np.datetime64("NaT")),
    }


def simulate(*, pupils: int, seed: int, year: int) -> SimulatedAuthority:
    """A made-up authority of `pupils` children in the academic year `year`; equal arguments give equal bytes.

    Rates are those that England's schools had in that year, or in the nearest year with published figures.
    Raises ValueError when pupils is not positive.
    """
    if pupils < 1:
        raise ValueError("an authority has at least one pupil")
    at, rng = _begin(pupils, seed=seed, year=year)
    possible = _frame(at)
    _lay(at, rng=rng, possible=possible)
    people = at.people
    first_start = year - people.year_group
    _, first_row = np.unique(people.child, return_index=True)
    return SimulatedAuthority(
        year=year,
        school_names=at.schools.names,
        school_phase=at.schools.phase,
        school_of_pupil=people.school.astype(np.int32),
        upn=make_upns(first_start[first_row])[people.child],
        pupils=_characteristics(at),
        household=people.household.astype(np.int32),
        codes=at.codes,
    )
