"""The year before anybody is absent: open, closed, on roll, expected elsewhere, prevented from coming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import day_number, first_monday
from bellwether.core.codes import BYTE_NOT_ON_ROLL, byte_of, present_byte
from bellwether.core.simulate.calibration import NEW_CODES_FROM
from bellwether.core.simulate.shape import number, numbers
from bellwether.core.simulate.terms import Terms, open_columns, training_days

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.core.simulate.population import People

__all__ = ["SchoolYear", "is_present", "last_day_of", "make_school_year", "whole_year"]

_PREVENTED = ("Y7", "Y1", "Y2", "Y5", "Y6", "Q")
_YEAR_11 = 11


@dataclass(frozen=True)
class SchoolYear:
    """The sessions of one school, in order, mornings and afternoons in turn.

    columns: shape (sessions,), columns of the grid. days: shape (sessions / 2,), day numbers.
    half_term: shape (sessions / 2,), 0 to 5.
    """

    columns: NDArray[np.int64]
    days: NDArray[np.int64]
    half_term: NDArray[np.int64]

    @property
    def weekday(self) -> NDArray[np.int64]:
        """0 Monday to 4 Friday, shape (days,)."""
        return (self.days + 3) % 7  # 1 January 1970 was a Thursday


def make_school_year(terms: Terms, *, rng: np.random.Generator) -> SchoolYear:
    """The open sessions of one school, its own training days left out."""
    columns = open_columns(terms, closed=training_days(terms, rng=rng))
    days = day_number(first_monday(terms.year)) + columns[::2] // 2
    starts = np.array([day_number(first) for first, _ in terms.half_terms])
    return SchoolYear(columns, days, np.searchsorted(starts, days, side="right") - 1)


def is_present(marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a mark is one of the two present ones, shape as given."""
    return np.asarray((marks == present_byte(0)) | (marks == present_byte(1)))


def _expected_elsewhere(
    marks: NDArray[np.uint8], people: People, school_year: SchoolYear, *, rng: np.random.Generator
) -> None:
    """Dual registration: some weekdays of the whole year at another school."""
    dual = np.flatnonzero(people.dual_days)
    week = np.repeat(school_year.weekday, 2)
    first = rng.integers(0, 3, dual.size)
    there = (week[None, :] - first[:, None]) % 5 < people.dual_days[dual][:, None]
    marks[dual] = np.where(there, byte_of("D"), marks[dual])


def _part_time_start(marks: NDArray[np.uint8], people: People) -> None:
    """Reception in the mornings only at first: under compulsory school age, not required to attend."""
    days = int(number("roll", "part_time_start_days"))
    starters = np.flatnonzero(people.year_group == 0)
    marks[np.ix_(starters, np.arange(1, 2 * days, 2))] = byte_of("X")


def _prevented(marks: NDArray[np.uint8], *, year: int, rng: np.random.Generator) -> None:
    """Sessions that pupils could not attend: single ones, and a whole day of a school that had to close."""
    has_new_codes = year >= NEW_CODES_FROM
    count = rng.poisson(number("roll", "prevented") * marks.size)
    row, session = rng.integers(0, marks.shape[0], count), rng.integers(0, marks.shape[1], count)
    kinds = rng.choice(len(_PREVENTED), size=count, p=numbers("roll", "prevented_codes_share"))
    marks[row, session] = np.array([byte_of(code if has_new_codes else "Y") for code in _PREVENTED])[kinds]
    if rng.random() < number("roll", "closed_school_share"):
        day = int(rng.integers(80, 110))
        marks[:, 2 * day : 2 * day + 2] = byte_of("Y4" if has_new_codes else "Y")


def last_day_of(people: People, school_year: SchoolYear, *, exams_begin: date) -> NDArray[np.int64]:
    """The last day on roll of each pupil, shape (pupils,): Year 11 goes before the May half-term."""
    before_exams = school_year.days[school_year.days < day_number(exams_begin)][-1]
    return np.where(people.year_group == _YEAR_11, np.minimum(people.last_day, before_exams), people.last_day)


def whole_year(
    people: People, school_year: SchoolYear, *, last_day: NDArray[np.int64], year: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Marks of a school whose pupils never miss a session, shape (pupils, sessions), grid bytes.

    last_day: shape (pupils,), day numbers, the last day on roll.
    """
    marks = np.empty((len(people), school_year.columns.size), dtype=np.uint8)
    marks[:, ::2], marks[:, 1::2] = present_byte(0), present_byte(1)
    if rng.random() < number("roll", "part_time_start_share_of_schools"):
        _part_time_start(marks, people)
    _expected_elsewhere(marks, people, school_year, rng=rng)
    _prevented(marks, year=year, rng=rng)
    day = np.repeat(school_year.days, 2)
    marks[(day < people.first_day[:, None]) | (day > last_day[:, None])] = BYTE_NOT_ON_ROLL
    return marks
