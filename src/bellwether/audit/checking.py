"""Is the trail whole? Walks every chain and says what does not fit, and how much is not sealed yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Count, Min

from bellwether.audit.chain import GENESIS, hash_of
from bellwether.audit.models import AuditEvent, ChainEnd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["GUARDS", "ChainFault", "ChainProblem", "UnsealedTail", "check", "guards_missing", "unsealed"]

GUARDS: Final = {
    "sqlite": frozenset({"audit_no_delete", "audit_seal_only", "audit_no_replace"}),
    "postgresql": frozenset({"audit_guard", "audit_guard_all"}),
}
"""The triggers of migration 0002, by the database that they guard."""

_TRIGGERS: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


class ChainFault(StrEnum):
    """What is wrong in a place of a chain."""

    CHANGED = "changed"  # the event is not the one that was sealed
    BROKEN = "broken"  # it does not follow the one before
    MISSING = "missing"  # a place of the chain is empty
    CUT_SHORT = "cut-short"  # the chain ends before the end that was noted
    TOO_LONG = "too-long"  # it goes on after that end


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """One fault: the chain, the place in it, and the event found there (None where there is none)."""

    chain: str
    sequence: int
    fault: ChainFault
    event_id: int | None


@dataclass(frozen=True, slots=True)
class UnsealedTail:
    """What was written and is not sealed yet: normal for a minute. oldest_at: None where nothing waits."""

    count: int
    oldest_at: datetime | None


def check() -> list[ChainProblem]:
    """Every fault of every chain; empty where the trail is whole. What is not sealed is not a fault: see `unsealed`."""
    ends = dict(ChainEnd.objects.values_list("chain", "sequence"))
    sealed = AuditEvent.objects.filter(sequence__isnull=False)
    chains = sorted({*ends, *sealed.order_by().values_list("chain", flat=True).distinct()})
    return [problem for chain in chains for problem in _faults(chain, end=ends.get(chain, 0))]


def unsealed() -> UnsealedTail:
    """How many events wait for their seal, and since when the oldest does."""
    found = AuditEvent.objects.filter(sequence__isnull=True).aggregate(count=Count("pk"), oldest=Min("at"))
    return UnsealedTail(count=found["count"], oldest_at=found["oldest"])


def _faults(chain: str, *, end: int) -> Iterator[ChainProblem]:
    place, previous = 0, GENESIS
    for event in AuditEvent.objects.filter(chain=chain, sequence__isnull=False).order_by("sequence").iterator(2_000):
        sequence = event.sequence or 0
        for empty in range(place + 1, sequence):
            yield ChainProblem(chain, empty, ChainFault.MISSING, None)
        stated, own = bytes(event.previous_hash or b""), bytes(event.hash or b"")
        if sequence == place + 1 and stated != previous:
            yield ChainProblem(chain, sequence, ChainFault.BROKEN, event.pk)
        if hash_of(event, sequence=sequence, previous_hash=stated) != own:
            yield ChainProblem(chain, sequence, ChainFault.CHANGED, event.pk)
        place, previous = sequence, own
    if place < end:
        yield ChainProblem(chain, place + 1, ChainFault.CUT_SHORT, None)
    elif place > end:
        yield ChainProblem(chain, end + 1, ChainFault.TOO_LONG, None)


def guards_missing() -> frozenset[str]:
    """The append-only triggers that the database does not have, or has switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    return GUARDS[connection.vendor] - standing
