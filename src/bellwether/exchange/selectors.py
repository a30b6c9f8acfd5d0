"""Imports as whoever may bring files of that kind to the school may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count

from bellwether.audit.clock import day_of
from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.exchange.facts import FolderFacts, Lines, StagedFacts
from bellwether.exchange.kinds import ACTIONS, Kind, Origin, State
from bellwether.exchange.models import StagedFile, StagedImport, StagedLines, WatchedFolder
from bellwether.exchange.packing import unpack_lines
from bellwether.exchange.store.folders import arrivals, folder_of
from bellwether.organisations.selectors import reach_of_school, school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = [
    "all_lines",
    "first_lines",
    "folder_of_school",
    "imports_of_school",
    "last_marks",
    "lines",
    "open_imports",
    "staged",
]

_SHOWN: Final = 60


def _facts(row: StagedImport, *, names: tuple[str, ...] = ()) -> StagedFacts:
    return StagedFacts(
        id=row.pk,
        school_id=row.school_id,
        kind=Kind(row.kind),
        origin=Origin(row.origin),
        state=State(row.state),
        made_at=row.made_at,
        made_by=", ".join(part for part in (row.made_by_name, row.made_by_post) if part),
        changed_at=row.changed_at,
        files=row.files,
        size=row.size,
        content_hash=row.content_hash,
        progress=row.progress,
        counts=row.counts,
        notice=row.notice,
        leave_out=row.leave_out,
        applied_at=row.applied_at,
        applied_by=", ".join(part for part in (row.applied_by_name, row.applied_by_post) if part),
        is_wiped=row.wiped_at is not None,
        file_names=names,
    )


def _seen(import_id: int, actor: Actor) -> StagedImport:
    row = StagedImport.objects.filter(pk=import_id).first()
    if row is None:
        raise OutOfReachError(Action.IMPORT_MARKS)
    require(actor, ACTIONS[Kind(row.kind)], reach_of_school(row.school_id))
    return row


def staged(import_id: int, *, actor: Actor) -> StagedFacts:
    """One import. Raises OutOfReachError, NotGrantedError."""
    row = _seen(import_id, actor)
    held = StagedFile.objects.filter(staged=row).order_by("position")
    return _facts(row, names=tuple(held.values_list("name", flat=True)))


def imports_of_school(school_id: int, *, actor: Actor) -> tuple[StagedFacts, ...]:
    """The newest imports of a school, of the kinds that the actor may bring."""
    reach = reach_of_school(school_id)
    require(actor, Action.IMPORT_MARKS, reach)
    kinds = [kind for kind, action in ACTIONS.items() if may(actor, action, reach)]
    rows = StagedImport.objects.filter(school_id=school_id, kind__in=kinds).order_by("-made_at", "-pk")
    return tuple(_facts(row) for row in rows[:_SHOWN])


def open_imports(school_id: int, *, actor: Actor) -> dict[State, int]:
    """How many imports of a school wait for a person, by state. One query beside those of reach."""
    require(actor, Action.IMPORT_MARKS, reach_of_school(school_id))
    waiting = StagedImport.objects.filter(
        school_id=school_id, state__in=(State.PROBLEMS, State.READY, State.FAILED)
    ).order_by()
    counted = waiting.values_list("state").annotate(count=Count("pk"))
    return {State(state): count for state, count in counted}


def last_marks(school_id: int, *, actor: Actor) -> datetime | None:
    """When a file of marks was last dealt with, so that nothing of it was left to do."""
    require(actor, Action.IMPORT_MARKS, reach_of_school(school_id))
    done = StagedImport.objects.filter(
        school_id=school_id, kind=Kind.MARKS, state__in=(State.APPLIED, State.NOTHING)
    ).order_by("-changed_at")
    return done.values_list("changed_at", flat=True).first()


def folder_of_school(school_id: int, *, actor: Actor) -> FolderFacts:
    """The school's watched folder, set or not. Raises OutOfReachError, NotGrantedError."""
    reach = reach_of_school(school_id)
    for action in ACTIONS.values():
        require(actor, action, reach)
    row = WatchedFolder.objects.filter(school_id=school_id).first()
    path = folder_of(school(school_id).urn)
    try:
        is_there = path is not None and path.is_dir()
        waiting = len(arrivals(path)) if path is not None and is_there else 0
    except OSError:
        is_there, waiting = False, 0
    return FolderFacts(
        school_id=school_id,
        path="" if path is None else str(path),
        is_there=is_there,
        is_on=row is not None and row.is_on,
        leave_out=row is not None and row.leave_out,
        waiting=waiting,
        set_on=None if row is None else day_of(row.set_at),
        set_by="" if row is None else ", ".join(part for part in (row.set_by_name, row.set_by_post) if part),
    )


def first_lines(import_id: int, *, actor: Actor) -> dict[str, tuple[tuple[Any, ...], ...]]:
    """The first portion of each list of an import, by name. One query beside those of access."""
    row = _seen(import_id, actor)
    return {part.name: unpack_lines(bytes(part.body)) for part in StagedLines.objects.filter(staged=row, number=0)}


def lines(import_id: int, name: str, number: int, *, actor: Actor) -> Lines:
    """One portion of a list; an empty one where there is none."""
    row = _seen(import_id, actor)
    parts = StagedLines.objects.filter(staged=row, name=name)
    part = parts.filter(number=number).first()
    return Lines(name, number, parts.count(), unpack_lines(bytes(part.body)) if part else ())


def all_lines(import_id: int, name: str, *, actor: Actor) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """A whole list, portion by portion."""
    row = _seen(import_id, actor)
    parts = StagedLines.objects.filter(staged=row, name=name).order_by("number")
    return (unpack_lines(bytes(part.body)) for part in parts.iterator(chunk_size=1))
