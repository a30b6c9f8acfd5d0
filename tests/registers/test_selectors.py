"""What may be read: the same number of queries for one pupil and for forty, guarded codes as their category."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.codes import CATEGORY_WORDS, Category
from bellwether.organisations import services as organisations
from bellwether.organisations.facts import NewClosure
from bellwether.organisations.selectors import school_days
from bellwether.people.models import GroupMembership
from bellwether.registers import selectors, services
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import PlannedAbsence, RegisterRow
from bellwether.registers.store.reading import column_of
from tests.registers.builders import SYSTEM, day, fill_class, write
from tests.world import NOW, TODAY, YEAR

AUTHORISED = CATEGORY_WORDS[Category.AUTHORISED]
LATER = NOW + timedelta(hours=1)


def plan(world, pupil, code="M", **more):
    return PlannedAbsence.objects.create(
        **{
            "school_id": world.school,
            "pupil_id": pupil,
            "kind": "appointment",
            "code": code,
            "starts_on": TODAY,
            "ends_on": TODAY,
            "reason": "dentist",
            "made_at": NOW,
            **more,
        }
    )


# Query counts


ASKED = {
    "register page": (
        lambda world: selectors.register_page(
            world.group, on=TODAY, session=0, actor=world.actor(Role.CLASS_TEACHER), now=NOW
        )
    ),
    "matrix of a school": (
        lambda world: selectors.matrix(actor=world.actor(Role.HEAD), year=YEAR, school_id=world.school)
    ),
    "matrix of a class": lambda world: selectors.matrix(actor=world.actor(Role.HEAD), year=YEAR, group_id=world.group),
    "matrix of pupils": lambda world: selectors.matrix(
        actor=world.actor(Role.HEAD), year=YEAR, pupil_ids=list(RegisterRow.objects.values_list("pupil_id", flat=True))
    ),
    "marks": lambda world: selectors.marks_on(world.school, on=TODAY, session=0, actor=world.actor(Role.HEAD)),
    "missing": lambda world: selectors.missing_registers(world.school, now=NOW, actor=world.actor(Role.OFFICE)),
    "on site": lambda world: selectors.on_site(world.school, now=NOW, actor=world.actor(Role.OFFICE)),
    "n marks": lambda world: selectors.n_marks(world.school, today=TODAY, actor=world.actor(Role.OFFICE)),
    "history": lambda world: selectors.cell_history(
        world.pupils["Ada"], on=TODAY, session=0, actor=world.actor(Role.HEAD)
    ),
    "taking": lambda world: services.take_register(
        world.group, on=TODAY, session=0, marks=[OfferedMark(world.pupils["Ada"], ".", "L", minutes_late=5)],
        rest_present=True, close_unmarked=False, actor=world.actor(Role.CLASS_TEACHER), now=NOW, request_key="k",
    ),
}  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_the_number_of_queries_does_not_depend_on_the_class(world, asked):
    counts = {}
    for pupils in (4, 40):
        if pupils == 40:
            fill_class(world, pupils)
        services.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
        on = TODAY if pupils == 4 else TODAY - timedelta(days=1)
        write(world.school, {world.pupils["Ben"]: b"N"}, on=on - timedelta(days=1))
        with CaptureQueriesContext(connection) as queries:
            ASKED[asked](world)
        counts[pupils] = len(queries)
        if asked == "taking":
            _forget_taking(world)
    assert counts[4] == counts[40], counts
    assert counts[40] <= 35


def _forget_taking(world):
    """So that the second register is a first one too."""
    from tests.registers.builders import without_guards

    with without_guards() as cursor:
        cursor.execute("DELETE FROM registers_receipt")
        cursor.execute("DELETE FROM registers_markdetail")
        cursor.execute("DELETE FROM registers_registerentry WHERE kind = 'taken' AND group_id IS NOT NULL")
    column = column_of(TODAY, 0)[1]
    for row in RegisterRow.objects.all():
        marks = bytes(row.marks)
        RegisterRow.objects.filter(pk=row.pk).update(marks=marks[:column] + b"." + marks[column + 1 :])


# The page of a register


def page(world, actor, *, on=TODAY, session=0, now=NOW):
    return selectors.register_page(world.group, on=on, session=session, actor=actor, now=now)


def test_the_page_shows_what_stands_and_what_is_planned(opened, teacher, head):
    write(
        opened.school, {opened.pupils["Ada"]: b"L"}, details={opened.pupils["Ada"]: {"minutes_late": 4, "note": "bus"}}
    )
    plan(opened, opened.pupils["Ben"], "C")
    lines = {line.pupil.name: line for line in page(opened, teacher).lines}
    assert (lines["Ada Okonkwo"].code, lines["Ada Okonkwo"].minutes_late, lines["Ada Okonkwo"].note) == ("L", 4, "bus")
    assert (lines["Ben Ashby"].code, lines["Ben Ashby"].plan_code, lines["Ben Ashby"].plan_reason) == (
        ".",
        "C",
        "dentist",
    )


def test_a_guarded_code_its_note_and_its_plan_are_for_those_who_need_them(opened, teacher, office):
    ada, ben = opened.pupils["Ada"], opened.pupils["Ben"]
    write(opened.school, {ada: b"I"}, details={ada: {"note": "flu"}})
    plan(opened, ben)
    seen = {line.pupil.id: line for line in page(opened, teacher).lines}
    assert (seen[ada].code, seen[ada].note) == (AUTHORISED, "")
    assert (seen[ben].plan_code, seen[ben].plan_reason) == (AUTHORISED, "")
    needed = {line.pupil.id: line for line in page(opened, office).lines}
    assert (needed[ada].code, needed[ada].note, needed[ben].plan_reason) == ("I", "flu", "dentist")
    states = selectors.cell_history(ada, on=TODAY, session=0, actor=teacher)
    assert (states[-1].after, states[-1].details) == (AUTHORISED, {})
    (row,) = selectors.row(ada, YEAR, actor=teacher)
    assert row.codes[column_of(TODAY, 0)[1]] == AUTHORISED
    assert (
        selectors.marks_on(opened.school, on=TODAY, session=0, actor=teacher, group_id=opened.group)[ada] == AUTHORISED
    )


def test_the_page_knows_the_clock_and_who_took_the_register(opened, teacher):
    before = page(opened, teacher, now=NOW.replace(hour=8, minute=30))
    assert (before.is_open, before.is_closed, before.is_taken, before.is_session) == (False, False, False, True)
    services.take_register(
        opened.group, on=TODAY, session=0, marks=[], rest_present=True, close_unmarked=False, actor=teacher, now=NOW
    )
    after = page(opened, teacher, now=LATER)
    assert (after.is_open, after.is_closed, after.is_taken) == (True, True, True)
    assert (after.taken_by, after.taken_at) == ("Sam Class Teacher", NOW)
    assert not page(opened, teacher, on=day("2026-11-14")).is_session


def test_a_page_out_of_reach_does_not_exist(opened):
    with pytest.raises(OutOfReachError):
        page(opened, opened.actor(Role.CLASS_TEACHER, other=True))
    with pytest.raises(NotGrantedError):
        page(opened, opened.actor(Role.TRUSTEE))


# Missing registers


def missing(world, actor, now=NOW):
    return [
        (one.group.name, one.session, one.expected, one.is_late)
        for one in selectors.missing_registers(world.school, now=now, actor=actor)
    ]


def test_a_register_is_missing_from_its_opening_until_it_is_taken(opened, office, teacher):
    assert missing(opened, office, NOW.replace(hour=8, minute=30)) == []
    assert missing(opened, office) == [("3B", 0, 4, False), ("5K", 0, 2, False)]
    assert missing(opened, office, LATER) == [("3B", 0, 4, True), ("5K", 0, 2, True)]
    services.take_register(
        opened.group, on=TODAY, session=0, marks=[], rest_present=True, close_unmarked=False, actor=teacher, now=NOW
    )
    assert missing(opened, office) == [("5K", 0, 2, False)]
    assert missing(opened, office, NOW.replace(hour=13, minute=5))[1:] == [("3B", 1, 4, False), ("5K", 1, 2, False)]


def test_nobody_is_chased_for_closures_trips_or_empty_classes(opened, office, head):
    for name in ("Ezra", "Fern"):
        plan(opened, opened.pupils[name], "V", kind="visit")
    GroupMembership.objects.filter(group_id=opened.group).update(to_on=TODAY - timedelta(days=1))
    assert missing(opened, office) == []
    closure = NewClosure(starts_on=TODAY, ends_on=TODAY, code="#", reason="INSET")
    organisations.add_closure(opened.school, asked=closure, actor=head, now=NOW)
    assert missing(opened, office) == []


def test_nobody_is_chased_when_the_site_is_closed(opened, office, head):
    closure = NewClosure(starts_on=TODAY, ends_on=TODAY, code="Y4", reason="boiler")
    organisations.add_closure(opened.school, asked=closure, actor=head, now=NOW)
    assert missing(opened, office) == []


def test_a_class_that_was_imported_is_not_chased(opened, office):
    write(opened.school, {opened.pupils[name]: b"/" for name in ("Ada", "Ben", "Cleo", "Dewi")})
    assert missing(opened, office) == [("5K", 0, 2, False)]


# The matrix


def cells(register, row, on, session=0):
    return chr(register.rows_of(YEAR)[row][column_of(on, session)[1]])


def test_a_matrix_is_the_rows_in_order_of_pupils(opened, head):
    write(opened.school, {opened.pupils["Ben"]: b"I"})
    register, pupils = selectors.matrix(actor=head, year=YEAR, school_id=opened.school)
    assert pupils == tuple(sorted(opened.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi", "Ezra", "Fern")))
    assert cells(register, pupils.index(opened.pupils["Ben"]), TODAY) == "I"
    measured = register.measure(as_of=TODAY)
    assert int(measured.absent[pupils.index(opened.pupils["Ben"])]) == 1


def test_a_matrix_as_of_a_day_forgets_the_marks_after_it(opened, head):
    write(opened.school, {opened.pupils["Ben"]: b"I"})
    write(opened.school, {opened.pupils["Ben"]: b"I"}, on=TODAY - timedelta(days=1))
    register, pupils = selectors.matrix(actor=head, year=YEAR, school_id=opened.school, as_of=TODAY - timedelta(days=1))
    row = pupils.index(opened.pupils["Ben"])
    assert (cells(register, row, TODAY - timedelta(days=1)), cells(register, row, TODAY)) == ("I", ".")


def test_what_was_known_then_can_be_asked_later(opened, head, office):
    ben = opened.pupils["Ben"]
    write(opened.school, {ben: b"N"}, now=NOW)
    services.amend(
        opened.school, changes=[services.MarkChange(ben, TODAY, 0, "I")], reason="rang", actor=office, now=LATER
    )
    for known_at, code in ((NOW, "N"), (LATER, "I"), (None, "I")):
        register, pupils = selectors.matrix(actor=head, year=YEAR, school_id=opened.school, known_at=known_at)
        assert cells(register, pupils.index(ben), TODAY) == code
    before, pupils = selectors.matrix(actor=head, year=YEAR, school_id=opened.school, known_at=NOW - timedelta(days=1))
    assert (len(before), pupils) == (0, ())


def test_a_matrix_of_a_class_and_of_pupils_holds_those_in_reach(opened, head, teacher):
    services.open_rows(opened.outside, YEAR, actor=SYSTEM, now=NOW)
    _, pupils = selectors.matrix(actor=teacher, year=YEAR, group_id=opened.group)
    assert pupils == tuple(sorted(opened.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi")))
    _, pupils = selectors.matrix(actor=head, year=YEAR, pupil_ids=[opened.pupils["Ada"], opened.pupils["Jude"]])
    assert pupils == (opened.pupils["Ada"],)
    with pytest.raises(OutOfReachError):
        selectors.matrix(actor=head, year=YEAR, school_id=opened.outside)


def test_a_closed_session_is_closed_and_one_to_come_is_not(opened, head):
    register, _ = selectors.matrix(actor=head, year=YEAR, school_id=opened.school)
    assert cells(register, 0, day("2026-11-14")) == "#"
    assert cells(register, 0, day("2026-12-01")) == "."
    assert register.schools.is_open.sum() == 2 * len(school_days(opened.school, YEAR).numbers)


def test_a_matrix_is_asked_of_one_thing(opened, head):
    with pytest.raises(ValueError, match="a school, a group or some pupils"):
        selectors.matrix(actor=head, year=YEAR)


# Plans


def test_of_two_plans_the_later_made_counts(opened, office):
    ada = opened.pupils["Ada"]
    plan(opened, ada, "M")
    plan(opened, ada, "C", made_at=LATER)
    found = selectors.plans_over(opened.school, on=TODAY, session=0, pupil_ids=[ada], actor=office)
    assert found[ada].code == "C"


def test_a_part_time_pattern_is_x_below_school_age_only(opened, teacher):
    from bellwether.people.models import Pupil

    GroupMembership.objects.filter(group_id=opened.group).update(attends="10" * 5 + "0000")
    Pupil.objects.filter(pk=opened.pupils["Ada"]).update(born_on=day("2023-01-01"))
    found = {line.pupil.id: line.plan_code for line in page(opened, teacher, session=1).lines}
    assert (found[opened.pupils["Ada"]], found[opened.pupils["Ben"]]) == ("X", "")
    assert {line.plan_code for line in page(opened, teacher).lines} == {""}
