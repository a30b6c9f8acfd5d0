"""An import from the file to the point at which somebody says yes or no. The work itself is done by jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.problems import Severity
from bellwether.exchange.errors import ImportRefusedError
from bellwether.exchange.facts import Way
from bellwether.exchange.kinds import ACTIONS, Kind, State
from bellwether.exchange.models import StagedImport
from bellwether.exchange.services.telling import tell_the_office
from bellwether.exchange.store.queueing import queue_applying, queue_reading
from bellwether.exchange.store.storing import keep_files, keep_lists, wipe
from bellwether.organisations.selectors import reach_of_school, school

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.exchange.facts import GivenFile

__all__ = ["ask_to_apply", "cancel", "read_again", "stage", "stage_refused"]


@transaction.atomic
def stage(
    school_id: int,
    files: Sequence[GivenFile],
    *,
    kind: Kind,
    actor: Actor,
    now: datetime,
    way: Way | None = None,
) -> int:
    """Keep files that somebody brings, and have them read. Event "import.staged"; returns the id of the import.

    way: left out, by a page. Nothing else is written. Raises ImportRefusedError.
    """
    require(actor, ACTIONS[kind], reach_of_school(school_id))
    row = _new(school_id, kind, way or Way(), State.WAITING, actor=actor, now=now)
    keep_files(row, files)
    row.save()
    queue_reading(row.pk)
    _record("import.staged", row, actor=actor, now=now)
    return row.pk


@transaction.atomic
def stage_refused(school_id: int, why: str, *, files: int, kind: Kind, actor: Actor, now: datetime, way: Way) -> int:
    """Files that came by themselves and cannot be kept: an import that says why. Event "import.staged"; its id."""
    require(actor, ACTIONS[kind], reach_of_school(school_id))
    row = _new(school_id, kind, way, State.PROBLEMS, actor=actor, now=now)
    line = (Severity.ERROR.value, None, None, None, None, None, why)
    row.files, row.counts = files, {"errors": 1, **keep_lists(row, {"problems": [line]})}
    row.save()
    tell_the_office(row, actor=actor, now=now)
    _record("import.staged", row, actor=actor, now=now)
    return row.pk


def _new(school_id: int, kind: Kind, way: Way, state: State, *, actor: Actor, now: datetime) -> StagedImport:
    return StagedImport.objects.create(
        school_id=school(school_id).id,
        kind=kind,
        origin=way.origin,
        state=state,
        made_at=now,
        made_by_id=actor.user_id,
        made_by_name=actor.name,
        made_by_post=actor.post,
        changed_at=now,
        by_itself=way.by_itself,
        leave_out=way.leave_out,
        options=dict(way.options),
    )


def _record(event: str, row: StagedImport, *, actor: Actor, now: datetime) -> None:
    record(
        event,
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("import", row.pk),
        now=now,
        after={
            "import_id": row.pk,
            "school_id": row.school_id,
            "kind": row.kind,
            "origin": row.origin,
            "files": row.files,
            "size": row.size,
            "content_hash": row.content_hash,
            "leave_out": row.leave_out,
        },
    )


def locked(import_id: int, actor: Actor) -> StagedImport:
    """An import that the actor may work on, locked. Raises OutOfReachError, NotGrantedError."""
    row = StagedImport.objects.select_for_update().filter(pk=import_id).first()
    if row is None:
        raise OutOfReachError(Action.IMPORT_MARKS)
    require(actor, ACTIONS[Kind(row.kind)], reach_of_school(row.school_id))
    return row


def move(row: StagedImport, state: State, *, now: datetime, **more: object) -> None:
    """Put an import into another state and save it."""
    row.state, row.changed_at = state, now
    for name, value in more.items():
        setattr(row, name, value)
    row.save()


@transaction.atomic
def ask_to_apply(import_id: int, *, leave_out: bool, actor: Actor, now: datetime) -> None:
    """Say yes to what was shown. Event "import.approved"; the job does it. Asked again, it changes nothing.

    leave_out: whether to go on without what cannot be applied. Raises ImportRefusedError.
    """
    row = locked(import_id, actor)
    if row.state in (State.APPLYING, State.APPLIED):
        return
    if row.state != State.READY:
        raise ImportRefusedError(gettext("This import cannot be applied as it stands"))
    if row.counts.get("left_out") and not leave_out:
        raise ImportRefusedError(
            gettext("Mend what cannot be applied, or say that the rest is applied without it"), field="leave_out"
        )
    approve(row, leave_out=leave_out, actor=actor, now=now)


def approve(row: StagedImport, *, leave_out: bool, actor: Actor, now: datetime) -> None:
    """Have a locked import applied in the name of the actor."""
    move(
        row,
        State.APPLYING,
        now=now,
        leave_out=leave_out,
        progress=0,
        notice="",
        applied_by_id=actor.user_id,
        applied_by_name=actor.name,
        applied_by_post=actor.post,
    )
    queue_applying(row.pk)
    _record("import.approved", row, actor=actor, now=now)


@transaction.atomic
def cancel(import_id: int, *, actor: Actor, now: datetime) -> None:
    """Say no: everything that was read is wiped. Event "import.cancelled"."""
    row = locked(import_id, actor)
    if State(row.state).is_over:
        return
    if row.state == State.APPLYING:
        raise ImportRefusedError(gettext("This import is being applied and cannot be cancelled any more"))
    wipe(row)
    move(row, State.CANCELLED, now=now, wiped_at=now)
    _record("import.cancelled", row, actor=actor, now=now)


@transaction.atomic
def read_again(import_id: int, *, actor: Actor, now: datetime) -> None:
    """Have the files compared with the records as they are by now."""
    row = locked(import_id, actor)
    if State(row.state).is_over or State(row.state).is_busy:
        raise ImportRefusedError(gettext("This import cannot be read again"))
    move(row, State.WAITING, now=now, progress=0, notice="")
    queue_reading(row.pk)
