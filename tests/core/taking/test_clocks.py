from datetime import date, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import COLUMNS, SchoolDays, first_monday
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.policy import load_policy
from bellwether.core.taking import (
    NState,
    best_mark_at_close,
    marks_at_close,
    n_deadline,
    n_states,
    provision_due_on,
    register_open_problem,
)
from tests.oracles import taking as oracle

POLICY = load_policy("dfe-2024")
YEAR = 2026
MONDAY = first_monday(YEAR)
DAY = timedelta(days=1)

# Half-term: Friday 23 October, a week off, a training day on Monday 2 November.
OCTOBER = [date(2026, 10, day) for day in (19, 20, 21, 22, 23)]
NOVEMBER = [date(2026, 11, day) for day in (3, 4, 5, 6, 9, 10, 11)]
SCHOOL_DAYS = SchoolDays.of([*OCTOBER, *NOVEMBER])


def test_the_clock_of_an_n_before_half_term_ends_on_the_fifth_school_day_after():
    """Tuesday to Friday are four, the Monday after is the fifth (test vector 5)."""
    assert n_deadline(date(2026, 10, 23), school_days=SCHOOL_DAYS, policy=POLICY) == date(2026, 11, 9)


def test_there_is_no_deadline_where_the_days_are_not_known_or_no_rule_was_in_force():
    assert n_deadline(date(2026, 11, 9), school_days=SCHOOL_DAYS, policy=POLICY) is None
    old = SchoolDays.of([date(2024, 7, day) for day in range(1, 20)])
    assert n_deadline(date(2024, 7, 1), school_days=old, policy=POLICY) is None


@pytest.mark.parametrize(
    ("today", "state", "days_left"),
    [
        (date(2026, 10, 23), NState.RUNNING, 5),
        (date(2026, 10, 30), NState.RUNNING, 5),
        (date(2026, 11, 6), NState.RUNNING, 1),
        (date(2026, 11, 9), NState.DUE, 0),
        (date(2026, 11, 10), NState.OVERDUE, 0),
    ],
)
def test_an_n_runs_is_due_and_is_overdue(today, state, days_left):
    cells = np.full((2, COLUMNS), ord("#"), dtype=np.uint8)
    column = 2 * (date(2026, 10, 23) - MONDAY).days + 1
    cells[1, column] = ord("N")
    (found,) = n_states(cells, year=YEAR, school_days=SCHOOL_DAYS, policy=POLICY, today=today)
    assert (found.row, found.column, found.on, found.session) == (1, column, date(2026, 10, 23), 1)
    assert (found.deadline, found.days_left, found.state) == (date(2026, 11, 9), days_left, state)


def test_an_n_whose_deadline_is_not_known_says_so():
    cells = np.full((1, COLUMNS), ord("/"), dtype=np.uint8)
    cells[0, 2 * (date(2026, 11, 11) - MONDAY).days] = ord("N")
    (found,) = n_states(cells, year=YEAR, school_days=SCHOOL_DAYS, policy=POLICY, today=date(2026, 11, 11))
    assert (found.deadline, found.days_left, found.state) == (None, None, NState.UNKNOWN)


def test_rows_of_another_width_are_refused():
    with pytest.raises(ShapeMismatchError):
        n_states(
            np.zeros((1, 10), np.uint8), year=YEAR, school_days=SCHOOL_DAYS, policy=POLICY, today=date(2026, 11, 9)
        )


SOME_DAYS = st.sets(st.dates(date(2026, 8, 3), date(2026, 9, 30)), min_size=1)


@given(SOME_DAYS, st.dates(date(2026, 8, 3), date(2026, 9, 30)), st.dates(date(2026, 8, 3), date(2026, 10, 30)))
def test_every_clock_matches_the_oracle(days, on, today):
    cells = np.full((1, COLUMNS), ord("."), dtype=np.uint8)
    cells[0, 2 * (on - MONDAY).days] = ord("N")
    (found,) = n_states(cells, year=YEAR, school_days=SchoolDays.of(days), policy=POLICY, today=today)
    deadline = oracle.last_day_of_n(on, days)
    assert found.deadline == deadline
    if deadline is not None:
        assert (found.state is NState.OVERDUE) == (today > deadline)
        assert (found.state is NState.DUE) == (today == deadline)
        assert found.days_left == oracle.day_of_absence(today + DAY, deadline, days)


@given(SOME_DAYS, st.dates(date(2026, 8, 3), date(2026, 9, 30)), st.none() | st.integers(0, 40))
def test_provision_falls_due_on_the_sixth_school_day_as_the_oracle_counts(days, first, length):
    last = None if length is None else first + length * DAY
    due = oracle.sixth_day(first, days)
    expected = None if due is None or (last is not None and due > last) else due
    school_days = SchoolDays.of(days)
    assert provision_due_on(first, last_day=last, school_days=school_days, policy=POLICY) == expected


def test_a_suspension_over_half_term_counts_school_days_alone():
    """Wednesday to Friday are three, Tuesday to Thursday after the break three more."""
    found = provision_due_on(date(2026, 10, 21), last_day=None, school_days=SCHOOL_DAYS, policy=POLICY)
    assert found == date(2026, 11, 5)


def test_a_suspension_of_five_days_brings_no_duty():
    first, last = date(2026, 10, 19), date(2026, 10, 23)
    assert provision_due_on(first, last_day=last, school_days=SCHOOL_DAYS, policy=POLICY) is None
    assert provision_due_on(date(2007, 8, 1), last_day=None, school_days=SCHOOL_DAYS, policy=POLICY) is None


@pytest.mark.parametrize(
    ("standing", "planned", "mark"),
    [(".", None, "N"), (".", "M", "M"), (".", "C1", "C1"), (".", "/", "N"), (".", "??", "N"), ("/", "M", "/"),
     ("#", "M", "#"), ("_", None, "_"), ("L", None, "L")],
)  # fmt: skip
def test_what_is_unmarked_at_close_becomes_its_planned_absence_or_n(standing, planned, mark):
    assert best_mark_at_close(standing, planned=planned) == mark


def test_a_class_closes_at_once_as_pupil_by_pupil():
    assert marks_at_close(b"/..#_", planned=[None, None, "C2", "M", "M"]) == b"/Np#_"
    with pytest.raises(ShapeMismatchError):
        marks_at_close(b"/", planned=[])


NEW, OLD = date(2024, 8, 19), date(2024, 8, 18)


def test_a_register_open_for_over_half_an_hour_is_refused_with_the_rule():
    found = register_open_problem(time(8, 40), time(9, 15), policy=POLICY, on=NEW)
    assert found is not None
    assert (found.minutes, found.most, found.rule.id) == (35, 30, "register.open-minutes-most")
    assert found.rule.source.document


@pytest.mark.parametrize(("closes", "on"), [(time(9, 10), NEW), (time(8, 50), NEW), (time(9, 15), OLD)])
def test_half_an_hour_is_lawful_and_so_was_more_before_the_rule(closes, on):
    assert register_open_problem(time(8, 40), closes, policy=POLICY, on=on) is None
