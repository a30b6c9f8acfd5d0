"""The event of a service is also what other rooms hear. Handlers are subscribed when the process starts.

AT_ONCE handlers run inside the transaction of the act (projections: what must be true together). LATER handlers are
told by a job, at least once, in the order of the events of each subject; one that fails is tried again after a pause
that doubles, and holds up nobody but the later events of that handler about the same subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.db import transaction
from django.db.models import Q

from bellwether.audit.errors import HandlerNameTakenError
from bellwether.audit.models import AuditEvent, PendingDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

__all__ = ["Delivered", "Delivery", "Event", "deliver", "publish", "subscribe", "unsubscribe"]

log = structlog.get_logger(__name__)

_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=6)


class Delivery(StrEnum):
    """When a handler hears of an event."""

    AT_ONCE = "at-once"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as handlers are told. now: when they are told (`at`, for those told at once)."""

    id: int
    event: str
    at: datetime
    now: datetime
    chain: str
    actor_kind: str
    actor_id: int | None
    actor_post: str
    subject_kind: str
    subject_id: int | None
    request_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """One run of the job: how many handlers were told, how many failed, how many wait for another try."""

    told: int
    failed: int
    waiting: int


_at_once: dict[str, dict[str, Callable[[Event], None]]] = {}
_later: dict[str, dict[str, Callable[[Event], None]]] = {}


def subscribe(event: str, handler: Callable[[Event], None], *, name: str, when: Delivery = Delivery.AT_ONCE) -> None:
    """Have a handler told of every event of that name. Call it in `AppConfig.ready`.

    name: "room.what-it-does", kept in the database while a delivery waits, so do not rename it lightly. A LATER
    handler runs in a transaction of its own and must be safe to run twice.
    Raises HandlerNameTakenError where another handler of the event has that name.
    """
    handlers = (_at_once if when is Delivery.AT_ONCE else _later).setdefault(event, {})
    if handlers.get(name, handler) != handler:
        raise HandlerNameTakenError(name)
    handlers[name] = handler


def unsubscribe(event: str, *, name: str) -> None:
    """Take a handler back (for tests)."""
    for registry in (_at_once, _later):
        registry.get(event, {}).pop(name, None)


def publish(row: AuditEvent) -> None:
    """Tell the AT_ONCE handlers of an event just written, and note whom the job has to tell. For `audit.services`."""
    if later := _later.get(row.event):
        PendingDelivery.objects.bulk_create(PendingDelivery(event=row, handler=name) for name in later)
    for handler in tuple(_at_once.get(row.event, {}).values()):
        handler(_told(row, now=row.at))


def _told(row: AuditEvent, *, now: datetime) -> Event:
    return Event(
        id=row.pk,
        event=row.event,
        at=row.at,
        now=now,
        chain=row.chain,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_post=row.actor_post,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        request_id=row.request_id,
        before=row.before,
        after=row.after,
    )


def deliver(now: datetime, *, at_most: int = 1_000) -> Delivered:
    """Tell LATER handlers what they have not been told yet, oldest first. Safe to run by several workers at once."""
    told = failed = 0
    held_up: set[tuple[str, str, int | None]] = set()
    waiting = PendingDelivery.objects.order_by("event_id", "pk").values_list(
        "pk", "handler", "event__subject_kind", "event__subject_id", "not_before"
    )
    for key, handler, kind, subject, not_before in list(waiting[:at_most]):
        about = (handler, kind, subject)
        if about in held_up:
            continue
        if not_before is not None and not_before > now:
            held_up.add(about)
        elif _tell(key, now=now):
            told += 1
        else:
            failed += 1
            held_up.add(about)
    return Delivered(told=told, failed=failed, waiting=PendingDelivery.objects.count())


def _tell(key: int, *, now: datetime) -> bool:
    """Whether the handler is through; told and struck off in one transaction."""
    try:
        with transaction.atomic():
            due = PendingDelivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
            row = due.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), pk=key).first()
            if row is None:
                return True  # another worker has it
            _later[row.event.event][row.handler](_told(row.event, now=now))
            row.delete()
    except Exception as error:  # noqa: BLE001  (whatever a handler raises must not stop the others)
        _note_failure(key, now=now, error=error)
        return False
    return True


def _note_failure(key: int, *, now: datetime, error: Exception) -> None:
    with transaction.atomic():
        row = PendingDelivery.objects.select_for_update().get(pk=key)
        row.failures += 1
        row.not_before = now + min(_FIRST_PAUSE * 2 ** (row.failures - 1), _LONGEST_PAUSE)
        row.save(update_fields=["failures", "not_before"])
    # The text of an error could hold a name; its class says enough to find the line.
    log.error(
        "event.handler-failed",
        handler=row.handler,
        event_id=row.event_id,
        failures=row.failures,
        error=type(error).__name__,
    )
