"""What a register says about leave that has no plan: a fact for whoever codes, never the mark itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import selectors as registers
from bellwether.registers.leave_facts import NoteKind, Span
from bellwether.registers.selectors.leave import leave_note, leave_of_school
from bellwether.registers.services import leave
from tests.registers.leave.builders import JUST_NOW, ask, decide, granted, mark, part, refused
from tests.world import NOW, TODAY

YESTERDAY = TODAY - timedelta(days=1)
ENDED = Span(date(2026, 11, 9), 0, date(2026, 11, 13), 1)  # the Monday to Friday before


def note_of(world, actor, *, on=TODAY, session=0, pupil="Ada"):
    return leave_note(world.school, world.pupils[pupil], on=on, session=session, actor=actor)


@pytest.mark.parametrize(("ground", "code"), [("holiday", "G"), ("exceptional", "O"), ("religious", "O")])
def test_whoever_marks_is_told_that_leave_was_not_agreed_and_what_that_is(opened, office, head, teacher, ground, code):
    decide(ask(opened, office, ground=ground, span=JUST_NOW), refused(), actor=head)
    page = registers.register_page(opened.group, on=TODAY, session=0, actor=teacher, now=NOW)
    lines = {line.pupil.id: line for line in page.lines}
    found = lines[opened.pupils["Ada"]]
    assert (found.leave.kind, found.leave.code) == (NoteKind.NOT_AGREED, code)
    assert (found.code, found.plan_code) == (".", "")
    assert lines[opened.pupils["Ben"]].leave is None


def test_a_request_that_nobody_decided_is_said_to_be_open(opened, office):
    ask(opened, office, span=JUST_NOW)
    assert note_of(opened, office).kind is NoteKind.UNDECIDED
    assert note_of(opened, office, on=TODAY + timedelta(days=7)) is None


def test_of_leave_agreed_in_part_only_the_other_days_are_not_agreed(opened, office, head):
    decide(ask(opened, office, span=JUST_NOW), part(Span(YESTERDAY, 0, TODAY, 0)), actor=head)
    assert note_of(opened, head, on=TODAY, session=0) is None
    found = note_of(opened, head, on=TODAY, session=1)
    assert (found.kind, found.until) == (NoteKind.NOT_AGREED, TODAY)


@pytest.mark.parametrize(("ground", "code"), [("holiday", "G"), ("exceptional", "O")])
def test_still_away_past_what_was_agreed_is_said_until_the_pupil_is_back(opened, office, head, ground, code):
    decide(ask(opened, office, ground=ground, span=ENDED), granted(), actor=head)
    found = note_of(opened, head, on=YESTERDAY)
    assert (found.kind, found.code, found.until) == (NoteKind.OVERRUN, code, ENDED.ends_on)
    mark(opened, {(YESTERDAY, 0): "N", (YESTERDAY, 1): "N"})
    assert note_of(opened, head).kind is NoteKind.OVERRUN
    lines, _ = leave_of_school(opened.school, state="decided", actor=head, today=TODAY)
    assert lines[0].not_back_since == YESTERDAY
    mark(opened, {(YESTERDAY, 1): "\\"})
    assert note_of(opened, head) is None
    assert leave_of_school(opened.school, state="decided", actor=head, today=TODAY)[0][0].not_back_since is None


def test_leave_that_was_withdrawn_or_decided_anew_says_nothing_old(opened, office, head):
    made = ask(opened, office, span=JUST_NOW)
    decide(made, refused(), actor=head)
    decide(made, granted(seen=1), actor=head)
    assert note_of(opened, head) is None
    leave.withdraw_leave(made, because="They stay", actor=office, now=NOW)
    assert note_of(opened, head) is None


def test_the_note_stands_beside_the_pupil_and_on_the_page_of_the_mark_and_hides_once_they_are_here(
    opened, office, head
):
    decide(ask(opened, office, ground="holiday", span=JUST_NOW), refused(), actor=head)
    words = "Leave was not agreed for this day. Away for it all the same is G (Holiday not granted)."
    register = reverse("registers:take", args=[opened.group, TODAY, "am"])
    cell = reverse("registers:cell", args=[opened.pupils["Ada"], TODAY, "am"])
    assert words in opened.client(Role.CLASS_TEACHER).get(register).content.decode()
    assert words in opened.client(Role.OFFICE).get(cell).content.decode()
    mark(opened, {(TODAY, 0): "/"})
    assert words not in opened.client(Role.CLASS_TEACHER).get(register).content.decode()


@pytest.mark.parametrize("requests", [0, 4])
def test_notes_cost_a_register_one_question_and_three_where_there_is_leave(
    opened, office, head, requests, django_assert_num_queries
):
    from bellwether.registers.store.leave_notes import leave_notes

    for pupil in ("Ada", "Ben", "Cleo", "Dewi")[:requests]:
        decide(ask(opened, office, pupil=pupil, span=ENDED), granted(), actor=head)
    with django_assert_num_queries(3 if requests else 1):
        found = leave_notes(opened.school, on=TODAY, session=0, pupil_ids=opened.pupils.values())
    assert len(found) == requests
