"""A school's watched folder: set by a person, looked into by a job, its files taken up and put away.

A look is safe at any moment and any number of times. A file stays where it is until its import is over, so that a
worker that is killed loses nothing: the next look finds the file, the import, or both.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, require, require_somewhere
from bellwether.exchange.errors import ImportRefusedError
from bellwether.exchange.facts import GivenFile, Way
from bellwether.exchange.kinds import MOST_FILES, Kind, Origin, State
from bellwether.exchange.models import StagedImport, WatchedFile, WatchedFolder
from bellwether.exchange.services.staging import cancel, stage, stage_refused
from bellwether.exchange.store.folders import (
    DONE,
    PROBLEMS,
    arrivals,
    folder_of,
    make_folders,
    open_arrival,
    put_away,
    tidy,
)
from bellwether.exchange.store.storing import hash_of_names
from bellwether.organisations.selectors import reach_of_school, school

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from bellwether.core.access import Actor
    from bellwether.exchange.store.folders import Arrival

__all__ = ["look_into_folders", "set_folder", "tidy_folders"]

log = structlog.get_logger(__name__)

_SETTLED: Final = timedelta(seconds=30)
"""A file that has not grown for so long is taken to be written."""
_UNANSWERED: Final = (State.PROBLEMS, State.READY, State.FAILED)


@transaction.atomic
def set_folder(school_id: int, *, is_on: bool, leave_out: bool, actor: Actor, now: datetime) -> None:
    """Say whether the school's folder is looked into, and what may be done without a person. Event "folder.set".

    leave_out: whether what cannot be written is left out and the rest applied. Raises ImportRefusedError.
    """
    reach = reach_of_school(school_id)
    for action in (Action.IMPORT_MARKS, Action.IMPORT_PEOPLE):
        require(actor, action, reach)
    if is_on:
        _make(folder_of(school(school_id).urn))
    given = {"is_on": is_on, "leave_out": leave_out}
    row, is_new = WatchedFolder.objects.select_for_update().get_or_create(
        school_id=school_id, defaults={**given, **_set_by(actor, now)}
    )
    before = None if is_new else {name: getattr(row, name) for name in given}
    for name, value in {**given, **_set_by(actor, now)}.items():
        setattr(row, name, value)
    row.save()
    record(
        "folder.set",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        before=before,
        after={"school_id": school_id, **given},
    )


def _set_by(actor: Actor, now: datetime) -> dict[str, object]:
    return {"set_at": now, "set_by_id": actor.user_id, "set_by_name": actor.name, "set_by_post": actor.post}


def _make(folder: Path | None) -> None:
    if folder is None:
        raise ImportRefusedError(
            gettext("This server has no folder for files. Whoever runs it sets BELLWETHER_WATCHED"), field="is_on"
        )
    try:
        make_folders(folder)
    except OSError:
        log.warning("folder.unusable", urn=folder.name)
        raise ImportRefusedError(
            gettext("The folder cannot be made. Whoever runs the server has to let Bellwether write there"),
            field="is_on",
        ) from None


def look_into_folders(*, actor: Actor, now: datetime) -> int:
    """Take up what is new in every folder that is on, and put away what is over. Returns how many files were taken
    up. A job, each minute; a folder that cannot be read is logged and left.
    """
    require_somewhere(actor, Action.IMPORT_MARKS)
    taken = 0
    for row in WatchedFolder.objects.filter(is_on=True).select_related("school").order_by("pk"):
        folder = folder_of(row.school.urn)
        if folder is None:
            continue
        try:
            if folder.is_dir():
                taken += _look_into(row, arrivals(folder), actor=actor, now=now)
        except OSError as error:
            log.warning("folder.unreadable", school_id=row.school_id, error=type(error).__name__)
    return taken


def _look_into(folder: WatchedFolder, found: Sequence[Arrival], *, actor: Actor, now: datetime) -> int:
    """One folder."""
    files = {hash_of_names([one.name]): one for one in found}
    WatchedFile.objects.filter(school_id=folder.school_id).exclude(name_hash__in=files).delete()
    rows = _noted(folder.school_id, files, now=now)
    waiting: list[Arrival] = []
    unsettled: set[Kind] = set()
    for key, one in files.items():
        row = rows[key]
        if row.staged is not None:
            if not _put_away(row, one, now=now):
                unsettled.add(one.kind)
        elif now - row.since < _SETTLED:
            unsettled.add(one.kind)
        else:
            waiting.append(one)
    batches = [[one] for one in waiting if one.kind is Kind.MARKS]
    people = [one for one in waiting if one.kind is Kind.PEOPLE][:MOST_FILES]
    if people and Kind.PEOPLE not in unsettled:
        batches.append(people)  # lists that belong together: all there, and the ones before them answered
    for batch in batches:
        _take_up(folder, batch, actor=actor, now=now)
    return sum(map(len, batches))


def _noted(school_id: int, files: dict[str, Arrival], *, now: datetime) -> dict[str, WatchedFile]:
    """What is known of each file; one that is new, or another than before, begins anew."""
    known = {
        row.name_hash: row
        for row in WatchedFile.objects.filter(school_id=school_id, name_hash__in=files).select_related("staged")
    }
    for key, one in files.items():
        row = known.get(key)
        if row is None:
            known[key] = WatchedFile.objects.create(
                school_id=school_id, name_hash=key, size=one.size, changed_ns=one.changed_ns, since=now
            )
        elif (row.size, row.changed_ns) != (one.size, one.changed_ns):
            row.size, row.changed_ns, row.since, row.staged = one.size, one.changed_ns, now, None
            row.save()
    return known


def _put_away(row: WatchedFile, one: Arrival, *, now: datetime) -> bool:
    """Move a file whose import is over, or waits for a mended file. Whether it no longer stands in the way."""
    staged = row.staged
    assert staged is not None  # noqa: S101  (its caller looked)
    state = State(staged.state)
    if state.is_busy:
        return False
    if state is not State.READY:
        is_well = state is State.APPLIED or (state is State.NOTHING and not staged.counts.get("left_out"))
        put_away(one, DONE if is_well else PROBLEMS, now=now)
        row.delete()
    return True


def _take_up(folder: WatchedFolder, batch: Sequence[Arrival], *, actor: Actor, now: datetime) -> None:
    """Make files an import of their own; what cannot even be kept becomes one that says so."""
    way = Way(Origin.FOLDER, by_itself=True, leave_out=folder.leave_out)
    kind = batch[0].kind
    if kind is Kind.PEOPLE:
        _supersede(folder.school_id, kind, actor=actor, now=now)
    with ExitStack() as opened, transaction.atomic():
        files = [GivenFile(one.path.name, opened.enter_context(open_arrival(one))) for one in batch]
        try:
            made = stage(folder.school_id, files, kind=kind, actor=actor, now=now, way=way)
        except ImportRefusedError as refused:
            why = " ".join(refused.problems)
            made = stage_refused(folder.school_id, why, files=len(batch), kind=kind, actor=actor, now=now, way=way)
        keys = [hash_of_names([one.name]) for one in batch]
        WatchedFile.objects.filter(school_id=folder.school_id, name_hash__in=keys).update(staged_id=made)


def _supersede(school_id: int, kind: Kind, *, actor: Actor, now: datetime) -> None:
    """A list of everybody takes the place of those of the nights before that nobody answered."""
    before = StagedImport.objects.filter(
        school_id=school_id, kind=kind, origin=Origin.FOLDER, state__in=_UNANSWERED, wiped_at=None
    )
    for one in before.values_list("pk", flat=True):
        cancel(one, actor=actor, now=now)


def tidy_folders(*, actor: Actor, now: datetime) -> int:
    """Delete files that were put away and are over their time. A job, each night. Returns how many."""
    require_somewhere(actor, Action.IMPORT_MARKS)
    gone = 0
    for urn in WatchedFolder.objects.values_list("school__urn", flat=True):
        folder = folder_of(urn)
        try:
            gone += tidy(folder, now=now) if folder is not None else 0
        except OSError as error:
            log.warning("folder.unreadable", urn=urn, error=type(error).__name__)
    return gone
