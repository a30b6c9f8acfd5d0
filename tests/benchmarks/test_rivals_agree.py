"""Before anything is timed, every rival has to count what our pass counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import CODES
from bellwether.core.register import RegisterMatrix
from bellwether.core.register.matrix import Engine
from benchmarks.long_table import long_table
from benchmarks.outputs import DifferentResultsError, from_pass, refuse_differences
from benchmarks.rivals.byte_loop import ByteLoop
from benchmarks.rivals.duckdb import DuckDb
from benchmarks.rivals.pandas import Pandas
from benchmarks.rivals.polars import Polars
from benchmarks.workshop import WINDOW, YEAR

PUPILS = 300
SCHOOLS = 4


def rows_of_bytes():
    """Every code there is, in spells and scattered; schools with days of their own; movers, one who came back."""
    draw = np.random.default_rng(20250901)
    school = np.sort(draw.integers(0, SCHOOLS, PUPILS)).astype(np.int32)
    weekday = np.arange(COLUMNS) // 2 % 7 < 5
    term = ~np.isin(np.arange(COLUMNS) // 14, [0, 1, 2, 3, 11, 20, 21, 27, 33, 34, 41, 51, 52])
    is_open = (weekday & term) & (draw.random((SCHOOLS, COLUMNS)) > 0.03)
    present = np.where(np.arange(COLUMNS) % 2, ord("\\"), ord("/"))
    cells = np.where(is_open[school], present, ord("#")).astype(np.uint8)
    every_code = np.array([code.byte for code in CODES.values()] + [ord(".")], np.uint8)
    common = np.frombuffer(b"IIIMOOOUUGNLLB", np.uint8)
    for row in range(PUPILS):
        for start in draw.integers(0, COLUMNS, draw.integers(0, 14)):
            span = slice(start, start + int(draw.geometric(0.08)))
            code = draw.choice(common if draw.random() < 0.7 else every_code)
            cells[row, span] = np.where(is_open[school[row], span], code, ord("#"))
    for row in draw.choice(PUPILS, 30, replace=False):
        left = int(draw.integers(100, COLUMNS))
        back = left + int(draw.integers(20, 400))
        cells[row, left:back] = np.where(is_open[school[row], left:back], ord("_"), ord("#"))
    return cells, school


@pytest.fixture(scope="module")
def register():
    cells, school = rows_of_bytes()
    return RegisterMatrix.of_rows(cells, year=YEAR, school_of_row=school)


@pytest.fixture(scope="module")
def table(register):
    return long_table(register)


@pytest.fixture(scope="module")
def figures(register, table):
    return from_pass(register.measure(window=WINDOW, engine=Engine.NUMPY), first_day=table.first_day)


def test_the_register_puts_every_figure_to_the_test(figures):
    assert (figures.met >= 0).sum() > 20
    assert (figures.peak[figures.met < 0] > 5).any()
    assert figures.longest_spell.max() > 20
    assert figures.longest_run.max() > 10
    assert (figures.codes.sum(axis=0) > 0).sum() > 30
    assert (figures.possible == 0).sum() < PUPILS


def test_duckdb_agrees(table, figures):
    rival = DuckDb(table)
    try:
        refuse_differences(figures, rival.outputs(), rival=rival.name)
    finally:
        rival.close()


def test_polars_agrees(table, figures):
    refuse_differences(figures, Polars(table).outputs(), rival="Polars")


def test_pandas_agrees(table, figures):
    refuse_differences(figures, Pandas(table).outputs(), rival="pandas")


@pytest.mark.parametrize("threads", [1, 2])
def test_the_byte_loop_agrees(register, figures, threads):
    refuse_differences(figures, ByteLoop(register, threads=threads).outputs(), rival="byte loop")


@pytest.mark.parametrize("threads", [1, 2])
def test_both_engines_of_ours_agree(register, table, figures, threads):
    measured = register.measure(window=WINDOW, engine=Engine.NUMBA, threads=threads)
    refuse_differences(figures, from_pass(measured, first_day=table.first_day), rival="Numba")


def test_the_long_table_has_a_row_for_each_mark_of_a_pupil_on_roll(register, table):
    is_open = register.schools.is_open[register.school_of_row, 0]
    held = is_open & (register.rows_of(YEAR) != ord("_"))
    assert len(table) == held.sum()
    assert (np.bincount(table.pupil, minlength=PUPILS) == held.sum(axis=1)).all()
    assert (table.nth >= 1).all()


def test_one_wrong_number_is_refused_and_named(figures):
    spells = figures.spells.copy()
    spells[7] += 1
    with pytest.raises(DifferentResultsError, match=r"Loop does not agree.*spells\[7\]"):
        refuse_differences(figures, replace(figures, spells=spells), rival="Loop")
