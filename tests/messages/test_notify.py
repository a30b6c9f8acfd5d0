"""GOV.UK Notify, by its official client, against a stand-in of its documented interface that checks the token."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bellwether.messages import services
from tests.messages.builders import EMAIL, JOB, mother, queued, row, sent
from tests.messages.notify_stub import KEY, NotifyStub
from tests.world import NOW


@pytest.fixture
def notify(world, settings):
    with NotifyStub() as stub:
        settings.MESSAGE_CHANNELS, settings.NOTIFY = ("notify",), stub.settings()
        yield stub


def later(message_id):
    """Send again when its next try has come."""
    sent(row(message_id).next_try_at)


def test_a_text_goes_with_our_reference_and_the_token_is_right(world, notify):
    message_id = queued(world)
    assert sent().sent == 1
    [taken] = notify.taken
    assert (taken["phone_number"], taken["reference"]) == ("+447700900001", row(message_id).reference.hex)
    assert taken["body"] == row(message_id).body
    assert row(message_id).provider_id == taken["id"]


def test_an_email_goes_with_its_subject(world, notify):
    queued(world, to=mother(world, EMAIL))
    sent()
    [taken] = notify.taken
    assert (taken["email_address"], taken["subject"]) == (EMAIL, "We missed Ada today")


@pytest.mark.parametrize("key", [KEY[:-1] + "9", KEY.replace("26785a09", "26785a00")])
def test_a_key_that_is_refused_loses_no_message(world, notify, settings, key):
    settings.NOTIFY = {**notify.settings(), "api_key": key}
    message_id = queued(world)
    assert sent().put_off == 1
    assert (row(message_id).state, row(message_id).detail) == ("queued", "notify-key-refused")
    settings.NOTIFY = notify.settings()
    later(message_id)
    assert row(message_id).state == "sent"


def test_a_server_whose_clock_is_wrong_loses_no_message(world, notify):
    notify.clock = lambda: NOW.timestamp() + 120
    message_id = queued(world)
    sent()
    assert row(message_id).detail == "notify-key-refused"


@pytest.mark.parametrize(
    ("status", "kind", "state", "detail", "pause"),
    [
        (400, "BadRequestError", "failed", "notify-refused", None),
        (400, "ValidationError", "failed", "notify-refused", None),
        (403, "AuthError", "queued", "notify-key-refused", timedelta(minutes=1)),
        (429, "RateLimitError", "queued", "notify-rate-limit", timedelta(minutes=1)),
        (429, "TooManyRequestsError", "queued", "notify-daily-limit", timedelta(hours=1)),
        (500, "Exception", "queued", "notify-away", timedelta(minutes=1)),
        (503, "Exception", "queued", "notify-away", timedelta(minutes=1)),
    ],
)
def test_each_kind_of_error_is_final_or_tried_again(world, notify, status, kind, state, detail, pause):
    notify.failures.append((status, kind))
    message_id = queued(world)
    sent()
    message = row(message_id)
    assert (message.state, message.detail) == (state, detail)
    if pause is not None:
        assert message.next_try_at - NOW == pause
        later(message_id)
        assert len(notify.taken) == 1


def test_when_notify_is_away_altogether_the_message_waits(world, notify, settings):
    settings.NOTIFY = {**notify.settings(), "base_url": "http://127.0.0.1:9"}
    message_id = queued(world)
    sent()
    assert (row(message_id).state, row(message_id).detail) == ("queued", "notify-away")


def test_before_a_second_try_notify_is_asked_whether_it_has_the_message(world, notify):
    message_id = queued(world)
    sent()
    type(row(message_id)).objects.update(state="sending", provider_id="", sent_at=None, lease_until=NOW)
    assert sent().sent == 1
    assert len(notify.taken) == 1
    assert row(message_id).provider_id == notify.taken[0]["id"]


def test_a_service_without_a_template_keeps_its_messages_and_says_why(world, notify, settings):
    settings.NOTIFY = {**notify.settings(), "templates": {}}
    message_id = queued(world)
    sent()
    assert row(message_id).detail == "no-notify-template"


@pytest.mark.parametrize(
    ("status", "state", "detail"),
    [
        ("delivered", "delivered", ""),
        ("permanent-failure", "failed", "wrong-address"),
        ("temporary-failure", "failed", "not-reached"),
        ("technical-failure", "failed", "provider-failed"),
        ("sending", "sent", ""),
        ("pending", "sent", ""),
        ("created", "sent", ""),
        ("sent", "sent", ""),
        ("a-new-word", "sent", ""),
    ],
)
def test_what_notify_says_of_a_message_is_written_down(world, notify, status, state, detail):
    message_id = queued(world)
    sent()
    notify.taken[0]["status"] = status
    services.check_deliveries(NOW + timedelta(minutes=1), actor=JOB)
    assert (row(message_id).state, row(message_id).detail) == (state, detail)
