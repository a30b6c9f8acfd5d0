"""What the worker does with an import: read it and show what it would do; apply it, whole or not at all.

Each step is safe to run twice: a worker that is killed in the middle leaves nothing behind but the wish.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit.clock import day_of
from bellwether.audit.services import record
from bellwether.core.access import require
from bellwether.exchange.acting import applier_of, maker_of
from bellwether.exchange.facts import Work
from bellwether.exchange.kinds import ACTIONS, Kind, State
from bellwether.exchange.models import StagedImport
from bellwether.exchange.services import marks, people
from bellwether.exchange.services.staging import approve, move
from bellwether.exchange.services.telling import tell_the_office
from bellwether.exchange.store.queueing import queue_reading
from bellwether.exchange.store.storing import keep_lists, laid_out, wipe_files
from bellwether.organisations.errors import RefusedError
from bellwether.organisations.selectors import reach_of_school, registers_kept_elsewhere
from bellwether.people.errors import StalePeopleError
from bellwether.registers.errors import StaleImportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.exchange.facts import Preview

__all__ = ["apply", "read"]

_STEP: Final = 5  # per cent


def read(import_id: int, *, actor: Actor, now: datetime) -> None:
    """Read the files of an import and keep what is wrong with them or what they would do. A job.

    actor: our own machinery; what is read is read in the name of whoever brought the files.
    """
    row = _taken_up(import_id, actor, {State.WAITING, State.READING}, State.READING, now=now)
    if row is None:
        return
    by = maker_of(row, on=day_of(now))
    with _failing_openly(import_id, now=now), laid_out(row) as paths:
        work = Work(row.school_id, paths, row.options, now)
        preview = _PREVIEW[Kind(row.kind)](work, progress=_progress(import_id), actor=by)
        _keep(import_id, preview, now=now)


def _taken_up(import_id: int, actor: Actor, states: set[State], state: State, *, now: datetime) -> StagedImport | None:
    """The import, if it is still to be worked on."""
    with transaction.atomic():
        row = StagedImport.objects.select_for_update().filter(pk=import_id, state__in=states).first()
        if row is not None:
            require(actor, ACTIONS[Kind(row.kind)], reach_of_school(row.school_id))
            move(row, state, now=now, progress=0)
    return row


@contextmanager
def _failing_openly(import_id: int, *, now: datetime) -> Iterator[None]:
    """A fault of ours must not leave somebody waiting: the page says so, and the job counts as failed."""
    try:
        yield
    except Exception:
        with transaction.atomic():
            row = StagedImport.objects.select_for_update().get(pk=import_id)
            if not State(row.state).is_over:
                move(row, State.FAILED, now=now)
                tell_the_office(row, actor=maker_of(row, on=day_of(now)), now=now)
        raise


def _progress(import_id: int) -> Callable[[float], None]:
    """Notes how far the reading is, in steps, so that a page can say it."""
    said = 0

    def note(done: float) -> None:
        nonlocal said
        percent = min(99, int(done * 100))
        if percent >= said + _STEP:
            said = percent
            StagedImport.objects.filter(pk=import_id, state=State.READING).update(progress=percent)

    return note


def _keep(import_id: int, preview: Preview, *, now: datetime) -> None:
    with transaction.atomic():
        row = StagedImport.objects.select_for_update().filter(pk=import_id, state=State.READING).first()
        if row is None:
            return  # cancelled meanwhile
        sizes = keep_lists(row, preview.lists)
        state = State.PROBLEMS if preview.has_errors else State.READY if preview.writes else State.NOTHING
        move(row, state, now=now, counts={**preview.counts, **sizes}, seen=preview.seen, progress=100)
        if row.by_itself and state is State.READY and _may_go_by_itself(row, preview, on=day_of(now)):
            approve(row, leave_out=row.leave_out, actor=maker_of(row, on=day_of(now)), now=now)
        tell_the_office(row, actor=maker_of(row, on=day_of(now)), now=now)


def _may_go_by_itself(row: StagedImport, preview: Preview, *, on: date) -> bool:
    """Nothing is left out unless the school said that it may be; and where registers are taken here, no file puts
    another mark over one that stands without a person. What would make a pupil another one is never done alone.
    """
    if preview.doubtful or (preview.left_out and not row.leave_out):
        return False
    return not preview.changes or registers_kept_elsewhere(row.school_id, on=on)


def apply(import_id: int, *, actor: Actor, now: datetime) -> None:
    """Write what was shown, in one transaction, in the name of whoever said yes. Event "import.applied". A job.

    Where the records changed meanwhile so that it would do something else, nothing is written: it is read again.
    """
    row = _taken_up(import_id, actor, {State.APPLYING}, State.APPLYING, now=now)
    if row is None:
        return
    by = applier_of(row, on=day_of(now))
    with _failing_openly(import_id, now=now), laid_out(row) as paths:
        work = Work(row.school_id, paths, row.options, now)
        write = _PREPARE[Kind(row.kind)](work, seen=row.seen, leave_out=row.leave_out, source=str(row.pk), actor=by)
        try:
            with transaction.atomic():
                row = StagedImport.objects.select_for_update().get(pk=import_id)
                if row.state == State.APPLYING:
                    _finish(row, write(), by=by, now=now)
        except (StaleImportError, StalePeopleError):
            _look_again(import_id, "stale", now=now)
        except RefusedError:
            _look_again(import_id, "refused", now=now)


def _finish(row: StagedImport, written: dict[str, int], *, by: Actor, now: datetime) -> None:
    wipe_files(row)
    counts = {**row.counts, **{f"done_{name}": number for name, number in written.items()}}
    move(row, State.APPLIED, now=now, counts=counts, applied_at=now, progress=100)
    record(
        "import.applied",
        actor=by,
        chain=f"school:{row.school_id}",
        subject=("import", row.pk),
        now=now,
        after={"import_id": row.pk, "school_id": row.school_id, "kind": row.kind, "written": written},
    )


def _look_again(import_id: int, why: str, *, now: datetime) -> None:
    with transaction.atomic():
        row = StagedImport.objects.select_for_update().get(pk=import_id)
        move(row, State.WAITING, now=now, notice=why, progress=0)
        queue_reading(row.pk)


_PREVIEW: Final = {Kind.MARKS: marks.preview_marks, Kind.PEOPLE: people.preview_people}
_PREPARE: Final = {Kind.MARKS: marks.prepare_marks, Kind.PEOPLE: people.prepare_people}
