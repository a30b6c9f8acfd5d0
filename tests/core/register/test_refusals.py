"""A RegisterMatrix checks once what it is given; afterwards nothing can be written into it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register import Groups, RegisterMatrix, SchoolSessions
from bellwether.core.register.matrix import Engine

COLUMNS, STRIDE = 742, 744
LAST_COLUMN_OF_52_WEEKS = 52 * 14 - 1
ENGINES = [Engine.NUMPY, Engine.NUMBA]


def closed_rows(number: int) -> np.ndarray:
    return np.full((number, COLUMNS), ord("#"), dtype=np.uint8)


def two_rows() -> np.ndarray:
    """One pupil present on the first morning, one absent without leave."""
    rows = closed_rows(2)
    rows[0, 0], rows[1, 0] = ord("/"), ord("O")
    return rows


def cells(rows: int = 1, years: int = 1) -> np.ndarray:
    return np.full((rows, years * STRIDE), ord("#"), dtype=np.uint8)


def schools_of(number: int) -> np.ndarray:
    return np.zeros(number, dtype=np.int32)


@pytest.mark.parametrize("length", [0, COLUMNS - 1, COLUMNS + 1, STRIDE])
def test_packed_rows_of_another_length_are_refused(length):
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows([b"#" * length], year=2025)
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(np.full((1, length), ord("#"), dtype=np.uint8), year=2025)


def test_a_flat_array_of_rows_is_refused():
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(np.full(COLUMNS, ord("#"), dtype=np.uint8), year=2025)


def test_rows_wider_than_a_byte_a_cell_are_refused_and_never_wrapped():
    rows: Any = two_rows().astype(np.int32)
    rows[0, 0] += 256
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(rows, year=2025)


@pytest.mark.parametrize("width", [0, COLUMNS, STRIDE - 1, STRIDE + 1])
def test_cells_that_are_no_whole_number_of_years_are_refused(width):
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_cells(np.full((1, width), ord("#"), np.uint8), first_year=2025, school_of_row=schools_of(1))


@pytest.mark.parametrize("shape", [(1, 2, COLUMNS), (1, 1, STRIDE), (1, COLUMNS)])
def test_calendar_sessions_of_another_shape_are_refused(shape):
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_cells(
            cells(), first_year=2025, school_of_row=schools_of(1), also_open=np.zeros(shape, dtype=bool)
        )


def test_calendar_sessions_of_fewer_schools_than_the_rows_name_are_refused():
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_cells(
            cells(2),
            first_year=2025,
            school_of_row=np.array([0, 1], dtype=np.int32),
            also_open=np.zeros((1, 1, COLUMNS), dtype=bool),
        )


def test_school_sessions_of_another_shape_are_refused():
    with pytest.raises(ShapeMismatchError):
        SchoolSessions(2025, np.zeros((1, 1, COLUMNS - 1), dtype=bool))


@pytest.mark.parametrize("byte", [0, ord("x"), ord("A"), ord("0"), ord("8"), ord(" "), 255])
def test_a_byte_that_stands_for_nothing_is_refused(byte):
    rows = two_rows()
    rows[1, 7] = byte
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(rows, year=2025)


@pytest.mark.parametrize("column", [LAST_COLUMN_OF_52_WEEKS + 1, COLUMNS - 1])
def test_a_session_in_the_53rd_week_of_a_year_of_52_is_refused(column):
    rows = two_rows()
    rows[0, column] = ord("/")
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(rows, year=2025)
    assert RegisterMatrix.of_rows(rows, year=2022).measure().possible[0] == 2, "2022 has 53 weeks"


@pytest.mark.parametrize("column", [COLUMNS, COLUMNS + 1])
def test_a_mark_in_the_closed_columns_after_the_year_is_refused(column):
    beyond = cells()
    beyond[0, column] = ord("/")
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_cells(beyond, first_year=2022, school_of_row=schools_of(1))


@pytest.mark.parametrize("school", [-1, 1, 7])
def test_a_school_that_is_not_there_is_refused(school):
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix(
            cells(),
            np.array([school], dtype=np.int32),
            SchoolSessions(2025, np.zeros((1, 1, COLUMNS), dtype=bool)),
        )


def test_a_negative_school_is_refused():
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(two_rows(), year=2025, school_of_row=[0, -1])


def test_another_number_of_schools_than_rows_is_refused():
    with pytest.raises(ShapeMismatchError):
        RegisterMatrix.of_rows(two_rows(), year=2025, school_of_row=[0])


@pytest.mark.parametrize("day", [date(2025, 8, 3), date(2026, 8, 3)])
def test_an_as_of_date_in_another_academic_year_is_refused(day):
    register = RegisterMatrix.of_rows(two_rows(), year=2025)
    with pytest.raises(ShapeMismatchError):
        register.measure(as_of=day)
    with pytest.raises(ShapeMismatchError):
        register.column(day, 0)


def test_the_rows_of_a_year_that_is_not_there_are_refused():
    register = RegisterMatrix.of_rows(two_rows(), year=2025)
    for year in (2024, 2026):
        with pytest.raises(ShapeMismatchError):
            register.rows_of(year)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("group_of_row", [[0], [0, 1, 0], [0, 2], [0, -2]])
def test_groups_of_another_number_of_rows_or_out_of_range_are_refused(engine, group_of_row):
    register = RegisterMatrix.of_rows(two_rows(), year=2025)
    with pytest.raises(ShapeMismatchError):
        register.measure(engine=engine, group_of_row=np.array(group_of_row, dtype=np.int32), groups=2)


def test_counts_of_another_number_of_rows_have_no_total():
    with pytest.raises(ShapeMismatchError):
        Groups.by(["7B", "7C"]).total(np.zeros(3, dtype=np.int32))


@pytest.mark.parametrize(
    "part", ["cells", "school_of_row", "rows", "is_open", "template", "open_before", "week_numbers"]
)
def test_nothing_of_a_register_can_be_written(part):
    register = RegisterMatrix.of_rows(two_rows(), year=2025)
    arrays: dict[str, Any] = {
        "cells": register.cells,
        "school_of_row": register.school_of_row,
        "rows": register.rows_of(2025),
    }
    array = arrays[part] if part in arrays else getattr(register.schools, part)
    with pytest.raises(ValueError, match="read-only"):
        array[(0,) * array.ndim] = 1


def test_the_arrays_that_of_rows_is_given_stay_the_callers_own():
    rows, schools = two_rows(), schools_of(2)
    register = RegisterMatrix.of_rows(rows, year=2025, school_of_row=schools)
    rows[0, 0], schools[0] = ord("I"), 0
    assert register.rows_of(2025)[0, 0] == ord("/")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("threads", [1, 2])
def test_a_register_without_pupils_measures_to_nothing(engine, threads):
    measured = RegisterMatrix.of_rows([], year=2025).measure(engine=engine, threads=threads, groups=3)
    assert len(measured.possible) == len(measured.codes) == 0
    assert measured.sessions.possible.shape == (3, COLUMNS)
    assert not measured.sessions.possible.any()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_register_of_closed_columns_measures_to_zero(engine):
    measured = RegisterMatrix.of_rows(closed_rows(3), year=2025).measure(engine=engine)
    assert not measured.possible.any()
    assert not measured.sessions.possible.any()
