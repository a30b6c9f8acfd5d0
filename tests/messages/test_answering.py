"""What comes back, what is withdrawn and what tries again."""

from __future__ import annotations

import pytest

from bellwether.audit import events
from bellwether.audit.models import AuditEvent
from bellwether.core.access import OutOfReachError, Role
from bellwether.messages import services
from bellwether.messages.channels import Fate, Refused, TryLater
from bellwether.messages.facts import NewReply
from bellwether.messages.services.answering import UnknownCodeError
from bellwether.messages.services.states import NotPossibleNowError
from tests.messages.builders import JOB, office, queued, row, sent
from tests.world import NOW

ILL = NewReply("Ada has a temperature.", "I")


def test_a_reply_proposes_a_mark_and_the_other_rooms_hear_of_it(world, channel):
    heard: list[events.Event] = []
    events.subscribe("message.answered", heard.append, name="tests.heard")
    message_id = queued(world)
    sent()
    reply_id = services.record_reply(message_id, ILL, actor=office(world), now=NOW)
    events.unsubscribe("message.answered", name="tests.heard")
    [event] = heard
    assert event.subject_id == message_id
    assert event.after is not None
    assert (event.after["proposes"], event.after["reply_id"], event.after["pupil_ids"]) == (
        "I", reply_id, [world.pupils["Ada"]],
    )  # fmt: skip
    assert "temperature" not in str(event.after)
    assert row(message_id).state == "answered"


def test_an_answer_stands_whatever_the_provider_says_later(world, channel):
    message_id = queued(world)
    sent()
    services.record_reply(message_id, ILL, actor=office(world), now=NOW)
    assert not services.record_delivery(message_id, fate=Fate.NOT_REACHED, actor=JOB, now=NOW)
    assert row(message_id).state == "answered"


def test_a_message_may_be_answered_twice(world, channel):
    message_id = queued(world)
    sent()
    for _ in range(2):
        services.record_reply(message_id, ILL, actor=office(world), now=NOW)
    assert row(message_id).replies.count() == 2


def test_what_never_went_out_has_no_answer(world):
    message_id = queued(world)
    with pytest.raises(NotPossibleNowError):
        services.record_reply(message_id, ILL, actor=office(world), now=NOW)


def test_a_code_that_the_law_does_not_know_is_refused(world, channel):
    message_id = queued(world)
    sent()
    with pytest.raises(UnknownCodeError):
        services.record_reply(message_id, NewReply("?", "?!"), actor=office(world), now=NOW)


def test_a_waiting_message_can_be_withdrawn_and_one_that_went_cannot(world, channel):
    waiting, gone = queued(world), queued(world, dedupe_key="gone")
    services.withdraw(waiting, actor=office(world), now=NOW)
    sent()
    with pytest.raises(NotPossibleNowError):
        services.withdraw(gone, actor=office(world), now=NOW)
    assert (row(waiting).state, row(gone).state) == ("withdrawn", "sent")
    assert AuditEvent.objects.get(event="message.withdrawn").actor_post == office(world).post


def test_a_failed_message_tries_again_and_looks_first_whether_it_went(world, channel):
    message_id = queued(world, template="contacts-check", is_urgent=True)
    moment = NOW
    for _ in range(7):
        channel.outcomes.append(TryLater("no-server"))
        moment = row(message_id).next_try_at
        sent(moment)
    services.try_again(message_id, actor=office(world), now=moment)
    assert sent(moment).sent == 1
    assert not channel.taken[-1].is_first_try


def test_a_failed_word_about_yesterday_does_not_try_again(world, channel):
    from datetime import timedelta

    message_id = queued(world)
    channel.outcomes.append(Refused("wrong-address"))
    sent()
    with pytest.raises(NotPossibleNowError):
        services.try_again(message_id, actor=office(world), now=NOW + timedelta(days=1))


@pytest.mark.parametrize("service", [services.withdraw, services.try_again])
def test_another_schools_messages_are_as_if_they_did_not_exist(world, service):
    message_id = queued(world)
    with pytest.raises(OutOfReachError):
        service(message_id, actor=world.actor(Role.OFFICE, other=True), now=NOW)
    with pytest.raises(OutOfReachError):
        service(999_999, actor=office(world), now=NOW)
