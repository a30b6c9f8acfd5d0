"""RegisterMatrix.measure says what plain loops say, whichever pass runs: NumPy, Numba, Numba on two threads."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.codes import CODES_BY_NUMBER
from bellwether.core.register.matrix import Engine, Window
from tests.core.register.registers import Drawn, laid_column, matrix_of, registers, registers_of_scattered_weeks
from tests.oracles import counts, runs
from tests.oracles.calendar import academic_year_of, half_days_of_year
from tests.oracles.threshold import threshold

if TYPE_CHECKING:
    from bellwether.core.register import Measured

PASSES = {
    "NumPy": (Engine.NUMPY, 1),
    "Numba": (Engine.NUMBA, 1),
    "Numba, two threads": (Engine.NUMBA, 2),
}


def measured_by_each(drawn: Drawn, **kwargs) -> dict[str, Measured]:
    """The same register measured by every pass."""
    matrix = matrix_of(drawn.register)
    window = Window(sessions=drawn.window_sessions, weeks=drawn.window_weeks)
    return {
        name: matrix.measure(as_of=drawn.as_of, window=window, engine=engine, threads=threads, **kwargs)
        for name, (engine, threads) in PASSES.items()
    }


def arrays_of(measured: Measured) -> dict[str, np.ndarray]:
    """Every array of a Measured by its name, the session totals among them."""
    own = {field.name: getattr(measured, field.name) for field in dataclasses.fields(measured)}
    totals = own.pop("sessions")
    return own | {f"sessions.{field.name}": getattr(totals, field.name) for field in dataclasses.fields(totals)}


@given(drawn=registers())
def test_counts_by_code_match_the_oracle(drawn):
    by_pass = measured_by_each(drawn)
    for number, row in enumerate(drawn.register.rows):
        expected = counts.counts_by_code(drawn.register, row, drawn.as_of)
        expected.pop("#", None)  # the matrix closes cells itself, so "#" says nothing about what was entered
        blanks = counts.unmarked(drawn.register, row, drawn.as_of)
        away = counts.not_on_roll(drawn.register, row, drawn.as_of)
        for name, measured in by_pass.items():
            found = dict(zip(CODES_BY_NUMBER, measured.codes[number].tolist(), strict=True))
            assert {code: count for code, count in found.items() if count and code not in "#._"} == expected, name
            assert found["."] == measured.unmarked[number] == blanks, name
            assert found["_"] == away, name


@given(drawn=registers())
def test_totals_match_the_oracle(drawn):
    by_pass = measured_by_each(drawn)
    for number, row in enumerate(drawn.register.rows):
        expected = counts.totals(drawn.register, row, drawn.as_of)
        for name, measured in by_pass.items():
            assert {key: int(getattr(measured, key)[number]) for key in expected} == expected, name
            assert measured.absent[number] == expected["authorised"] + expected["unauthorised"], name


@given(drawn=registers())
def test_spells_match_the_oracle(drawn):
    by_pass = measured_by_each(drawn)
    for number, row in enumerate(drawn.register.rows):
        expected = runs.spells(drawn.register, row, drawn.as_of)
        for name, measured in by_pass.items():
            assert measured.spells[number] == len(expected), name
            assert measured.longest_spell[number] == max(expected, default=0), name


@given(drawn=registers())
def test_weekdays_and_illness_days_match_the_oracle(drawn):
    by_pass = measured_by_each(drawn)
    for number, row in enumerate(drawn.register.rows):
        weekdays = counts.weekday_absence(drawn.register, row, drawn.as_of)
        days = counts.illness_days(drawn.register, row, drawn.as_of)
        for name, measured in by_pass.items():
            assert measured.weekday_absence[number].tolist() == weekdays, name
            assert measured.illness_days[number] == days, name


@given(drawn=registers())
def test_sessions_by_week_match_the_oracle(drawn):
    as_of = drawn.as_of or drawn.register.half_days()[-1][0]
    tables = matrix_of(drawn.register).weekly(as_of=as_of)
    days = half_days_of_year(academic_year_of(as_of))
    mondays = [days[first][0] for first in range(0, len(days), 14)]
    for number, row in enumerate(drawn.register.rows):
        for table, expected in zip(tables, counts.by_week(drawn.register, row, as_of), strict=True):
            assert table.shape == (len(drawn.register.rows), 53)
            found = dict(zip(mondays, table[number].tolist(), strict=False))
            assert {monday: count for monday, count in found.items() if count} == expected
            assert not table[number, len(mondays) :].any()


@given(drawn=registers())
def test_longest_unauthorised_run_matches_the_oracle(drawn):
    by_pass = measured_by_each(drawn)
    for number, row in enumerate(drawn.register.rows):
        run = runs.longest_unauthorised_run(drawn.register, row, drawn.as_of)
        first, last = (laid_column(drawn.register, run[end]) if run else -1 for end in (0, -1))
        for name, measured in by_pass.items():
            found = (measured.longest_unauthorised_run[number], measured.run_from[number], measured.run_to[number])
            assert found == (len(run), first, last), name


@given(drawn=registers() | registers_of_scattered_weeks())
def test_threshold_matches_the_oracle(drawn):
    by_pass = measured_by_each(drawn)
    asked = {"sessions": drawn.window_sessions, "weeks": drawn.window_weeks}
    for number, row in enumerate(drawn.register.rows):
        expected = threshold(drawn.register, row, drawn.as_of, **asked)
        held = expected.sessions
        first, met = (laid_column(drawn.register, held[end]) if held else -1 for end in (0, -1))
        for name, measured in by_pass.items():
            found = (measured.threshold_peak[number], measured.threshold_from[number], measured.threshold_met[number])
            assert found == (expected.peak, first, met), name


@given(drawn=registers(), data=st.data())
def test_session_totals_by_group_match_the_oracle(drawn, data):
    rows = len(drawn.register.rows)
    groups = data.draw(st.integers(1, 3))
    of_row = data.draw(st.lists(st.integers(0, groups - 1), min_size=rows, max_size=rows))
    by_pass = measured_by_each(drawn, group_of_row=np.array(of_row, dtype=np.int32), groups=groups + 1)
    last_year = drawn.register.first_year + drawn.register.years - 1
    halves = half_days_of_year(academic_year_of(drawn.as_of) if drawn.as_of else last_year)
    expected = counts.session_totals(drawn.register, drawn.as_of, of_row)
    for name, measured in by_pass.items():
        totals = measured.sessions
        assert totals.possible.shape == (groups + 1, 742), f"{name}: the last group is empty, and is there"
        found = {
            (group, halves[column]): {
                key: int(getattr(totals, key)[group, column]) for key in ("possible", "authorised", "unauthorised")
            }
            for group, column in np.argwhere(totals.possible > 0).tolist()
        }
        assert found == expected, name
        assert not totals.absent[totals.possible == 0].any(), name
        np.testing.assert_array_equal(totals.attended, totals.possible - totals.authorised - totals.unauthorised)


@given(drawn=registers())
def test_the_passes_give_the_same_arrays_to_the_last_figure_and_type(drawn):
    first, *others = (arrays_of(measured) for measured in measured_by_each(drawn).values())
    for name, values in first.items():
        for other in others:
            assert values.dtype == other[name].dtype, name
            np.testing.assert_array_equal(values, other[name], err_msg=name)


@given(drawn=registers())
def test_by_pupil_and_by_session_the_same_marks_are_counted(drawn):
    for measured in measured_by_each(drawn).values():
        for name in ("possible", "authorised", "unauthorised", "attended", "absent"):
            assert getattr(measured, name).sum() == getattr(measured.sessions, name).sum()
        np.testing.assert_array_equal(measured.weekday_absence.sum(axis=1), measured.absent)
        assert (measured.longest_spell <= measured.absent).all()
        assert (measured.spells <= measured.absent).all()
        assert (measured.longest_unauthorised_run >= (measured.run_from >= 0)).all()


@given(drawn=registers())
def test_without_a_window_no_threshold_is_met(drawn):
    matrix = matrix_of(drawn.register)
    for engine, threads in PASSES.values():
        measured = matrix.measure(as_of=drawn.as_of, engine=engine, threads=threads)
        assert (measured.threshold_met == -1).all()
        assert (measured.threshold_from == -1).all()


@given(drawn=registers(), later=st.sampled_from(["O", "I", "/", ".", "Y4", "_"]))
def test_marks_after_the_as_of_date_change_nothing(drawn, later):
    if drawn.as_of is None:
        drawn.as_of = drawn.register.half_days()[0][0]
    before = {name: arrays_of(measured) for name, measured in measured_by_each(drawn).items()}
    for row in drawn.register.rows:
        for half in [half for half in row.marks if half[0] > drawn.as_of]:
            if later == "_":
                del row.marks[half]
            else:
                row.marks[half] = later
    for name, measured in measured_by_each(drawn).items():
        for field, values in arrays_of(measured).items():
            np.testing.assert_array_equal(values, before[name][field], err_msg=f"{name}: {field}")
