"""A register as a dictionary of marks, and which sessions its schools had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.oracles.calendar import academic_year_of, half_days_of_year, monday_of
from tests.oracles.codes import NOT_YET_MARKED

if TYPE_CHECKING:
    from datetime import date

HalfDay = tuple["date", int]
"""A day and 0 for its morning, 1 for its afternoon."""


@dataclass
class Row:
    """One pupil at one school: the code of each half-day, `.` for not yet marked; no entry: not on roll."""

    school: int
    marks: dict[HalfDay, str] = field(default_factory=dict)


@dataclass
class Register:
    """Rows over academic years laid end to end. also_open: (school, half-day) that the calendar says was open."""

    first_year: int
    years: int
    rows: list[Row]
    also_open: set[tuple[int, HalfDay]] = field(default_factory=set)

    def half_days(self) -> list[HalfDay]:
        """Every half-day of its years, in order."""
        return [half for ix in range(self.years) for half in half_days_of_year(self.first_year + ix)]


def open_sessions(register: Register, school: int) -> set[HalfDay]:
    """The school's sessions: some pupil there has a mark other than `#`, `Z` or blank, or the calendar says so."""
    sessions = {half for number, half in register.also_open if number == school}
    for row in register.rows:
        if row.school == school:
            sessions |= {half for half, code in row.marks.items() if code not in ("#", "Z", NOT_YET_MARKED)}
    return sessions


def school_days(register: Register, school: int) -> list[date]:
    """The days on which the school had a session, in order."""
    return sorted({day for day, _ in open_sessions(register, school)})


def school_weeks(register: Register, school: int) -> list[date]:
    """The Mondays of the school's weeks, over all years, in order."""
    return sorted({monday_of(day) for day, _ in open_sessions(register, school)})


def counted_half_days(register: Register, as_of: date | None) -> list[HalfDay]:
    """The half-days of the academic year that holds the as-of date, up to that date; without one, of the last year."""
    year = register.first_year + register.years - 1 if as_of is None else academic_year_of(as_of)
    return [half for half in half_days_of_year(year) if as_of is None or half[0] <= as_of]


def half_days_so_far(register: Register, as_of: date | None) -> list[HalfDay]:
    """The half-days of all years, up to the as-of date."""
    return [half for half in register.half_days() if as_of is None or half[0] <= as_of]
