"""Reading the trail: for those with READ_AUDIT, in the chains of their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from bellwether.audit import lookups
from bellwether.audit.models import AuditEvent
from bellwether.core.access import Action, OutOfReachError, require_somewhere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from bellwether.core.access import Actor

__all__ = ["PAGE", "Asked", "EventFacts", "Trail", "chains", "trail"]

PAGE: Final = 50
"""So many events are shown at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events: of one chain, and if given of one day, one kind, one person, older than one event."""

    chain: str
    day: date | None = None
    event: str = ""
    actor_id: int | None = None
    older_than: int | None = None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One event, with the name that its actor has now; their post is the one they had."""

    id: int
    at: datetime
    event: str
    actor_id: int | None
    actor_name: str
    actor_post: str
    subject_kind: str
    subject_id: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """Events, newest first, and what one may narrow them to."""

    events: tuple[EventFacts, ...]
    kinds: tuple[str, ...]
    has_older: bool


def chains(*, actor: Actor) -> dict[str, str]:
    """The chains that the actor may read, each with the name of its place."""
    require_somewhere(actor, Action.READ_AUDIT)
    return lookups.chains(actor=actor)


def trail(asked: Asked, *, actor: Actor) -> Trail:
    """The newest events that were asked for, at most PAGE. Raises OutOfReachError for a chain of others."""
    if asked.chain not in chains(actor=actor):
        raise OutOfReachError(Action.READ_AUDIT)
    of_chain = AuditEvent.objects.filter(chain=asked.chain)
    rows = list(_narrowed(of_chain, asked).order_by("-id")[: PAGE + 1])
    known = lookups.names((row.actor_id for row in rows if row.actor_id is not None), actor=actor)
    kinds = of_chain.order_by("event").values_list("event", flat=True).distinct()
    return Trail(tuple(_facts(row, known) for row in rows[:PAGE]), tuple(kinds), len(rows) > PAGE)


def _narrowed(rows: QuerySet[AuditEvent], asked: Asked) -> QuerySet[AuditEvent]:
    if asked.day is not None:
        start = timezone.make_aware(datetime.combine(asked.day, time()))
        end = timezone.make_aware(datetime.combine(asked.day + timedelta(days=1), time()))
        rows = rows.filter(at__gte=start, at__lt=end)
    if asked.event:
        rows = rows.filter(event=asked.event)
    if asked.actor_id is not None:
        rows = rows.filter(actor_id=asked.actor_id)
    return rows if asked.older_than is None else rows.filter(pk__lt=asked.older_than)


def _facts(row: AuditEvent, names: Mapping[int, str]) -> EventFacts:
    return EventFacts(
        id=row.pk,
        at=row.at,
        event=row.event,
        actor_id=row.actor_id,
        actor_name=names.get(row.actor_id, "") if row.actor_id is not None else "",
        actor_post=row.actor_post,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        before=row.before,
        after=row.after,
        is_sealed=row.sequence is not None,
    )
