"""A pupil's marks read on when the school converts, when the pupil moves, and when two records become one."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from bellwether.accounts.models import User
from bellwether.accounts.selectors import actor_of
from bellwether.core.access import OutOfReachError, Role
from bellwether.core.codes import SessionClass
from bellwether.organisations import services as places
from bellwether.organisations.facts import NewSchool
from bellwether.people import services as people
from bellwether.people.asked import NewPupil, Placement
from bellwether.people.models import Address, Enrolment, Pupil
from bellwether.registers import selectors, services
from bellwether.registers.facts import MarkChange
from bellwether.registers.selectors.figures import missed
from bellwether.registers.selectors.weeks import pupil_week, pupil_year
from tests.registers.builders import SYSTEM, write
from tests.world import NOW, TODAY, YEAR

MONDAY = date(2026, 11, 16)
ON = date(2026, 11, 19)  # the Thursday of that week
LATER = NOW + timedelta(days=3)


@pytest.fixture
def ada(world):
    return world.pupils["Ada"]


def _later(world, role, *, other=False, day=ON):
    """The actor of a user on a later day."""
    user = User.objects.get(pk=(world.other_users if other else world.users)[role])
    return actor_of(user, on=day, verified=True)


def _marked(world, pupil, marks, *, school=None):
    """Marks from Monday morning on: a code each half-day, made by the system."""
    for place, code in enumerate(marks):
        write(
            school or world.school, {pupil: code.encode()}, on=MONDAY + timedelta(days=place // 2), session=place % 2,
            now=NOW + timedelta(seconds=place),
        )  # fmt: skip


def _codes(week):
    return "".join(cell.code if len(cell.code) == 1 else "?" for cell in week.row.cells[:10])


@pytest.fixture
def time_machine_at():
    """Have the clock stand at another moment."""
    import time_machine

    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(time_machine.travel(moment, tick=True))


@pytest.fixture
def converted(opened, ada):
    """Marks of Monday to Wednesday; from Thursday the school is another one."""
    _marked(opened, ada, "/O/\\/\\")
    new = NewSchool("990100", "3012099", "Alder Academy", "primary", "Academy converter", opened.la, opened.trust)
    made = places.convert_school(opened.school, new=new, on=ON, actor=opened.actor(Role.HEAD), now=NOW)
    _marked_after(made, ada)
    return made


def _marked_after(school, pupil):
    write(school, {pupil: b"G"}, on=ON, session=0, now=LATER)


def test_the_week_of_a_conversion_is_one_week(opened, ada, converted):
    week = pupil_week(ada, monday=MONDAY, actor=_later(opened, Role.OFFICE))
    assert _codes(week) == "/O/\\/\\G..."
    assert [cell.school_id for cell in week.row.cells[:10]] == [opened.school] * 6 + [converted] * 4


def test_the_marks_of_both_schools_are_put_right_by_the_new_one(opened, ada, converted):
    office = _later(opened, Role.OFFICE)
    week = pupil_week(ada, monday=MONDAY, actor=office)
    changes = (MarkChange(ada, MONDAY, 1, "M"), MarkChange(ada, ON, 0, "I"))
    answer = services.amend_placed(week.placed(changes), reason="A letter came", actor=office, now=LATER)
    assert (answer.saved, answer.problems) == (2, ())
    assert _codes(pupil_week(ada, monday=MONDAY, actor=office)) == "/M/\\/\\I..."


def test_nothing_is_put_right_where_one_of_the_schools_says_no(opened, ada, converted):
    office = _later(opened, Role.OFFICE)
    week = pupil_week(ada, monday=MONDAY, actor=office)
    changes = (MarkChange(ada, MONDAY, 1, "M"), MarkChange(ada, ON, 0, "\\"))
    answer = services.amend_placed(week.placed(changes), reason="A letter came", actor=office, now=LATER)
    assert answer.problems
    assert _codes(pupil_week(ada, monday=MONDAY, actor=office)) == "/O/\\/\\G..."


def test_the_picture_of_the_year_and_the_figures_go_on(opened, ada, converted):
    office = _later(opened, Role.OFFICE)
    year = pupil_year(ada, year=YEAR, actor=office)
    assert year.school_id == converted
    assert int(year.is_marked.sum()) == 7
    assert int((year.classes[year.is_marked] == SessionClass.UNAUTHORISED).sum()) == 2
    found = missed([ada], on=ON, actor=office)[ada]
    assert (found.possible, found.unauthorised) == (7, 2)
    _, rows = selectors.matrix(actor=office, year=YEAR, school_id=converted, with_predecessors=True)
    assert rows.count(ada) == 2


def test_the_page_of_a_pupil_lists_the_days_of_both_schools(opened, ada, converted, time_machine_at):
    time_machine_at(LATER)
    page = opened.client(Role.OFFICE).get(reverse("desk:pupil", args=[ada])).content.decode()
    assert "16 Nov" in page
    assert "19 Nov" in page
    assert reverse("monitor:call", args=[converted, ada]) in page


def test_one_mark_of_the_old_school_opens_with_its_history(opened, ada, converted, time_machine_at):
    time_machine_at(LATER)
    page = opened.client(Role.OFFICE).get(reverse("registers:cell", args=[ada, MONDAY, 1]))
    assert page.status_code == 200
    assert "Register taken" in page.content.decode()


def _moved(world, pupil, starts_on=ON):
    move = people.offer_move(
        pupil, from_school=world.school, to_school=world.outside, starts_on=starts_on,
        actor=world.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    there = world.actor(Role.OFFICE, other=True)
    people.accept_move(move, actor=there, now=NOW, group_id=world.outside_group, nc_year=3)


def test_the_marks_of_the_school_before_come_along_and_stay_its_own(opened, ada):
    services.open_rows(opened.outside, YEAR, actor=SYSTEM, now=NOW)
    _marked(opened, ada, "/O/\\/\\")
    _moved(opened, ada)
    there = _later(opened, Role.OFFICE, other=True)
    week = pupil_week(ada, monday=MONDAY, actor=there)
    assert _codes(week) == "/O/\\/\\...."
    assert [cell.can_amend for cell in week.row.cells[:10]] == [False] * 6 + [True] * 4
    with pytest.raises(OutOfReachError):
        services.amend_placed(week.placed((MarkChange(ada, MONDAY, 1, "M"),)), reason="Theirs", actor=there, now=LATER)
    assert int(pupil_year(ada, year=YEAR, actor=there).is_marked.sum()) == 6


def test_a_school_sees_its_own_mark_of_a_pupil_of_two_schools_and_who_sees_both_the_real_one(opened, ada):
    services.open_rows(opened.sister, YEAR, actor=SYSTEM, now=NOW)
    Enrolment.objects.filter(pupil_id=ada).update(kind="dual-main")
    placement = Placement(opened.sister, MONDAY - timedelta(days=7), kind="dual-subsidiary", nc_year=7)
    people.enrol(ada, placement=placement, actor=replace(SYSTEM, on=TODAY), now=NOW)
    _marked(opened, ada, "/D")
    _marked(opened, ada, "D\\", school=opened.sister)
    assert _codes(pupil_week(ada, monday=MONDAY, actor=opened.actor(Role.OFFICE)))[:2] == "/D"
    assert _codes(pupil_week(ada, monday=MONDAY, actor=opened.actor(Role.DIRECTOR_OF_INCLUSION)))[:2] == "/\\"


def test_marks_made_under_a_record_that_was_merged_are_the_pupils(opened, ada):
    child = Pupil.objects.get(pk=ada)
    office = opened.actor(Role.OFFICE)
    twice = people.admit(
        NewPupil(child.legal_forename, child.legal_surname, child.sex, child.born_on),
        placement=Placement(opened.school, MONDAY, group_id=opened.group, nc_year=3), actor=office, now=NOW,
    )  # fmt: skip
    for pupil in (ada, twice):
        Address.objects.create(pupil_id=pupil, lines="1 Made-up Road", from_on=TODAY)
    _marked(opened, ada, "/\\")
    write(opened.school, {twice: b"O"}, on=TODAY, session=0)
    people.merge_pupils(twice, merged_id=ada, reason="Entered twice", actor=opened.actor(Role.HEAD), now=NOW)
    found = missed([twice], on=TODAY, actor=office)[twice]
    assert (found.possible, found.unauthorised) == (3, 1)
    assert _codes(pupil_week(twice, monday=MONDAY, actor=office))[:3] == "/\\O"
    _, rows = selectors.matrix(actor=office, year=YEAR, pupil_ids=[twice])
    assert rows == (twice, twice)
