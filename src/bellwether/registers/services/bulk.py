"""A term of registers in one go, by the same log: for the demo and for made-up authorities of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.core.calendar import day_of_column
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.register.log import Details, EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.registers.models import RegisterRow
from bellwether.registers.store.moments import at_local
from bellwether.registers.store.writing import Act, append_many, open_book, open_new_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.facts import BulkSchool

__all__ = ["bulk_open_and_import"]

_NO_MARK: Final = frozenset((BYTE_UNMARKED, BYTE_NOT_ON_ROLL, BYTE_CLOSED))


def bulk_open_and_import(
    school: BulkSchool, *, actor: Actor, now: datetime, kind: EntryKind = EntryKind.TAKEN, source: str = "bulk"
) -> int:
    """Open a school's rows and lay all its registers, one entry a class and session. Returns how many entries.

    Rows that are open already stay and get the marks; a mark where one stands is written over. The entries are
    `TAKEN` (or `IMPORTED`), by whom and when the school's facts say. Event "registers.laid".
    Raises RowMissingError, EntryShapeError.
    """
    require(actor, Action.IMPORT_MARKS, organisations.reach_of_school(school.school_id))
    with transaction.atomic():
        book = open_book(school.school_id, actor=actor, now=now)
        first = book.sequence
        known = set(
            RegisterRow.objects.filter(school_id=school.school_id, year=school.year).values_list("pupil_id", flat=True)
        )
        for group_id, pupils in school.groups.items():
            rows = {pupil: school.opened[pupil] for pupil in pupils if pupil not in known}
            if rows:
                open_new_rows(book, year=school.year, rows=rows, group_id=group_id, source=source)
        append_many(book, _registers(school, kind=kind, source=source))
        if book.sequence > first:
            audit.record(
                "registers.laid",
                actor=actor,
                chain=f"school:{school.school_id}",
                subject=("school", school.school_id),
                now=now,
                after={"year": school.year, "first_entry": first + 1, "last_entry": book.sequence},
            )
        return book.sequence - first


def _registers(school: BulkSchool, *, kind: EntryKind, source: str) -> Iterator[Act]:
    """One act a session and class, in the order of time: of the pupils who have a mark in it."""
    classes = {
        group: [(pupil, school.marks[pupil]) for pupil in sorted(pupils)] for group, pupils in school.groups.items()
    }
    late: dict[int, dict[int, int]] = {}
    for (pupil, column), minutes in school.minutes_late.items():
        late.setdefault(column, {})[pupil] = minutes
    last = max((len(row.rstrip(b"._#")) for row in school.marks.values()), default=0)
    for column in range(last):
        for group_id, rows in classes.items():
            marked = [(pupil, row[column]) for pupil, row in rows if row[column] not in _NO_MARK]
            if marked:
                pupils = tuple(pupil for pupil, _ in marked)
                yield Act(
                    school.year,
                    column,
                    kind,
                    pupils,
                    bytes(byte for _, byte in marked),
                    group_id=group_id,
                    details=_details(late.get(column, {}), pupils),
                    source=source,
                    by=school.takers.get(group_id),
                    at=_at(school, column),
                )


def _at(school: BulkSchool, column: int) -> datetime | None:
    at = school.taken_at.get(column % 2)
    return None if at is None else at_local(day_of_column(school.year, column), at)


def _details(late: Mapping[int, int], pupils: tuple[int, ...]) -> dict[int, Details]:
    return {pupil: {"minutes_late": late[pupil]} for pupil in pupils if pupil in late}
