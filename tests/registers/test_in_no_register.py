"""Nobody is in no register unseen: who joined late, changed class, or has none. None is taken too early or late."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.people.models import Enrolment, GroupMembership, Pupil
from bellwether.registers import selectors, services
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import PlannedAbsence, RegisterEntry
from bellwether.registers.selectors.without_reason import without_reason
from tests.registers.builders import SYSTEM
from tests.world import NOW, TODAY, YEAR

SENT = NOW - timedelta(minutes=20)
CLOSED = NOW + timedelta(hours=2)


def take(world, actor, *marks, group=None, on=TODAY, now=SENT, rest=True, **more):
    return services.take_register(
        group or world.group, on=on, session=0, marks=marks, rest_present=rest, close_unmarked=False, actor=actor,
        now=now, **more,
    )  # fmt: skip


def join(world, group=None):
    """A new pupil on the roll from today, in a class or in none."""
    pupil = Pupil.objects.create(
        legal_forename="New", legal_surname="Kid", sex="F", born_on=date(2019, 2, 1), sort_key="kid, new",
        search_key="new kid",
    )  # fmt: skip
    Enrolment.objects.create(pupil=pupil, school_id=world.school, kind="main", starts_on=TODAY)
    if group:
        GroupMembership.objects.create(pupil=pupil, group_id=group, nc_year=3, from_on=TODAY)
    services.set_roll(world.school, [pupil.pk], year=YEAR, actor=SYSTEM, now=NOW)
    return pupil.pk


def move(world, name, group):
    GroupMembership.objects.filter(pupil_id=world.pupils[name]).update(group_id=group)
    return world.pupils[name]


def joined(world, teacher, head):
    take(world, teacher)
    take(world, head, group=world.other_group)
    return join(world, world.group)


def changed_class(world, teacher, head):
    take(world, teacher)
    moved = move(world, "Fern", world.group)
    take(world, head, group=world.other_group)
    return moved


@pytest.mark.parametrize("how", [joined, changed_class])
def test_who_is_in_no_sent_register_is_missing_for_it_and_n_at_close(opened, teacher, office, head, how):
    pupil = how(opened, teacher, head)
    missing = selectors.missing_registers(opened.school, now=NOW, actor=office)
    assert [(one.group.id, one.expected) for one in missing] == [(opened.group, 1)]
    assert services.close_due_registers(NOW) == 0
    assert services.close_due_registers(CLOSED) == 1
    assert selectors.marks_on(opened.school, on=TODAY, session=0, actor=office)[pupil] == "N"
    assert selectors.missing_registers(opened.school, now=NOW, actor=office) == ()
    day = without_reason(opened.school, on=TODAY, sessions=[0], actor=office)
    assert [one.pupil_id for one in day.pupils] == [pupil]
    assert services.close_due_registers(CLOSED) == 0


def test_a_plan_goes_before_n_for_whoever_joined_too(opened, teacher, office, head):
    pupil = joined(opened, teacher, head)
    PlannedAbsence.objects.create(
        school_id=opened.school, pupil_id=pupil, kind="appointment", code="M", starts_on=TODAY, ends_on=TODAY,
        reason="dentist", made_at=NOW,
    )  # fmt: skip
    services.close_due_registers(CLOSED)
    assert selectors.marks_on(opened.school, on=TODAY, session=0, actor=office)[pupil] == "M"


def test_who_joins_a_class_that_nobody_took_stays_unmarked(opened, head, office):
    take(opened, head, group=opened.other_group)
    pupil = join(opened, opened.group)
    services.close_due_registers(CLOSED)
    assert selectors.marks_on(opened.school, on=TODAY, session=0, actor=office)[pupil] == "."


@pytest.mark.parametrize("schools_register", ["taken", "not taken"])
def test_a_pupil_without_a_class_is_on_the_board_with_a_remedy(opened, teacher, office, schools_register):
    pupil = join(opened)
    if schools_register == "taken":
        take(opened, teacher)
    assert [one.id for one in selectors.without_class(opened.school, now=NOW, actor=office)] == [pupil]
    page = opened.client(Role.OFFICE).get(reverse("registers:missing", args=[opened.school])).content.decode()
    assert "1 pupil is in no class." in page
    assert reverse("people:pupil", args=[pupil]) in page


def test_a_pupil_without_a_class_who_has_a_mark_is_not_on_the_board(opened, office):
    pupil = join(opened)
    change = [services.MarkChange(pupil, TODAY, 0, "I")]
    services.amend(opened.school, changes=change, reason="rang", actor=office, now=NOW)
    assert selectors.without_class(opened.school, now=NOW, actor=office) == ()


@pytest.mark.parametrize("marks", [[], ["Ada"]])
@pytest.mark.parametrize("days", [1, 2])
def test_a_register_of_a_later_day_is_refused_and_says_so(opened, teacher, marks, days):
    offered = [OfferedMark(opened.pupils[name], ".", "/") for name in marks]
    answer = take(opened, teacher, *offered, on=TODAY + timedelta(days=days))
    assert (answer.saved, {one.problem.kind for one in answer.problems}) == (0, {"future"})
    assert RegisterEntry.objects.filter(kind="taken").count() == 0


@pytest.mark.parametrize(("days", "is_refused"), [(7, False), (8, True), (68, True)])
def test_a_register_that_nobody_took_may_be_taken_for_some_days_and_no_longer(opened, teacher, days, is_refused):
    on = TODAY - timedelta(days=days)
    answer = take(opened, teacher, on=on)
    assert [one.problem.kind for one in answer.problems] == (["taken-too-late"] if is_refused else [])
    assert RegisterEntry.objects.filter(kind="taken", on=on).exists() is not is_refused


def test_a_register_marked_in_time_without_a_network_may_come_late(opened, teacher):
    on = TODAY - timedelta(days=14)
    assert take(opened, teacher, on=on, age=timedelta(days=14)).saved == 4


def test_what_is_refused_as_too_late_is_put_right_with_a_reason(opened, office):
    on = TODAY - timedelta(days=14)
    change = [services.MarkChange(opened.pupils["Ada"], on, 0, "/")]
    assert services.amend(opened.school, changes=change, reason="paper list", actor=office, now=NOW).saved == 1
