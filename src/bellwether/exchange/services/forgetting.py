"""What was read is not kept: files that nobody answered for, and lists of imports that are over, are wiped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit.services import record
from bellwether.core.access import Action, require_somewhere
from bellwether.exchange.kinds import KEPT_AFTERWARDS, KEPT_UNANSWERED, State
from bellwether.exchange.models import StagedImport
from bellwether.exchange.services.staging import move
from bellwether.exchange.store.storing import wipe

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["forget"]

_OVER = (State.APPLIED, State.CANCELLED, State.EXPIRED)


def forget(now: datetime, *, actor: Actor) -> int:
    """Wipe what is over its time. Returns how many imports. A job, each night, safe to run twice.

    An import that nobody answered ends with event "import.expired". What is being applied is left alone.
    """
    require_somewhere(actor, Action.IMPORT_MARKS)
    due = StagedImport.objects.filter(wiped_at=None)
    unanswered = due.exclude(state__in=(*_OVER, State.APPLYING)).filter(changed_at__lt=now - KEPT_UNANSWERED)
    over = due.filter(state=State.APPLIED, changed_at__lt=now - KEPT_AFTERWARDS)
    ids = [*unanswered.values_list("pk", flat=True), *over.values_list("pk", flat=True)]
    return sum(_wipe(one, actor=actor, now=now) for one in ids)


@transaction.atomic
def _wipe(import_id: int, *, actor: Actor, now: datetime) -> bool:
    row = StagedImport.objects.select_for_update().filter(pk=import_id, wiped_at=None).first()
    if row is None or row.state == State.APPLYING:
        return False
    wipe(row)
    row.wiped_at = now
    if row.state == State.APPLIED:
        row.save(update_fields=["wiped_at"])
        return True
    move(row, State.EXPIRED, now=now)
    record(
        "import.expired",
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("import", row.pk),
        now=now,
        after={"import_id": row.pk, "school_id": row.school_id, "kind": row.kind},
    )
    return True
