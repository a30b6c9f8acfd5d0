"""Sending what is due: claimed once, tried again, given up, and told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError
from bellwether.messages import services
from bellwether.messages.channels import Fate, Refused, TryLater
from bellwether.messages.models import Message
from bellwether.messages.services.sending import LEASE
from tests.messages.builders import JOB, office, queued, row, sent
from tests.world import NOW


class KilledError(BaseException):
    """Stands for a process that is gone: nothing that it would have done afterwards is done."""


def states(message_id):
    return list(row(message_id).states.order_by("pk").values_list("state", "detail"))


def test_what_is_due_goes_and_the_event_tells(world, channel):
    message_id = queued(world)
    assert sent().sent == 1
    assert (row(message_id).state, row(message_id).sent_at, row(message_id).channel) == ("sent", NOW, "file")
    assert channel.taken[0].body == row(message_id).body
    assert AuditEvent.objects.filter(event="message.sent", subject_id=message_id).exists()
    assert states(message_id) == [("queued", ""), ("sent", "")]


def test_what_is_not_due_waits(world, channel):
    queued(world, send_after=NOW + timedelta(minutes=20))
    assert sent().sent == 0
    assert sent(NOW + timedelta(minutes=20)).sent == 1


def test_what_was_sent_is_not_sent_again(world, channel):
    queued(world)
    assert [sent().sent, sent().sent, sent(NOW + timedelta(days=1)).sent] == [1, 0, 0]


def test_what_another_worker_is_sending_is_left_to_it(world, channel):
    message_id = queued(world)
    Message.objects.update(state="sending", claim="other", lease_until=NOW + LEASE)
    assert sent().sent == 0
    assert row(message_id).claim == "other"


def test_a_trouble_is_tried_again_with_growing_pauses_and_then_given_up(world, channel):
    message_id = queued(world, template="contacts-check", is_urgent=True)
    moment, pauses = NOW, []
    while row(message_id).state == "queued":
        channel.outcomes.append(TryLater("no-server"))
        before = moment
        moment = row(message_id).next_try_at
        pauses.append(moment - before)
        sent(moment)
    assert len(pauses) == 7
    assert pauses == sorted(pauses)
    assert (row(message_id).state, row(message_id).detail) == ("failed", "no-server")
    assert AuditEvent.objects.filter(event="message.failed").count() == 1


def test_a_refusal_is_final(world, channel):
    message_id = queued(world)
    channel.outcomes.append(Refused("wrong-address"))
    assert sent().failed == 1
    assert (row(message_id).state, row(message_id).detail) == ("failed", "wrong-address")
    assert sent(NOW + timedelta(days=1)).sent == 0


def test_a_pause_that_the_provider_asks_for_is_kept(world, channel):
    message_id = queued(world)
    channel.outcomes.append(TryLater("notify-daily-limit", timedelta(hours=1)))
    sent()
    assert row(message_id).next_try_at == NOW + timedelta(hours=1)


def test_killed_while_sending_it_is_taken_up_when_the_lease_is_over(world, channel):
    message_id = queued(world)
    channel.outcomes.append(KilledError())
    with pytest.raises(KilledError):
        sent()
    assert row(message_id).state == "sending"
    assert sent(NOW + LEASE - timedelta(seconds=1)).sent == 0
    assert sent(NOW + LEASE).sent == 1
    assert not channel.taken[0].is_first_try


def test_a_message_over_which_every_worker_dies_is_given_up(world, channel):
    message_id = queued(world, template="contacts-check")
    moment = NOW
    for _ in range(7):
        channel.outcomes.append(KilledError())
        with pytest.raises(KilledError):
            sent(moment)
        moment += LEASE
    assert sent(moment).failed == 1
    assert (row(message_id).state, row(message_id).detail) == ("failed", "gave-up")


def test_one_message_over_which_a_worker_dies_does_not_hold_up_the_others(world, channel):
    queued(world)
    other = queued(world, dedupe_key="other")
    channel.outcomes.append(KilledError())
    with pytest.raises(KilledError):
        sent()
    assert sent(NOW + timedelta(minutes=1)).sent == 1
    assert row(other).state == "sent"


def test_a_word_about_today_is_not_sent_tomorrow(world, channel):
    message_id = queued(world)
    sent(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    assert (row(message_id).state, row(message_id).detail) == ("failed", "too-late")


def test_what_would_wait_over_the_night_is_given_up_if_it_helps_nobody_then(world, channel):
    message_id = queued(world)
    assert sent(datetime(2026, 11, 17, 21, 0, tzinfo=UTC)).failed == 1
    assert row(message_id).detail == "too-late"


def test_what_may_have_gone_when_its_day_ended_says_that_nobody_knows(world, channel):
    message_id = queued(world)
    channel.outcomes.append(KilledError())
    with pytest.raises(KilledError):
        sent()
    sent(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    assert row(message_id).detail == "unknown-if-sent"


def test_in_quiet_hours_nothing_goes_though_it_was_due_before(world, channel):
    message_id = queued(world, template="contacts-check")
    assert sent(datetime(2026, 11, 17, 21, 0, tzinfo=UTC)).put_off == 1
    assert row(message_id).next_try_at == datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


def test_withdrawn_in_the_moment_of_sending_the_truth_is_kept(world, channel, monkeypatch):
    message_id = queued(world)
    send = channel.send

    def withdrawn_and_sent(self, message):
        services.stop_about(world.pupils["Ada"], actor=JOB, now=NOW)
        return send(self, message)

    monkeypatch.setattr(channel, "send", withdrawn_and_sent)
    sent()
    assert states(message_id) == [("queued", ""), ("withdrawn", "pupil-stopped"), ("sent", "")]
    assert row(message_id).state == "sent"


@pytest.mark.parametrize("job", [services.send_due, services.check_deliveries])
def test_only_our_own_job_empties_the_outbox(world, job):
    with pytest.raises(NotGrantedError):
        job(NOW, actor=office(world))


def test_the_provider_is_asked_what_became_of_it_and_a_delivery_is_written_down_once(world, channel):
    message_id = queued(world)
    sent()
    minute = NOW + timedelta(minutes=1)
    assert services.check_deliveries(NOW, actor=JOB).asked == 0
    assert services.check_deliveries(minute, actor=JOB).settled == 0
    channel.fates[row(message_id).provider_id] = Fate.DELIVERED
    assert services.check_deliveries(minute + timedelta(minutes=1), actor=JOB).settled == 1
    assert services.check_deliveries(NOW + timedelta(days=1), actor=JOB).asked == 0
    assert row(message_id).state == "delivered"


def test_a_message_that_never_arrived_is_shown_as_failed(world, channel):
    message_id = queued(world)
    sent()
    channel.fates[row(message_id).provider_id] = Fate.WRONG_ADDRESS
    services.check_deliveries(NOW + timedelta(minutes=1), actor=JOB)
    assert (row(message_id).state, row(message_id).detail) == ("failed", "wrong-address")


def test_after_three_days_nobody_is_asked_any_more(world, channel):
    queued(world)
    sent()
    moment, asked = NOW, 0
    while (due := Message.objects.get().next_check_at) is not None:
        moment = due
        asked += services.check_deliveries(moment, actor=JOB).asked
    assert timedelta(days=3) < moment - NOW < timedelta(days=6)
    assert asked < 30


@pytest.mark.parametrize("now", [datetime(2026, 7, 6, 23, 30, tzinfo=UTC), datetime(2026, 7, 7, 8, 0, tzinfo=UTC)])
def test_the_quiet_hours_are_those_of_the_day_where_the_schools_are(world, channel, monkeypatch, now):
    """Half an hour after midnight in summer it is still the day before in UTC."""
    from bellwether.messages.quiet import quiet_hours
    from bellwether.messages.services import queueing, sending

    asked = []

    def noted(school_id, *, on):
        asked.append(on)
        return quiet_hours(school_id, on=on)

    for room in (queueing, sending):
        monkeypatch.setattr(room, "quiet_hours", noted)
    queued(world, template="contacts-check", now=now, send_after=now)
    sent(now)
    assert set(asked) == {date(2026, 7, 7)}
