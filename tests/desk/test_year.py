"""The year so far: each school's figures as the slow twin counts them, England's beside them, small numbers hidden."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bellwether.core.access import Role
from bellwether.core.calendar import day_of_column
from bellwether.desk.selectors import home
from bellwether.registers.selectors import matrix
from bellwether.registers.selectors.year import year_figures
from tests.desk.test_today import page_of, text_of
from tests.monitor.builders import marks_of, open_school
from tests.oracles.codes import counts_as
from tests.registers.builders import fill_class, open_plain_rows, write
from tests.world import NOW, TODAY, YEAR

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 9)
WEEK = tuple(MONDAY + timedelta(days=number) for number in range(5))
YESTERDAY = TODAY - timedelta(days=1)


def present(world, pupils, days=WEEK):
    for day in days:
        for session, code in ((0, b"/"), (1, b"\\")):
            write(world.school, dict.fromkeys(pupils, code), on=day, session=session)


def kinds_of(marks):
    """What each possible session up to yesterday counted as, one mark at a time."""
    days = (day_of_column(YEAR, column) for column in range(len(marks)))
    found = [counts_as(chr(mark), day) for mark, day in zip(marks, days, strict=True) if day <= YESTERDAY]
    return [kind for kind in found if kind != "out"]


def absences(kinds):
    return sum(kind in ("authorised", "unauthorised") for kind in kinds)


@pytest.fixture
def year(world):
    """A week of the six pupils of the school: Ada missed a day of it, Ben all; everybody else was there."""
    open_school(world)
    here = [world.pupils[name] for name in ("Ada", "Cleo", "Dewi", "Ezra", "Fern")]
    present(world, here, WEEK[1:])
    present(world, [one for one in here if one != world.pupils["Ada"]], WEEK[:1])
    marks_of(world, "Ada", "I", WEEK[0])
    marks_of(world, "Ben", "O", *WEEK)
    return world


def test_the_counts_are_those_of_the_slow_twin(year):
    office = year.actor(Role.OFFICE)
    register, _ = matrix(actor=office, school_id=year.school, year=YEAR)
    slow = [kinds_of(bytes(row)) for row in register.rows_of(YEAR)]
    found = year_figures([year.school], as_of=YESTERDAY, actor=office)[year.school]
    assert found.possible == sum(map(len, slow)) == 60
    assert found.absent == sum(map(absences, slow)) == 12
    assert found.attended == 48
    shares = [Fraction(absences(one), len(one)) for one in slow if one]
    assert found.persistent == sum(share >= Fraction(1, 10) for share in shares) == 2
    assert found.severe == sum(share >= Fraction(1, 2) for share in shares) == 1
    assert (found.first, found.last, found.pupils) == (WEEK[0], WEEK[-1], 6)


def test_today_is_left_out_and_so_is_a_school_out_of_reach(year):
    marks_of(year, "Cleo", "I", TODAY)
    found = year_figures([year.school, year.outside], as_of=YESTERDAY, actor=year.actor(Role.OFFICE))
    assert set(found) == {year.school}
    assert found[year.school].absent == 12


def test_a_school_without_a_session_yet_has_no_figures(world):
    open_school(world)
    assert year_figures([world.school], as_of=YESTERDAY, actor=world.actor(Role.OFFICE)) == {}
    assert "This school year" not in page_of(world, Role.GOVERNOR)


def test_a_head_reads_the_year_beside_england(year):
    shown = text_of(page_of(year, Role.HEAD))
    assert "This school year, up to Friday 13 November 2026" in shown
    assert "Alder Primary School 6 80.0 % 33.3 % 2 of 6 16.6 % 1 of 6" in shown
    assert "England, primary schools" in shown
    assert "whole year" in shown


def test_a_governor_reads_no_figure_of_a_few_pupils(year):
    shown = text_of(page_of(year, Role.GOVERNOR))
    assert "2 of 6" not in shown
    assert "1 of 6" not in shown
    assert "Hidden" in shown
    assert "England, primary schools" in shown


def test_figures_of_many_pupils_are_shown_to_a_governor(year):
    more = fill_class(year, 64)
    open_plain_rows(year.school, more)
    present(year, more[12:])
    for day in WEEK:
        for session in (0, 1):
            write(year.school, dict.fromkeys(more[:12], b"O"), on=day, session=session)
    for day in WEEK[:1]:
        for session in (0, 1):
            write(year.school, dict.fromkeys(more[12:20], b"I"), on=day, session=session)
    shown = text_of(page_of(year, Role.GOVERNOR))
    assert "22 of 66" in shown
    assert "13 of 66" in shown


def test_a_trust_with_two_kinds_of_school_has_a_row_of_england_for_each(year):
    open_plain_rows(year.sister, [year.pupils["Gwen"]])
    write(year.sister, {year.pupils["Gwen"]: b"/"}, on=WEEK[0], session=0)
    shown = text_of(page_of(year, Role.TRUSTEE))
    assert "England, primary schools" in shown
    assert "England, secondary schools" in shown


def test_the_year_costs_as_many_queries_for_two_schools_as_for_one(year):
    open_plain_rows(year.sister, [year.pupils["Gwen"]])
    actor = year.actor(Role.TRUSTEE)
    asked = []
    for schools in ([year.school], [year.school, year.sister]):
        with CaptureQueriesContext(connection) as found:
            year_figures(schools, as_of=YESTERDAY, actor=actor)
        asked.append(len(found))
    assert asked == [3, 3]  # the schools, where they lie, their rows


def test_an_authority_of_many_schools_is_told_why_the_year_is_not_counted(year, monkeypatch):
    monkeypatch.setattr(import_module("bellwether.desk.selectors.home"), "_MOST_COUNTED", 1)
    officer = year.actor(Role.LA_ATTENDANCE_OFFICER)
    facts = home(actor=officer, now=NOW, today=TODAY)
    assert facts.too_many
    assert facts.years == ()
    assert "are not counted here" in text_of(page_of(year, Role.LA_ATTENDANCE_OFFICER))
