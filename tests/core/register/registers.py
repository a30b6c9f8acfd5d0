"""Made-up registers for the property tests: drawn as plain dictionaries, then laid into a RegisterMatrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from bellwether.core.register import RegisterMatrix
from tests.oracles.calendar import academic_year_of, half_days_of_year
from tests.oracles.codes import ALL, NOT_YET_MARKED, UNAUTHORISED, grid_byte
from tests.oracles.register import Register, Row

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from tests.oracles.register import HalfDay

COLUMNS = 742
STRIDE = 744
"""A year of the matrix: 742 columns and two that are always closed."""

# 2016, 2022 and 2027 have 53 weeks; in August 2024 the codes changed.
FIRST_YEARS = (2012, 2016, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027)
NOT_ON_ROLL = "_"
PRESENT = ("/", "\\")
PATTERNS = st.one_of(
    st.lists(st.sampled_from((*ALL, NOT_YET_MARKED, NOT_ON_ROLL)), min_size=1, max_size=8),
    st.lists(st.sampled_from((*UNAUTHORISED, "/", "I", "Y4", "#")), min_size=1, max_size=5),
    st.lists(st.sampled_from(("G", "O", NOT_YET_MARKED, "D")), min_size=1, max_size=3),
)


@dataclass
class Drawn:
    """A register and a question to ask of it."""

    register: Register
    as_of: date | None
    window_sessions: int
    window_weeks: int

    @property
    def school_of_row(self) -> list[int]:
        return [row.school for row in self.register.rows]


def _present(half: HalfDay) -> str:
    return PRESENT[half[1]]


def _is_term_time(half: HalfDay) -> bool:
    """A plain year of school: weekdays but August, two weeks at Christmas and at Easter."""
    day = half[0]
    is_holiday = day.month == 8 or (day.month, day.day) >= (12, 20) or (day.month == 4 and day.day <= 14)
    return day.weekday() < 5 and not is_holiday


@st.composite
def registers(draw: st.DrawFn) -> Drawn:
    """Up to three schools and years, up to five rows in any order of schools, any cell anywhere."""
    first_year = draw(st.sampled_from(FIRST_YEARS))
    years = draw(st.integers(1, 3))
    schools = draw(st.integers(1, 3))
    halves = [half for ix in range(years) for half in half_days_of_year(first_year + ix)]
    rows = [Row(school, {}) for school in draw(st.lists(st.integers(0, schools - 1), min_size=1, max_size=5))]
    for row in rows:
        if draw(st.booleans()):
            row.marks.update({half: _present(half) for half in halves if _is_term_time(half)})
        _patch(draw, row, halves)
    _close_some(draw, rows, halves, schools)
    also_open = draw(
        st.sets(st.tuples(st.sampled_from([row.school for row in rows]), st.sampled_from(halves)), max_size=4)
    )
    as_of = draw(st.none() | st.sampled_from(halves).map(lambda half: half[0]))
    return Drawn(
        Register(first_year, years, rows, also_open),
        as_of,
        window_sessions=draw(st.sampled_from((10, 10, 10, 1, 2, 7, 20))),
        window_weeks=draw(st.sampled_from((10, 10, 10, 1, 2, 5, 12, 60))),
    )


def _patch(draw: st.DrawFn, row: Row, halves: list[HalfDay]) -> None:
    """Lay patterns of marks over stretches of the row: every half-day, or every second, or one a week."""
    places = st.integers(0, len(halves) - 1)
    for start, length, step, pattern in draw(
        st.lists(st.tuples(places, st.integers(1, 40), st.sampled_from((1, 1, 2, 7, 14, 28)), PATTERNS), max_size=8)
    ):
        for number, half in enumerate(halves[start : start + length * step : step]):
            code = pattern[number % len(pattern)]
            if code == NOT_ON_ROLL:
                row.marks.pop(half, None)
            else:
                row.marks[half] = code


def _close_some(draw: st.DrawFn, rows: list[Row], halves: list[HalfDay], schools: int) -> None:
    """Close whole stretches of a school, so that school weeks and calendar weeks part company."""
    places = st.integers(0, len(halves) - 1)
    closures = st.tuples(st.integers(0, schools - 1), places, st.integers(1, 15 * 14), st.sampled_from("#.Z_"))
    for school, start, length, code in draw(st.lists(closures, max_size=3)):
        for row in rows:
            if row.school == school:
                for half in halves[start : start + length]:
                    row.marks.pop(half, None)
                    if code != NOT_ON_ROLL:
                        row.marks[half] = code


@st.composite
def registers_of_scattered_weeks(draw: st.DrawFn) -> Drawn:
    """Two schools whose open weeks lie far apart and differ, and pupils with a few unauthorised sessions in them.

    A week of a school is shut, or open by a pupil's mark, by Y4 alone, or by the calendar alone; `#`, Z and blanks open
    nothing. Half of the stretch lies in one academic year, half in the next.
    """
    first_year = draw(st.sampled_from(FIRST_YEARS))
    register = Register(first_year, 2, [])
    halves = register.half_days()
    middle = len(half_days_of_year(first_year))
    weeks = [halves[start : start + 14] for start in range(middle - 14 * 14, middle + 14 * 14, 14)]
    kinds = st.lists(st.sampled_from(("shut", "shut", "/", "Y4", "calendar", "#", "Z", NOT_YET_MARKED)), min_size=28)
    for school in (0, 1):
        other, pupil = Row(school, {}), Row(school, {})
        for week, kind in zip(weeks, draw(kinds), strict=False):
            place = draw(st.integers(0, 13))
            if kind == "calendar":
                register.also_open.add((school, week[place]))
            elif kind != "shut":
                other.marks[week[place]] = kind
            for session in week[: draw(st.sampled_from((0, 0, 0, 1, 2, 3)))]:
                pupil.marks[session] = draw(st.sampled_from(UNAUTHORISED))
        register.rows += [other, pupil]
    return Drawn(
        register,
        as_of=None,
        window_sessions=draw(st.integers(2, 8)),
        window_weeks=draw(st.integers(2, 12)),
    )


def _columns(register: Register) -> dict[HalfDay, int]:
    return {
        half: ix * STRIDE + column
        for ix in range(register.years)
        for column, half in enumerate(half_days_of_year(register.first_year + ix))
    }


def cells_of(register: Register) -> NDArray[np.uint8]:
    """The register's bytes, shape (rows, years * 744)."""
    cells = np.full((len(register.rows), register.years * STRIDE), ord("#"), dtype=np.uint8)
    columns = _columns(register)
    for number, row in enumerate(register.rows):
        for half, column in columns.items():
            cells[number, column] = grid_byte(row.marks.get(half, NOT_ON_ROLL))
    return cells


def also_open_of(register: Register) -> NDArray[np.bool_]:
    """The sessions that the calendar says were open, shape (schools, years, 742)."""
    schools = max((row.school for row in register.rows), default=0) + 1
    is_open = np.zeros((schools, register.years, COLUMNS), dtype=bool)
    for school, half in register.also_open:
        ix, column = divmod(laid_column(register, half), STRIDE)
        is_open[school, ix, column] = True
    return is_open


def matrix_of(register: Register) -> RegisterMatrix:
    """The register as the product holds it."""
    return RegisterMatrix.of_cells(
        cells_of(register),
        first_year=register.first_year,
        school_of_row=np.array([row.school for row in register.rows], dtype=np.int32),
        also_open=also_open_of(register),
    )


def laid_column(register: Register, half: HalfDay) -> int:
    """Where a half-day lies in the years laid end to end."""
    year = academic_year_of(half[0])
    return (year - register.first_year) * STRIDE + half_days_of_year(year).index(half)
