"""Writing the trail: an act, a restricted read, and the seals that make a later change visible."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from bellwether.audit.chain import GENESIS, hash_of
from bellwether.audit.checking import ChainProblem, check, unsealed
from bellwether.audit.errors import NotInTransactionError, UnsoundEventError
from bellwether.audit.events import publish
from bellwether.audit.models import AuditEvent, ChainEnd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bellwether.core.access import Action, Actor

__all__ = ["ChainProblem", "check", "record", "record_read", "seal", "unsealed"]

_EVENT: Final = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")
_CHAIN: Final = re.compile(r"(school|trust|la):[1-9][0-9]*|system")
_SEALED_AT_ONCE: Final = 5_000


def record(  # noqa: PLR0913  (each is one column of the trail, and all are named)
    event: str,
    *,
    actor: Actor,
    chain: str,
    subject: tuple[str, int | None],
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    request_id: str = "",
) -> int:
    """Write the one event of a service, inside its transaction, and tell the AT_ONCE handlers. Returns its id.

    event: "noun.verb-past". chain: "school:3", "trust:1", "la:2" or "system". subject: kind and id of what it is
    about. before, after: ids, days and values that changed; no names.
    request_id: that of the request at hand, if left out.
    Raises NotInTransactionError, UnsoundEventError.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransactionError(event)
    if not (_EVENT.fullmatch(event) and _CHAIN.fullmatch(chain)):
        raise UnsoundEventError(f"{event} in {chain}")
    row = AuditEvent.objects.create(
        at=now,
        chain=chain,
        event=event,
        actor_kind=actor.kind.value,
        actor_id=actor.user_id,
        actor_post=actor.post,
        subject_kind=subject[0],
        subject_id=subject[1],
        request_id=request_id or structlog.contextvars.get_contextvars().get("request_id", ""),
        before=_plain(before),
        after=_plain(after),
    )
    publish(row)
    return row.pk


def record_read(
    action: Action, *, actor: Actor, chain: str, subject: tuple[str, int | None], now: datetime, request_id: str = ""
) -> int:
    """Write that somebody read what only some may read (`RESTRICTED_READS`), in a transaction of its own if need be."""
    with transaction.atomic():
        return record(
            "record.read",
            actor=actor,
            chain=chain,
            subject=subject,
            now=now,
            after={"action": action.value},
            request_id=request_id,
        )


def _plain(values: Mapping[str, Any] | None) -> Any:  # noqa: ANN401  (JSON)
    """The values as the database will give them back: days and moments as text."""
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def seal(now: datetime) -> int:
    """Seal what is written and not sealed yet, chain by chain in the order of ids. Returns how many. Run each minute.

    Two workers at once wait for each other at the end of the chain. An event whose transaction ends later than that of
    one with a higher id is sealed after it: the order of a chain is that of sealing.
    """
    chains = AuditEvent.objects.filter(sequence__isnull=True, at__lte=now).order_by().values_list("chain", flat=True)
    return sum(_seal_chain(chain) for chain in sorted(set(chains)))


@transaction.atomic
def _seal_chain(chain: str) -> int:
    ChainEnd.objects.get_or_create(chain=chain, defaults={"hash": GENESIS})
    end = ChainEnd.objects.select_for_update().get(chain=chain)
    sequence, previous = end.sequence, bytes(end.hash)
    waiting = AuditEvent.objects.filter(chain=chain, sequence__isnull=True).order_by("pk")
    events = list(waiting[:_SEALED_AT_ONCE])
    for event in events:
        sequence += 1
        event.sequence, event.previous_hash = sequence, previous
        event.hash = previous = hash_of(event, sequence=sequence, previous_hash=previous)
    AuditEvent.objects.bulk_update(events, ["sequence", "previous_hash", "hash"], batch_size=100)
    end.sequence, end.hash = sequence, previous
    end.save(update_fields=["sequence", "hash"])
    return len(events)
