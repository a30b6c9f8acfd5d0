"""A word about an absence goes only while it is so; an answer is read by the day of its message."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role, system_actor
from bellwether.messages.models import Message
from bellwether.messages.pages.message import MessagePage
from bellwether.messages.selectors import message
from bellwether.messages.services import send_due
from bellwether.monitor import services
from bellwether.monitor.kinds import Kind, QuietReason
from bellwether.monitor.models import ContactAttempt
from bellwether.people.models import ParentOf
from bellwether.registers import services as registers
from bellwether.registers.facts import MarkChange
from tests.monitor.builders import open_school, take
from tests.world import NOW, SINCE, TODAY

pytestmark = pytest.mark.django_db
JOB = system_actor(TODAY)
LATER = NOW + timedelta(minutes=90)


@pytest.fixture
def school(world):
    """Ada and Ben are away, and one message waits for the mother of both."""
    open_school(world)
    take(world, world.group, ["Ada", "Ben"])
    ParentOf.objects.create(
        pupil_id=world.pupils["Ben"], parent_id=world.parent, relation="mother", has_responsibility=True,
        has_care=True, lives_with_pupil=True, contact_order=1, from_on=SINCE,
    )  # fmt: skip
    told(world)
    return world


def told(world, *, now=NOW):
    return services.send_messages(world.school, medium=Kind.TEXT, actor=world.actor(Role.OFFICE), now=now).message_ids


def amended(world, name, code):
    change = MarkChange(world.pupils[name], TODAY, 0, code)
    answer = registers.amend(
        world.school, changes=[change], reason="Heard", actor=world.actor(Role.OFFICE), now=NOW, source="today"
    )
    assert answer.saved == 1


def states():
    return list(Message.objects.order_by("pk").values_list("state", "detail"))


def test_what_is_still_so_goes_however_late(school):
    assert send_due(LATER, actor=JOB).sent == 1
    assert states() == [("sent", "")]


@pytest.mark.parametrize("code", ["/", "L", "I", "M"])
def test_nobody_hears_of_an_absence_that_is_none_or_has_its_reason(school, code):
    amended(school, "Ada", code)
    amended(school, "Ben", code)
    assert send_due(LATER, actor=JOB).sent == 0
    assert states() == [("withdrawn", "true-no-more")]


def test_a_child_who_came_late_is_not_missed_in_a_message(school):
    registers.arrive_late(
        school.pupils["Ada"], arrived=time(9, 30), reason="bus", actor=school.actor(Role.OFFICE), now=NOW
    )
    send_due(LATER, actor=JOB)
    assert states() == [("withdrawn", "true-no-more")]


def test_of_the_other_child_the_family_can_be_told_anew(school):
    amended(school, "Ada", "/")
    send_due(LATER, actor=JOB)
    (again,) = told(school, now=LATER)
    assert send_due(LATER, actor=JOB).sent == 1
    body = Message.objects.get(pk=again).body
    assert "Ben" in body
    assert "Ada" not in body
    assert states() == [("withdrawn", "true-no-more"), ("sent", "")]


def test_a_family_that_is_to_be_left_in_peace_meanwhile_is(school):
    services.add_quiet(
        school.school, pupil_id=school.pupils["Ben"], from_on=TODAY, to_on=TODAY, reason=QuietReason.BEREAVEMENT,
        note="", actor=school.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    send_due(LATER, actor=JOB)
    assert states() == [("withdrawn", "true-no-more")]


def test_it_is_asked_again_at_every_try(school):
    Message.objects.update(tries=1, next_try_at=LATER)
    amended(school, "Ada", "/")
    send_due(LATER, actor=JOB)
    assert states() == [("withdrawn", "true-no-more")]


def test_of_what_may_have_gone_it_is_said_that_nobody_knows(school):
    Message.objects.update(state=Message.State.SENDING, tries=1, lease_until=NOW)
    amended(school, "Ada", "/")
    send_due(LATER, actor=JOB)
    assert states() == [("failed", "unknown-if-sent")]


def test_the_page_says_why_it_did_not_go_and_the_list_of_tries_that_it_did_not(school):
    amended(school, "Ada", "/")
    send_due(LATER, actor=JOB)
    found = message(Message.objects.get().pk, actor=school.actor(Role.OFFICE), now=LATER)
    (line,) = [one for one in MessagePage.of(found).lines if one.tags]
    assert (line.value, line.tags[0].text) == ("What it says was no longer so when it was about to go.", "Withdrawn")
    assert ContactAttempt.objects.get().outcome == "failed"


def test_an_answer_is_read_by_the_codes_of_the_day_of_its_message(school, monkeypatch):
    asked = []

    def noted(on):
        asked.append(on)
        return [("", "")]

    monkeypatch.setattr("bellwether.monitor.forms.reason_choices", noted)
    Message.objects.update(state=Message.State.SENT)
    ContactAttempt.objects.update(on=date(2026, 11, 10))
    where = reverse("monitor:reply", args=[school.school, ContactAttempt.objects.get().pk])
    school.client(Role.OFFICE).post(where, {"text": "Tummy ache"})
    assert asked == [date(2026, 11, 10)]
