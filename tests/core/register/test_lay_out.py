"""lay_out puts each mark in its cell and tells the three kinds of empty cell apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import academic_year_of
from bellwether.core.codes import code_of
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register import MarksToLay, lay_out
from tests.oracles import laying
from tests.oracles.calendar import half_days_of_year
from tests.oracles.codes import ALL, NOT_YET_MARKED, grid_byte
from tests.oracles.laying import LooseMarks, LooseRow

if TYPE_CHECKING:
    from tests.oracles.register import HalfDay

AM, PM = 0, 1
START_EARLIEST, FAR = timedelta(days=-25), timedelta(days=25)
"""Everything that is drawn lies within three weeks, so that the cells beyond are all closed."""
BLANKS = [NOT_YET_MARKED] * 5


def slot(half: HalfDay) -> int:
    return 2 * (half[0] - date(1970, 1, 1)).days + half[1]


def bounds(halves: list[HalfDay | None]) -> np.ndarray:
    return np.array([MarksToLay.NOT_KNOWN if half is None else slot(half) for half in halves], dtype=np.int32)


def by_school(flags: set[tuple[int, HalfDay]], schools: int) -> tuple[np.ndarray, ...]:
    return tuple(
        np.array(sorted(slot(half) for number, half in flags if number == school), dtype=np.int32)
        for school in range(schools)
    )


def to_lay(loose: LooseMarks) -> MarksToLay:
    """The loose marks as columns, the last row's first: lay_out must not care about the order."""
    marks = [(number, half, code) for number, row in enumerate(loose.rows) for half, code in row.marks.items()][::-1]
    schools = max(row.school for row in loose.rows) + 1
    return MarksToLay(
        row=np.array([number for number, _, _ in marks], dtype=np.int32),
        slot=np.array([slot(half) for _, half, _ in marks], dtype=np.int32),
        byte=np.array([grid_byte(code) for _, _, code in marks], dtype=np.uint8),
        school_of_row=np.array([row.school for row in loose.rows], dtype=np.int32),
        first_on_roll=bounds([row.first_on_roll for row in loose.rows]),
        last_on_roll=bounds([row.last_on_roll for row in loose.rows]),
        also_open=by_school(loose.also_open, schools),
        also_closed=by_school(loose.also_closed, schools),
    )


@st.composite
def loose_marks(draw: st.DrawFn) -> LooseMarks:
    """A few rows with marks at nearby half-days, some over a year's end; bounds known for some."""
    start = draw(st.sampled_from([date(2025, 9, 1), date(2026, 7, 29), date(2023, 7, 29), date(2023, 7, 20)]))
    days = st.integers(0, 20).map(lambda number: start + timedelta(days=number))
    halves = st.tuples(days, st.sampled_from([AM, PM]))
    rows = []
    for school in draw(st.lists(st.integers(0, 2), min_size=1, max_size=5)):
        first, last = draw(st.none() | halves), draw(st.none() | halves)
        marks = draw(st.dictionaries(halves, st.sampled_from((*ALL, *BLANKS)), max_size=25))
        rows.append(LooseRow(school, marks, first, last))
    if not any(row.marks for row in rows):
        rows[0] = LooseRow(rows[0].school, {(start, AM): "/"})
    schools = st.sampled_from([row.school for row in rows])
    also_open = draw(st.sets(st.tuples(schools, halves), max_size=5))
    also_closed = draw(st.sets(st.tuples(schools, halves), max_size=5)) - also_open
    return LooseMarks(rows, also_open, also_closed)


@given(loose=loose_marks())
def test_every_cell_is_what_the_oracle_says(loose):
    matrix = lay_out(to_lay(loose))
    marked = [half for row in loose.rows for half in row.marks]
    assert matrix.first_year == academic_year_of(min(marked)[0])
    assert matrix.years == academic_year_of(max(marked)[0]) - matrix.first_year + 1
    for year in range(matrix.first_year, matrix.first_year + matrix.years):
        grid = matrix.rows_of(year)
        for number, row in enumerate(loose.rows):
            found = dict(zip(half_days_of_year(year), map(code_of, grid[number].tolist()), strict=False))
            near = {half: code for half, code in found.items() if START_EARLIEST <= half[0] - min(marked)[0] <= FAR}
            assert near == {half: laying.cell(loose, row, half) for half in near}, number
            assert {code for half, code in found.items() if half not in near} <= {laying.CLOSED}, number


def lay_one(marks: dict[HalfDay, str], *, until: date | None = None, last: HalfDay | None = None):
    return lay_out(to_lay(LooseMarks([LooseRow(0, marks, None, last)])), until=until)


def test_a_mark_after_the_last_half_day_on_roll_is_not_counted():
    friday = (date(2026, 2, 13), AM)
    left = (date(2026, 2, 12), PM)
    matrix = lay_one({(date(2026, 2, 12), AM): "/", left: "\\", friday: "O"}, last=left)
    measured = matrix.measure()
    assert (measured.possible[0], measured.unauthorised[0], measured.unmarked[0]) == (2, 0, 0)


def test_a_mark_before_the_first_half_day_on_roll_is_not_counted():
    first = (date(2025, 9, 8), AM)
    row = LooseRow(0, {(date(2025, 9, 3), AM): "O", first: "/"}, first_on_roll=first)
    measured = lay_out(to_lay(LooseMarks([row]))).measure()
    assert (measured.possible[0], measured.unauthorised[0], measured.unmarked[0]) == (1, 0, 0)


def test_the_years_go_on_until_the_day_that_is_asked_for():
    assert lay_one({(date(2025, 9, 3), AM): "/"}, until=date(2027, 1, 4)).years == 2


def test_a_day_before_the_last_mark_is_refused_as_the_end():
    with pytest.raises(ShapeMismatchError):
        lay_one({(date(2025, 9, 3), AM): "/", (date(2026, 9, 3), AM): "/"}, until=date(2026, 1, 5))


def test_years_without_a_mark_between_two_with_marks_are_laid_and_closed():
    matrix = lay_one({(date(2021, 9, 3), AM): "/", (date(2023, 9, 4), AM): "/"})
    assert (matrix.first_year, matrix.years) == (2021, 3)
    assert set(matrix.rows_of(2022).ravel().tolist()) == {ord("#")}


def test_a_day_of_unexpected_closure_alone_is_a_school_day_and_one_of_prospective_pupils_is_not():
    snow, closed = date(2025, 12, 1), date(2025, 12, 2)
    days = lay_one({(snow, AM): "Y4", (closed, AM): "Z", (date(2025, 12, 3), AM): "/"}).schools.school_days(0)
    assert (snow in days, closed in days) == (True, False)


def test_no_marks_and_no_day_are_refused():
    with pytest.raises(ShapeMismatchError):
        lay_one({})
