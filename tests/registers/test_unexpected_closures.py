"""Snow, a strike, a burst pipe: nobody takes a register then, and the marks are there all the same."""

from datetime import timedelta

import pytest

from bellwether.organisations import services as organisations
from bellwether.organisations.facts import NewClosure
from bellwether.organisations.models import PolicyAdjustment
from bellwether.registers import selectors, services
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import PlannedAbsence, RegisterEntry
from tests.registers.builders import SYSTEM, day
from tests.world import NOW, TODAY

TWENTY_PAST_NINE = NOW + timedelta(minutes=10)
AFTER_NOON = NOW.replace(hour=13, minute=31)
CLASS = ("Ada", "Ben", "Cleo", "Dewi")


@pytest.fixture
def stands(opened, office):
    def codes(*names, session=0, on=TODAY):
        found = selectors.marks_on(opened.school, on=on, session=session, actor=office)
        return " ".join(found[opened.pupils[name]] for name in names or CLASS)

    return codes


def snow(world, actor, *, now=TWENTY_PAST_NINE, code="Y4", on=TODAY, **more):
    asked = NewClosure(starts_on=on, ends_on=on, code=code, reason="Snow", **more)
    return organisations.add_closure(world.school, asked=asked, actor=actor, now=now)


def take(world, actor, *, now=NOW):
    mark = OfferedMark(world.pupils["Ben"], ".", "I")
    services.take_register(
        world.group, on=TODAY, session=0, marks=[mark], rest_present=True, close_unmarked=False, actor=actor, now=now
    )


def test_snow_at_twenty_past_nine_leaves_what_was_taken_and_marks_the_rest_of_the_day(opened, teacher, head, stands):
    take(opened, teacher)
    snow(opened, head)
    assert stands() == "/ I / /"
    assert stands("Ezra", "Fern") == "Y4 Y4"  # their register had closed untaken: said at once
    assert stands("Ada", "Ezra", session=1) == ". ."  # a mark is never made ahead
    assert services.close_due_registers(AFTER_NOON) == 6
    assert stands(*CLASS, "Ezra", "Fern", session=1) == "Y4 Y4 Y4 Y4 Y4 Y4"
    assert services.close_due_registers(AFTER_NOON) == 0
    assert services.check(opened.school, actor=SYSTEM).is_clean


def test_the_entry_says_why_and_is_one_a_session(opened, head, office):
    snow(opened, head)
    entries = RegisterEntry.objects.filter(source="closure")
    assert [(one.kind, one.reason, one.session) for one in entries] == [("amended", "Snow", 0)]
    last = selectors.cell_history(opened.pupils["Ada"], on=TODAY, session=0, actor=office)[-1]
    assert (last.after, last.reason) == ("Y4", "Snow")


def test_part_of_the_premises_touches_those_alone_who_cannot_attend(opened, head, stands):
    snow(opened, head, code="Y3", group_ids=(opened.group,))
    assert stands(*CLASS, "Ezra") == "Y3 Y3 Y3 Y3 ."


def test_half_a_day_marks_half_a_day(opened, head, stands):
    snow(opened, head, session=1)
    services.close_due_registers(AFTER_NOON)
    assert (stands(), stands(session=1)) == (". . . .", "Y4 Y4 Y4 Y4")


def test_a_session_due_at_another_school_is_not_touched(opened, head, stands):
    PlannedAbsence.objects.create(
        school_id=opened.school, pupil_id=opened.pupils["Ben"], kind="other", code="D", starts_on=TODAY, ends_on=TODAY,
        reason="At the other school", made_at=NOW,
    )  # fmt: skip
    snow(opened, head)
    assert stands() == "Y4 . Y4 Y4"


def test_a_closure_that_is_withdrawn_gives_the_cells_back_but_for_what_was_put_right_since(
    opened, head, office, stands
):
    closure = snow(opened, head)
    change = services.MarkChange(opened.pupils["Ada"], TODAY, 0, "I")
    services.amend(opened.school, changes=[change], reason="ill", actor=office, now=TWENTY_PAST_NINE)
    organisations.withdraw_closure(closure, reason="The wrong day", actor=head, now=TWENTY_PAST_NINE)
    assert stands() == "I . . ."
    services.close_due_registers(AFTER_NOON)
    assert stands() == "I . . ."
    assert services.check(opened.school, actor=SYSTEM).is_clean


def test_a_worker_that_stood_still_finds_what_it_left(opened, head, stands):
    snow(opened, head, on=TODAY + timedelta(days=1))
    services.close_due_registers(AFTER_NOON + timedelta(days=3))
    assert stands(on=TODAY + timedelta(days=1), session=1) == "Y4 Y4 Y4 Y4"


def test_a_school_whose_marks_come_from_another_system_gets_none_from_here(opened, head, stands):
    PolicyAdjustment.objects.create(
        scope="school", scope_id=opened.school, rule_id="register.kept-elsewhere", value=True,
        from_on=day("2026-09-01"), reason="until the summer", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    snow(opened, head)
    assert stands() == ". . . ."
