"""Acts on many marks at once: what one would change, and those of late that can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, require
from bellwether.core.calendar import day_of_column
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, byte_of, code_of
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import RegisterEntry
from bellwether.registers.selectors.history import cells_on
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.store.reading import column_of, entries_by_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.facts import EventScope

__all__ = ["EventPreview", "PastEvent", "past_events", "preview_event"]

_SOURCE: Final = "event"
_RECENT: Final = timedelta(days=60)
_MOST: Final = 20
_NO_CELL: Final = frozenset({BYTE_CLOSED, BYTE_NOT_ON_ROLL})


@dataclass(frozen=True, slots=True)
class EventPreview:
    """What an event would do. marks: cells that would change; kept: cells that hold another mark and would stay."""

    pupils: int
    sessions: int
    marks: int
    kept: int


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event that was recorded. entry_id: what undoing it needs."""

    entry_id: int
    code: str
    first: tuple[date, int]
    last: tuple[date, int]
    pupils: int
    marks: int
    reason: str
    by: str
    at: datetime


def preview_event(school_id: int, *, code: str, scope: EventScope, actor: Actor) -> EventPreview:
    """How many marks an event would change, before anybody says that it shall. Two queries for the marks."""
    require(actor, Action.MARK_WHOLE_SCHOOL, organisations.reach_of_school(school_id))
    (year, first), (last_year, last) = column_of(*scope.first), column_of(*scope.last)
    if year != last_year or last < first:
        return EventPreview(0, 0, 0, 0)
    cells = cells_on(
        school_id,
        on=scope.first[0],
        session=scope.first[1],
        pupil_ids=_concerned(school_id, scope, actor=actor),
        width=last - first + 1,
    )
    return _counted(cells, byte_of(code), replace=scope.replace)


def _concerned(school_id: int, scope: EventScope, *, actor: Actor) -> list[int] | None:
    if not scope.group_ids and not scope.years:
        return None
    spans = people.group_spans(first=scope.first[0], last=scope.last[0], actor=actor, school_id=school_id, kind="")
    return sorted({span.pupil_id for span in spans if span.group_id in scope.group_ids or span.nc_year in scope.years})


def _counted(cells: Mapping[int, bytes], byte: int, *, replace: bool) -> EventPreview:
    replaceable = frozenset((BYTE_UNMARKED, byte_of("N")))
    changing: dict[int, int] = {}
    columns: set[int] = set()
    kept = 0
    for pupil, window in cells.items():
        for place, standing in enumerate(window):
            if standing in _NO_CELL or standing == byte:
                continue
            if replace or standing in replaceable:
                changing[pupil] = changing.get(pupil, 0) + 1
                columns.add(place)
            else:
                kept += 1
    return EventPreview(len(changing), len(columns), sum(changing.values()), kept)


def past_events(school_id: int, *, actor: Actor, today: date) -> tuple[PastEvent, ...]:
    """The events of the last two months, newest first. Two queries."""
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.MARK_WHOLE_SCHOOL, reach)
    sight = sight_of(actor, reach)
    found = RegisterEntry.objects.filter(
        school_id=school_id, kind=EntryKind.AMENDED, source=_SOURCE, on__gte=today - _RECENT
    )
    ids = list(found.order_by("-sequence").values_list("pk", flat=True)[:_MOST])
    entries = entries_by_id(school_id, ids)
    events = []
    for entry_id in ids:
        entry = entries[entry_id]
        changed = [after for before, after in zip(entry.before, entry.after, strict=True) if before != after]
        last = entry.column + entry.width - 1
        code, on = code_of(changed[0]) if changed else ".", day_of_column(entry.year, entry.column)
        events.append(
            PastEvent(
                entry_id=entry_id,
                code=sight.code(code, on=on),
                first=(on, entry.column % 2),
                last=(day_of_column(entry.year, last), last % 2),
                pupils=len(entry.pupils),
                marks=len(changed),
                reason=sight.note(entry.reason, code=code),
                by=entry.actor_name,
                at=entry.at,
            )
        )
    return tuple(events)
