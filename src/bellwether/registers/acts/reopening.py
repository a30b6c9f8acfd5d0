"""A session is held after all, or an event is undone: what stood in the cells before, with its details."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import day_of_column
from bellwether.core.codes import BYTE_CLOSED
from bellwether.core.register.log import Details, Entry, EntryKind, written_details
from bellwether.registers.store.details import NO_MARK, gate_times
from bellwether.registers.store.reading import entries_of_kind, entries_of_session
from bellwether.registers.store.writing import Act

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

__all__ = ["Stood", "changes_of", "restored_details", "what_stood"]

_Cell = tuple[int, int]
"""Pupil id, column."""
Stood = tuple[int, int]
"""The grid byte that a cell held, and the sequence of the entry that wrote over it."""
_NO_TIMES: Final[Mapping[_Cell, Details]] = MappingProxyType({})


def changes_of(entry: Entry) -> Iterator[tuple[_Cell, int, int]]:
    """Each cell that the entry changed, with its byte before and after."""
    for place, (before, after) in enumerate(zip(entry.before, entry.after, strict=True)):
        if before != after:
            pupil, offset = divmod(place, entry.width)
            yield (entry.pupils[pupil], entry.column + offset), before, after


def what_stood(school_id: int, year: int, cells: Collection[_Cell]) -> dict[_Cell, Stood]:
    """What the last closing of each cell wrote over; cells that were closed from the start are left out."""
    found: dict[_Cell, Stood] = {}
    wanted = set(cells)
    if not wanted:
        return found
    for entry in entries_of_kind(school_id, year=year, kind=EntryKind.CALENDAR, newest_first=True):
        for cell, before, after in changes_of(entry):
            if after == BYTE_CLOSED and cell in wanted:
                wanted.discard(cell)
                found[cell] = (before, entry.sequence)
        if not wanted:
            break
    return found


def restored_details(
    school_id: int,
    year: int,
    stood: Mapping[_Cell, Stood],
    *,
    kind: EntryKind,
    reason: str,
    source: str,
    times: Mapping[_Cell, Details] = _NO_TIMES,
) -> list[Act]:
    """For marks that stand again and had details: an act a session that lays these beside them.

    times: what the gate saw since, which stays whatever mark stands.
    """
    overwritten: dict[int, dict[int, int]] = defaultdict(dict)
    for (pupil, column), (byte, sequence) in stood.items():
        if byte not in NO_MARK:
            overwritten[column][pupil] = sequence
    acts = []
    for column, pupils in sorted(overwritten.items()):
        before = _details_before(school_id, year, column, pupils)
        beside = {pupil: _with_times(before.get(pupil, {}), times.get((pupil, column), {})) for pupil in pupils}
        if details := {pupil: known for pupil, known in beside.items() if known}:
            kept = tuple(sorted(details))
            after = bytes(stood[pupil, column][0] for pupil in kept)
            acts.append(Act(year, column, kind, kept, after, details=details, source=source, reason=reason))
    return acts


def _with_times(before: Details, times: Details) -> Details:
    """What stood beside a mark, with when the pupil came and went as it is known now, where it is."""
    return {**{key: value for key, value in before.items() if not times or key not in gate_times(before)}, **times}


def _details_before(school_id: int, year: int, column: int, pupils: Mapping[int, int]) -> dict[int, Details]:
    """What stood beside each pupil's mark of a session before the entry whose sequence is given for the pupil."""
    found: dict[int, Details] = {}
    for entry in entries_of_session(school_id, on=day_of_column(year, column), session=column % 2):
        for pupil, at, given in written_details(entry):
            if at != column or entry.sequence >= pupils.get(pupil, 0):
                continue
            found.pop(pupil, None)
            if given:
                found[pupil] = given
    return found
