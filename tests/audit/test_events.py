"""Handlers: at once inside the act, or later, at least once, each by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from django.db import transaction

from bellwether.audit import events, services
from bellwether.audit.errors import HandlerNameTakenError
from bellwether.audit.events import Delivery
from bellwether.audit.models import AuditEvent, PendingDelivery
from bellwether.core.access import system_actor
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
EVENT = "test.happened"


@pytest.fixture
def heard():
    """Subscribe for one test: `heard(name, when)` gives the list of subjects that the handler was told of."""
    names: list[str] = []

    def subscribe(name: str, when: Delivery = Delivery.LATER, *, fails_on: set[int] | None = None) -> list[int]:
        told: list[int] = []

        def handler(event: events.Event) -> None:
            if event.subject_id in (fails_on or set()):
                raise ValueError("Zelda Made-Up was absent")
            told.append(event.subject_id or 0)

        events.subscribe(EVENT, handler, name=name, when=when)
        names.append(name)
        return told

    yield subscribe
    for name in names:
        events.unsubscribe(EVENT, name=name)


def _happen(*subjects: int) -> None:
    for subject in subjects:
        services.record(EVENT, actor=system_actor(TODAY), chain="la:1", subject=("thing", subject), now=NOW)


def test_a_handler_at_once_is_told_inside_the_act(heard):
    told = heard("one", Delivery.AT_ONCE)
    _happen(1, 2)
    assert told == [1, 2]
    assert not PendingDelivery.objects.exists()


def test_a_handler_at_once_that_fails_undoes_the_act(heard):
    heard("one", Delivery.AT_ONCE, fails_on={1})
    with pytest.raises(ValueError, match="Made-Up"), transaction.atomic():
        _happen(1)
    assert not AuditEvent.objects.exists()


def test_a_later_handler_is_told_by_the_job_once_and_in_order(heard):
    told = heard("one")
    _happen(1, 2, 3)
    assert told == []
    assert events.deliver(NOW).told == 3
    assert events.deliver(NOW).told == 0
    assert told == [1, 2, 3]


def test_an_event_of_an_act_that_was_undone_is_never_delivered(heard):
    told = heard("one")
    with transaction.atomic():
        _happen(1)
        transaction.set_rollback(True)
    events.deliver(NOW)
    assert told == []


def test_one_failing_handler_holds_up_neither_others_nor_other_subjects(heard):
    failing, sound = heard("failing", fails_on={1}), heard("sound")
    _happen(1, 2, 1, 3)
    found = events.deliver(NOW)
    assert (failing, sound) == ([2, 3], [1, 2, 1, 3])
    assert (found.told, found.failed, found.waiting) == (6, 1, 2)


def test_a_failure_is_counted_and_tried_again_after_a_pause_that_doubles(heard):
    fails = {1}
    told = heard("one", fails_on=fails)
    _happen(1)
    events.deliver(NOW)
    assert events.deliver(NOW + timedelta(seconds=59)).failed == 0
    assert events.deliver(NOW + timedelta(seconds=60)).failed == 1
    waiting = PendingDelivery.objects.get()
    assert (waiting.failures, waiting.not_before) == (2, NOW + timedelta(seconds=180))
    fails.clear()
    assert events.deliver(NOW + timedelta(seconds=180)).waiting == 0
    assert told == [1]


def test_what_a_failing_handler_says_is_not_logged(heard):
    heard("one", fails_on={1})
    _happen(1)
    with structlog.testing.capture_logs() as lines:
        events.deliver(NOW)
    assert [line["event"] for line in lines] == ["event.handler-failed"]
    assert "Zelda" not in str(lines)


def test_two_handlers_of_one_name_are_refused(heard):
    heard("one")
    with pytest.raises(HandlerNameTakenError):
        heard("one")
