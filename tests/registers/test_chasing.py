"""A register that nobody took is chased: gently, once a session, by itself or with a press."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bellwether.core.access import NotGrantedError, Role
from bellwether.messages.models import Message
from bellwether.organisations.models import PolicyAdjustment
from bellwether.registers.models import PlannedAbsence
from bellwether.registers.services import take_register
from bellwether.registers.services.chasing import chase_registers, remind_teachers
from bellwether.registers.tasks import remind_teachers as the_job
from tests.registers.builders import day
from tests.world import TODAY

OPENED = datetime(2026, 11, 17, 8, 40, tzinfo=ZoneInfo("Europe/London"))
QUARTER = OPENED + timedelta(minutes=15)


def link(one):
    return f"https://school.example/{one.group.id}"


def remind(now=QUARTER):
    return remind_teachers(now, link=link)


def test_a_quarter_of_an_hour_after_it_opened_the_teacher_hears_of_it_once(opened):
    assert remind(QUARTER - timedelta(minutes=1)) == 0
    assert remind() == 1
    (message,) = Message.objects.all()
    assert (message.kind, message.about.count()) == ("register-missing", 0)  # of no child, and to no family
    assert f"https://school.example/{opened.group}" in message.body
    remind(QUARTER + timedelta(minutes=1))
    assert Message.objects.count() == 1


def test_a_reminder_by_itself_and_one_with_a_press_are_one(opened, office):
    remind()
    chase_registers(opened.school, link=link, actor=office, now=QUARTER + timedelta(minutes=5))
    assert Message.objects.count() == 1


def test_a_register_that_is_in_is_not_chased(opened, teacher):
    take_register(
        opened.group, on=TODAY, session=0, marks=[], rest_present=True, close_unmarked=False, actor=teacher, now=OPENED
    )
    remind()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("kind", "code"), [("study-leave", "S"), ("visit", "V"), ("dual", "D")])
def test_nobody_is_chased_for_a_class_on_examination_leave_or_a_trip(opened, kind, code):
    for name in ("Ada", "Ben", "Cleo", "Dewi"):
        PlannedAbsence.objects.create(
            school_id=opened.school, pupil_id=opened.pupils[name], kind=kind, code=code, starts_on=TODAY, ends_on=TODAY,
            reason="Planned", made_at=OPENED,
        )  # fmt: skip
    remind()
    assert not Message.objects.exists()


def test_a_worker_that_stood_still_reminds_of_nothing_long_past(opened):
    assert remind(QUARTER + timedelta(minutes=9)) == 1
    assert remind(QUARTER + timedelta(minutes=10)) == 0


@pytest.mark.parametrize(("minutes", "then"), [(0, 0), (25, 0), (10, 1)])
def test_a_school_says_after_how_long_or_never(opened, minutes, then):
    PolicyAdjustment.objects.create(
        scope="school", scope_id=opened.school, rule_id="register.remind-after", value=minutes,
        from_on=day("2026-09-01"), reason="staff meeting", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    assert remind() == then


def test_the_job_sends_the_address_of_the_register(opened, settings):
    settings.PUBLIC_ADDRESS = "https://bellwether.school.example"
    with time_machine.travel(QUARTER):
        the_job()
    where = f"https://bellwether.school.example/registers/class/{opened.group}/2026-11-17/am/"
    assert where in Message.objects.get().body


def test_whoever_may_not_write_reminds_nobody(opened):
    with pytest.raises(NotGrantedError):
        chase_registers(opened.school, link=link, actor=opened.actor(Role.GOVERNOR), now=QUARTER)


def test_between_two_openings_no_register_is_looked_at(opened):
    with CaptureQueriesContext(connection) as asked:
        remind(OPENED + timedelta(hours=1))
    assert len(asked) > 0
    assert not [query for query in asked.captured_queries if "registers_" in query["sql"]]
