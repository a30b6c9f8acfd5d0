"""Which cells there are: rows opened for a year, and opened or shut as pupils come and go and the calendar changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.core.calendar import columns_in
from bellwether.core.codes import BYTE_CLOSED, BYTE_UNMARKED
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.registers.acts.reopening import Stood, restored_details, what_stood
from bellwether.registers.acts.year_facts import YearFacts, gather_year
from bellwether.registers.models import RegisterRow
from bellwether.registers.store.cells import changed_window, lay_roll, opened_row
from bellwether.registers.store.writing import Act, Book, append_many, open_book, open_new_rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["open_rows", "set_calendar", "set_roll"]


def open_rows(school_id: int, year: int, *, actor: Actor, now: datetime) -> int:
    """Open a row for everybody enrolled at the school in the academic year who has none. Returns how many.

    One entry a class. Event "register.rows-opened". Repeating it opens nobody twice.
    """
    require(actor, Action.MANAGE_PUPILS, organisations.reach_of_school(school_id))
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        facts = gather_year(school_id, year, actor=actor)
        first = book.sequence
        opened = open_missing(book, facts, pupils=facts.spans)
        _record("register.rows-opened", book, since=first, year=year)
        return opened


def open_missing(book: Book, facts: YearFacts, *, pupils: Iterable[int]) -> int:
    """Rows for those of the pupils who have none and are on roll at some time of the year; one entry a class."""
    wanted = {pupil for pupil in pupils if pupil in facts.spans}
    known = RegisterRow.objects.filter(school_id=book.school_id, year=facts.year).values_list("pupil_id", flat=True)
    classes: dict[int | None, dict[int, bytes]] = defaultdict(dict)
    for pupil in sorted(wanted - set(known)):
        row = opened_row(facts.spans[pupil], year=facts.year, closed=facts.closed_for(pupil))
        classes[facts.first_group(pupil)][pupil] = row
    for group_id, rows in sorted(classes.items(), key=lambda each: (each[0] is None, each[0])):
        open_new_rows(book, year=facts.year, rows=rows, group_id=group_id, source="roll")
    return sum(map(len, classes.values()))


def set_roll(
    school_id: int, pupil_ids: Collection[int], *, year: int, actor: Actor, now: datetime, reason: str = ""
) -> int:
    """Bring pupils' rows of a year into line with their days on roll. Returns how many rows changed or were opened.

    A pupil who joins gets a row, or the old one again; outside the days on roll every cell but a closed one is `_`.
    Event "register.roll-set", where anything changed.
    """
    require(actor, Action.MANAGE_PUPILS, organisations.reach_of_school(school_id))
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        facts = gather_year(school_id, year, actor=actor, pupil_ids=pupil_ids)
        first = book.sequence
        changed = _conform(book, facts, pupils=pupil_ids, kind=EntryKind.ROLL, reason=reason)
        changed += open_missing(book, facts, pupils=pupil_ids)
        _record("register.roll-set", book, since=first, year=year)
        return changed


def set_calendar(school_id: int, year: int, *, actor: Actor, now: datetime, reason: str = "") -> int:
    """Bring every row of a school's year into line with its calendar. Returns how many rows changed.

    A closed column is `#` in every row, leavers' too. Where a session is held after all, what stood there stands
    again. Event "register.calendar-set", where anything changed.
    """
    require(actor, Action.MANAGE_ORGANISATION, organisations.reach_of_school(school_id))
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        pupils = RegisterRow.objects.filter(school_id=school_id, year=year).values_list("pupil_id", flat=True)
        facts = gather_year(school_id, year, actor=actor)
        first = book.sequence
        changed = _conform(book, facts, pupils=list(pupils), kind=EntryKind.CALENDAR, reason=reason)
        _record("register.calendar-set", book, since=first, year=year)
        return changed


def _record(event: str, book: Book, *, since: int, year: int) -> None:
    """The one audit event, naming the entries added since; none where nothing changed."""
    if book.sequence > since:
        audit.record(
            event,
            actor=book.actor,
            chain=f"school:{book.school_id}",
            subject=("school", book.school_id),
            now=book.now,
            after={"year": year, "first_entry": since + 1, "last_entry": book.sequence},
        )


def _conform(book: Book, facts: YearFacts, *, pupils: Collection[int], kind: EntryKind, reason: str) -> int:
    """One entry, from the first column that changes for anybody to the last, of those whose rows change."""
    rows = {pupil: bytes(row) for pupil, row in read_rows(book, year=facts.year, pupils=pupils).items()}
    stood = what_stood(book.school_id, facts.year, _reopened(rows, facts))
    wanted = {pupil: _wanted(row, pupil, facts, stood) for pupil, row in rows.items()}
    again = {(pupil, column): held for (pupil, column), held in stood.items() if wanted[pupil][column] == held[0]}
    windows = {pupil: changed_window(rows[pupil], wanted[pupil]) for pupil in rows}
    changing = {pupil: window for pupil, window in sorted(windows.items()) if window is not None}
    if not changing:
        return 0
    first, stop = min(low for low, _ in changing.values()), max(high for _, high in changing.values())
    after = b"".join(wanted[pupil][first:stop] for pupil in changing)
    act = Act(facts.year, first, kind, tuple(changing), after, width=stop - first, source="calendar", reason=reason)
    with_details = restored_details(book.school_id, facts.year, again, kind=kind, reason=reason, source=act.source)
    append_many(book, [act, *with_details])
    return len(changing)


def _reopened(rows: dict[int, bytes], facts: YearFacts) -> list[tuple[int, int]]:
    """Cells that are closed and should not be, as (pupil id, column)."""
    days = columns_in(facts.year)
    return [
        (pupil, column) for pupil, row in rows.items() for column in _closed_in(row, days) - facts.closed_for(pupil)
    ]


def _closed_in(row: bytes, days: int) -> set[int]:
    return {column for column, byte in enumerate(row[:days]) if byte == BYTE_CLOSED}


def _wanted(row: bytes, pupil: int, facts: YearFacts, stood: dict[tuple[int, int], Stood]) -> bytes:
    """The row as calendar and roll want it, with what stood before in cells that are open again."""
    laid = bytearray(row)
    closed = facts.closed_for(pupil)
    for column in _closed_in(row, columns_in(facts.year)) - closed:
        laid[column] = stood.get((pupil, column), (BYTE_UNMARKED, 0))[0]
    for column in closed:
        laid[column] = BYTE_CLOSED
    return lay_roll(bytes(laid), facts.spans.get(pupil, ()), year=facts.year)
