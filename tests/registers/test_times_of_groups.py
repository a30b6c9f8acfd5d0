"""Sessions have times by group, and the clock alone tells on time, late and after close: the late desk, the classes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from bellwether.core.access import Role
from bellwether.desk import selectors as desk
from bellwether.messages.models import Message
from bellwether.monitor import services as monitor
from bellwether.monitor.pages.board import BoardPage
from bellwether.monitor.selectors import today as board_of
from bellwether.organisations import selectors as organisations
from bellwether.organisations import services as places
from bellwether.organisations.facts import NewTimes
from bellwether.registers import selectors, services
from tests.monitor.builders import names_on, open_school, take
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
SINCE = date(2026, 9, 1)
OLDER = (4, 5, 6)
# Ada is in year 3, whose day begins at 8.30; Ezra in year 5, whose day begins at 8.40.
MORNINGS = {(): (time(8, 30), time(8, 40), time(9, 0)), OLDER: (time(8, 40), time(8, 50), time(9, 10))}


def _at(hour, minute):
    return datetime(2026, 11, 17, hour, minute, tzinfo=NOW.tzinfo)


@pytest.fixture
def school(world):
    """Two mornings, by year group, and one afternoon."""
    from bellwether.organisations.models import SessionTimes

    SessionTimes.objects.filter(school_id=world.school).delete()
    head = world.actor(Role.HEAD)
    for years, (opens, late_from, closes) in MORNINGS.items():
        asked = NewTimes(0, SINCE, opens, late_from, closes, time(12, 0), years=years)
        places.set_session_times(world.school, asked=asked, actor=head, now=NOW)
    asked = NewTimes(1, SINCE, time(13, 0), time(13, 5), time(13, 20), time(15, 15))
    places.set_session_times(world.school, asked=asked, actor=head, now=NOW)
    open_school(world)
    return world


@pytest.mark.parametrize(
    ("name", "clock", "code", "minutes"),
    [
        ("Ada", time(8, 40), "/", 0),
        ("Ada", time(8, 41), "L", 11),
        ("Ada", time(9, 0), "L", 30),
        ("Ada", time(9, 1), "U", 31),
        ("Ezra", time(8, 50), "/", 0),
        ("Ezra", time(8, 51), "L", 11),
        ("Ezra", time(9, 1), "L", 21),
        ("Ezra", time(9, 11), "U", 31),
        ("Ada", time(13, 5), "\\", 0),
        ("Ada", time(13, 6), "L", 6),
        ("Ezra", time(13, 20), "L", 20),
        ("Ezra", time(13, 21), "U", 21),
    ],
)
def test_on_time_late_and_after_close_follow_from_the_clock_of_the_group(school, name, clock, code, minutes):
    answer = services.arrive_late(
        school.pupils[name], arrived=clock, reason="", actor=school.actor(Role.OFFICE), now=_at(14, 0)
    )
    assert (answer.code, answer.minutes_late, answer.session) == (code, minutes, int(clock > time(12, 0)))


def test_the_register_of_each_class_opens_and_closes_by_its_own_times(school):
    office = school.actor(Role.OFFICE)

    def state(group, now):
        page = selectors.register_page(group, on=TODAY, session=0, actor=office, now=now)
        return page.is_open, page.is_closed

    assert [state(school.group, _at(8, 35)), state(school.other_group, _at(8, 35))] == [(True, False), (False, False)]
    assert [state(school.group, _at(9, 5)), state(school.other_group, _at(9, 5))] == [(True, True), (True, False)]
    missing = selectors.missing_registers(school.school, now=_at(8, 35), actor=office)
    assert [one.group.id for one in missing] == [school.group]


def test_what_is_unmarked_becomes_n_when_its_own_register_closes(school):
    office = school.actor(Role.OFFICE)
    for group in (school.group, school.other_group):
        services.take_register(
            group, on=TODAY, session=0, marks=[], rest_present=False, close_unmarked=False, actor=office, now=_at(8, 45)
        )
    assert services.close_due_registers(_at(9, 5)) == 4, "the class of year 3"
    marks = selectors.marks_on(school.school, on=TODAY, session=0, actor=office)
    assert (marks[school.pupils["Ada"]], marks[school.pupils["Ezra"]]) == ("N", ".")
    assert services.close_due_registers(_at(9, 15)) == 2
    assert services.close_due_registers(_at(9, 15)) == 0


def test_a_school_whose_year_groups_all_have_their_own_times_has_a_day(school):
    from bellwether.organisations.models import SessionTimes

    SessionTimes.objects.filter(school_id=school.school, session=1).delete()
    for years, opens in (((3,), time(12, 45)), (OLDER, time(13, 0))):
        asked = NewTimes(1, SINCE, opens, opens, time(13, 10), time(15, 15), years=years)
        places.set_session_times(school.school, asked=asked, actor=school.actor(Role.HEAD), now=NOW)
    assert 1 not in organisations.session_times(school.school, on=TODAY)
    assert organisations.day_times(school.school, on=TODAY)[1].opens == time(12, 45)
    take(school, school.group, ["Ben"], session=1, now=_at(12, 50))
    day = board_of(school.school, actor=school.actor(Role.OFFICE), now=_at(12, 51))
    assert day.sessions == (0, 1)
    assert names_on(day) == ["Ben"]


def test_who_is_not_back_from_lunch_is_seen_at_once(school):
    take(school, school.group, ["Cleo"], now=_at(8, 45))
    take(school, school.group, ["Ben", "Cleo"], session=1, now=_at(13, 6))
    day = board_of(school.school, actor=school.actor(Role.OFFICE), now=_at(13, 6))
    assert {one.pupil.name: one.was_here for one in day.away} == {"Ben Ashby": True, "Cleo D\u2019Arcy": False}
    assert names_on(day)[0] == "Ben", "nobody at home knows"
    tags = [tag.text for tag in BoardPage.of(day).calls.rows[0].cells[0].tags]
    assert "Here this morning, not back" in tags


def test_a_teacher_sees_the_state_of_the_register_by_the_times_of_the_class(school):
    from bellwether.accounts.models import MembershipRow

    MembershipRow.objects.filter(user_id=school.users[Role.CLASS_TEACHER]).update(scope_id=school.other_group)
    teacher = school.actor(Role.CLASS_TEACHER)
    facts = desk.home(actor=teacher, now=_at(8, 35), today=TODAY)
    assert [(half.session, half.state, half.opens_at) for half in facts.classes[0].sessions] == [
        (0, "later", time(8, 40)),
        (1, "later", time(13, 0)),
    ]


def test_a_word_before_the_bell_says_when_the_childs_own_register_opens(school):
    from bellwether.monitor.models import NudgeRequest
    from bellwether.people.models import ParentOf

    ezra = school.pupils["Ezra"]
    ParentOf.objects.create(
        pupil_id=ezra, parent_id=school.parent, relation="mother", has_responsibility=True, has_care=True,
        lives_with_pupil=True, contact_order=1, from_on=SINCE,
    )  # fmt: skip
    NudgeRequest.objects.create(
        school_id=school.school, pupil_id=ezra, parent_id=school.parent, by="text", weekdays="11111", from_on=SINCE,
        to_on=TODAY + timedelta(days=30), made_at=NOW,
    )  # fmt: skip
    office = school.actor(Role.OFFICE)
    assert monitor.send_nudges(school.school, actor=office, now=_at(8, 40)).message_ids == ()
    assert len(monitor.send_nudges(school.school, actor=office, now=_at(8, 31)).message_ids) == 1
    assert "08:40" in Message.objects.get().body
