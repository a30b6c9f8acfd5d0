"""When a pupil came and went is a fact of the day: no change of code, no end of a session and no lunch loses it."""

from datetime import time

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import selectors, services
from bellwether.registers.columns import MarkColumns
from bellwether.registers.facts import EventScope, MarkChange, OfferedMark, Side
from bellwether.registers.models import MarkConflict, MarkDetail, PlannedAbsence
from bellwether.registers.selectors.since import sequence_of
from tests.registers.builders import SYSTEM, write
from tests.world import NOW, TODAY


def at(clock):
    hour, minute = map(int, clock.split(":"))
    return NOW.replace(hour=hour, minute=minute)


@pytest.fixture
def gate(opened, office, teacher, head):
    return Gate(opened, office, teacher, head)


class Gate:
    """A class and the people about it; everything is said of Ada at a time of the day."""

    def __init__(self, world, office, teacher, head):
        self.world, self.office, self.teacher, self.head = world, office, teacher, head
        self.ada = world.pupils["Ada"]

    def take(self, clock, *marks, session=0, rest=True, **more):
        return services.take_register(
            self.world.group, on=TODAY, session=session, marks=marks, rest_present=rest, close_unmarked=False,
            actor=self.teacher, now=at(clock), **more,
        )  # fmt: skip

    def mark(self, code, seen=".", **more):
        return OfferedMark(self.ada, seen, code, **more)

    def leave(self, clock):
        return services.leave_site(self.ada, left=at(clock).time(), reason="ill", actor=self.office, now=at(clock))

    def back(self, clock):
        return services.come_back(self.ada, returned=at(clock).time(), reason="", actor=self.office, now=at(clock))

    def arrive(self, clock):
        return services.arrive_late(self.ada, arrived=at(clock).time(), reason="bus", actor=self.office, now=at(clock))

    def amend(self, clock, code, **more):
        changes = [MarkChange(self.ada, TODAY, 0, code, **more)]
        return services.amend(self.world.school, changes=changes, reason="r", actor=self.office, now=at(clock))

    def state(self, clock):
        listed = selectors.on_site(self.world.school, now=at(clock), actor=self.office)
        return next((one.state, one.since) for one in listed if one.pupil.id == self.ada)

    def bring(self, code):
        found = MarkColumns.of_marks([(self.ada, TODAY, 0, code, None)])
        return services.import_marks(self.world.school, found, source="1", actor=self.office, now=at("10:30"))

    def event(self, code, clock="10:30"):
        scope = EventScope((TODAY, 0), (TODAY, 0), replace=True)
        return services.mark_event(
            self.world.school, code=code, scope=scope, reason="r", actor=self.head, now=at(clock)
        )


CHANGES = {
    "amended": lambda gate: gate.amend("10:30", "L", minutes_late=3),
    "amended to an absence": lambda gate: gate.amend("10:30", "I"),
    "imported": lambda gate: gate.bring("L"),
    "an event": lambda gate: gate.event("Y4"),
    "an event, undone": lambda gate: services.undo_event(
        gate.world.school, gate.event("Y4").entry_ids[0], reason="r", actor=gate.head, now=at("10:40")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_left_stays_gone_whatever_becomes_of_the_mark(gate, change):
    gate.take("09:00")
    gate.leave("10:00")
    CHANGES[change](gate)
    assert gate.state("10:45") == ("left", "10:00")
    assert services.check(gate.world.school, actor=SYSTEM).is_clean


def test_a_teacher_who_sends_another_mark_before_close_brings_nobody_back_who_left(gate):
    gate.take("08:55")
    gate.leave("08:58")
    assert gate.take("09:05", gate.mark("L", "/", minutes_late=5)).saved == 1
    assert gate.state("09:06") == ("left", "08:58")


def test_an_amendment_that_says_why_the_pupil_came_late_keeps_them_on_the_list(gate):
    gate.take("09:05", gate.mark("N"))
    assert gate.arrive("10:30").code == "U"
    gate.amend("11:00", "M", note="dentist")
    assert gate.state("11:01") == ("here", "10:30")


def test_a_time_is_put_right_by_the_gate_alone_and_the_last_counts(gate):
    gate.take("09:00")
    gate.leave("10:00")
    gate.back("10:30")
    gate.leave("11:30")
    gate.amend("11:40", "L", minutes_late=2)
    kept = MarkDetail.objects.get(pupil_id=gate.ada)
    assert (kept.left, kept.returned, kept.minutes_late) == (time(11, 30), None, 2)


@pytest.mark.parametrize("clock", ["11:59", "12:00", "12:20", "12:59", "13:05", "13:20"])
def test_leaving_is_kept_at_every_minute_of_the_day(gate, clock):
    gate.take("09:00")
    assert gate.leave(clock).is_saved
    assert gate.state(clock) == ("left", clock)
    back = clock[:-1] + "9"
    assert gate.back(back).is_saved
    assert gate.state(back) == ("here", back)


def test_leaving_before_the_afternoons_register_is_not_undone_by_it(gate):
    gate.take("09:00")
    gate.leave("13:05")
    gate.take("13:12", session=1)
    assert gate.state("13:13") == ("left", "13:05")


def test_who_left_at_lunch_and_was_marked_present_since_is_here(gate):
    gate.take("09:00")
    gate.leave("12:10")
    gate.take("13:12", session=1)
    assert gate.state("13:13")[0] == "here"


@pytest.mark.parametrize("code", ["M", "I", "N", "V"])
@pytest.mark.parametrize("clock", ["12:00", "12:20", "12:59"])
def test_who_comes_at_lunch_is_on_the_list_and_keeps_the_mornings_mark(gate, code, clock):
    note = {"note": "museum"} if code == "V" else {}
    gate.take("09:05", gate.mark(code, **note))
    answer = gate.arrive(clock)
    assert (answer.is_saved, answer.code, answer.session) == (True, code, 0)
    assert gate.state(clock) == ("here", clock)
    gate.take("13:12", OfferedMark(gate.ada, ".", "N"), session=1)
    assert gate.state("13:13") == ("here", clock)


def test_whoever_keeps_a_planned_mark_and_came_is_here_until_they_leave(gate):
    PlannedAbsence.objects.create(
        school_id=gate.world.school, pupil_id=gate.ada, kind="appointment", code="M",
        starts_on=TODAY, ends_on=TODAY, last_session=0, reason="dentist", made_at=NOW,
    )  # fmt: skip
    gate.take("09:05")
    assert gate.state("09:06")[0] == "away"
    assert gate.arrive("10:30").code == "M"
    assert gate.state("10:31") == ("here", "10:30")
    assert gate.leave("11:00").is_saved
    assert gate.state("11:01") == ("left", "11:00")


def test_the_late_desk_brings_back_whoever_had_left(gate):
    gate.take("09:00")
    gate.leave("10:00")
    answer = gate.arrive("11:00")
    assert (answer.is_saved, answer.code) == (True, "/")
    assert gate.state("11:01") == ("here", "11:00")
    slip = gate.world.client(Role.OFFICE).get(
        reverse("registers:slip", args=[gate.world.school, gate.ada, TODAY, "am"])
    )
    assert b"11:00" in slip.content


def test_the_afternoons_clock_decides_for_whoever_left_in_the_morning_and_comes_late(gate):
    gate.take("09:00")
    gate.leave("11:20")
    assert gate.arrive("13:20").code == "L"
    assert gate.state("13:21") == ("here", "13:20")


def test_a_register_that_nobody_took_has_no_mark_to_keep_a_time_beside(gate):
    assert not gate.leave("12:20").is_saved
    assert not gate.arrive("12:20").is_saved
    assert gate.state("12:20")[0] == "not-marked"


@pytest.mark.parametrize("pupil", ["left", "came back"])
def test_the_afternoons_register_says_who_went_home_in_the_morning(gate, pupil):
    gate.take("09:00")
    gate.leave("11:20")
    if pupil == "came back":
        gate.back("11:50")
    page = selectors.register_page(gate.world.group, on=TODAY, session=1, actor=gate.teacher, now=at("13:05"))
    line = next(one for one in page.lines if one.pupil.id == gate.ada)
    assert line.left == (time(11, 20) if pupil == "left" else None)


# What is known beside a mark is part of it


@pytest.fixture
def at_the_desk(gate):
    """The office marked Ada late, after the teacher's page was made."""
    gate.take("08:55", *[OfferedMark(gate.world.pupils[one], ".", "/") for one in ("Ben", "Cleo", "Dewi")], rest=False)
    since = sequence_of(gate.world.school)
    gate.arrive("09:02")
    return since


def kept(gate):
    found = MarkDetail.objects.get(pupil_id=gate.ada)
    return found.minutes_late, found.arrived, found.note


@pytest.mark.parametrize(("side", "minutes"), [(Side.STANDS, 22), (Side.OFFERED, 5)])
def test_a_person_decides_which_of_two_minutes_stand(gate, at_the_desk, side, minutes):
    gate.take("09:05", gate.mark("L", ".", minutes_late=5), since=at_the_desk)
    services.settle_conflict(
        MarkConflict.objects.get().pk, code=side, reason="asked", actor=gate.office, now=at("09:09")
    )
    assert kept(gate)[:2] == (minutes, time(9, 2))


@pytest.mark.parametrize("seen", [".", "L"])
def test_the_same_code_with_other_minutes_is_a_conflict_where_somebody_else_wrote_them(gate, at_the_desk, seen):
    answer = gate.take("09:05", gate.mark("L", seen, minutes_late=5), since=at_the_desk)
    assert (answer.saved, len(answer.conflicts)) == (0, 1)
    assert kept(gate) == (22, time(9, 2), "bus")
    assert MarkConflict.objects.get().offered_details == {"minutes_late": 5}


def test_whoever_saw_the_minutes_may_put_them_right_while_the_register_is_open(gate, at_the_desk):
    answer = gate.take("09:05", gate.mark("L", "L", minutes_late=20), since=sequence_of(gate.world.school))
    assert (answer.saved, answer.conflicts) == (1, ())
    assert kept(gate) == (20, time(9, 2), "bus")


def test_after_close_minutes_are_not_changed_without_a_reason(gate, at_the_desk):
    answer = gate.take("09:11", gate.mark("L", "L", minutes_late=1), since=sequence_of(gate.world.school))
    assert (len(answer.conflicts), kept(gate)) == (1, (22, time(9, 2), "bus"))


def test_the_same_minutes_are_no_news(gate, at_the_desk):
    answer = gate.take("09:11", gate.mark("L", ".", minutes_late=22), since=at_the_desk)
    assert (answer.saved, answer.conflicts) == (0, ())


def test_a_mark_written_straight_keeps_what_stood_beside_it(opened, office):
    write(opened.school, {opened.pupils["Ada"]: b"L"}, details={opened.pupils["Ada"]: {"left": "10:00", "note": "x"}})
    change = [MarkChange(opened.pupils["Ada"], TODAY, 0, "I")]
    services.amend(opened.school, changes=change, reason="r", actor=office, now=NOW)
    found = MarkDetail.objects.get()
    assert (found.left, found.note) == (time(10), "")
