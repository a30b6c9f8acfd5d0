"""One act for many: a closure, a trip, a strike, snow, for the whole school or some classes; and its undoing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.core.calendar import day_of_column
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, byte_of
from bellwether.core.problems import Severity
from bellwether.core.register.log import EntryKind
from bellwether.core.taking import Level, MarkProblemKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.judging import Judge, Judgement, not_begun
from bellwether.registers.acts.laying import judge_for
from bellwether.registers.acts.reopening import changes_of, restored_details
from bellwether.registers.errors import NoSuchEventError, ReasonMissingError
from bellwether.registers.facts import EventAnswer, EventScope, PupilProblem
from bellwether.registers.models import RegisterEntry
from bellwether.registers.store.details import times_in_window
from bellwether.registers.store.moments import session_state
from bellwether.registers.store.reading import column_of, entries_by_id
from bellwether.registers.store.writing import Act, Book, append_many, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from bellwether.core.access import Actor

__all__ = ["mark_event", "undo_event"]

_SOURCE = "event"
_UNDONE = "event-undone"
_TIMES = "event-times"
_NO_CELL = frozenset((BYTE_NOT_ON_ROLL, BYTE_CLOSED))
_OF_THE_EVENT = frozenset(
    {
        MarkProblemKind.NO_SUCH_CODE,
        MarkProblemKind.NOT_IN_FORCE,
        MarkProblemKind.WRONG_SESSION,
        MarkProblemKind.SCHOOL_LEVEL,
        MarkProblemKind.GROUP_LEVEL,
        MarkProblemKind.FUTURE,
    }
)
"""What is wrong with the event itself, whoever it is about. Other problems are a pupil's own: they are left out."""


@dataclass(frozen=True, slots=True)
class _Event:
    year: int
    columns: tuple[int, ...]
    days: Mapping[int, tuple[date, int]]
    byte: int
    level: Level


def mark_event(
    school_id: int, *, code: str, scope: EventScope, reason: str, actor: Actor, now: datetime
) -> EventAnswer:
    """Mark everybody concerned, in every session held between two half-days: one entry. Event "event.marked".

    Only sessions that have begun: what lies ahead belongs in the calendar or in plans. Cells that hold a mark are left
    alone, but for N, unless the scope says to replace them. Pupils for whom the code cannot be are left out and come
    back as warnings; where the event itself cannot be, nothing is saved. Raises ReasonMissingError, ValueError for
    half-days of two academic years.
    """
    require(actor, Action.MARK_WHOLE_SCHOOL, organisations.reach_of_school(school_id))
    if not reason.strip():
        raise ReasonMissingError
    event = _event(code, scope)
    pupils = _concerned(school_id, scope, actor=actor)
    judge = judge_for(school_id, [scope.first[0], scope.last[0]], actor=actor, now=now)
    if wrong := _wrong_with_event(school_id, event, code, scope, judge=judge, now=now):
        return EventAnswer(0, (), wrong)
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        judgement = Judgement()
        wanted = _wanted(book, event, code, scope, pupils=pupils, judge=judge, judgement=judgement)
        left_out = (*judgement.problems, *judgement.warnings)
        saved, entry_ids = _write(book, event, wanted, reason=reason.strip())
        return EventAnswer(saved, entry_ids, warnings=left_out)


def _event(code: str, scope: EventScope) -> _Event:
    (year, first), (last_year, last) = column_of(*scope.first), column_of(*scope.last)
    if year != last_year or last < first:
        raise ValueError("an event lies in one academic year and ends after it begins")
    columns = tuple(column for column in range(first, last + 1))
    days = {column: _half_day(scope, column - first) for column in columns}
    level = Level.GROUP if scope.group_ids or scope.years else Level.SCHOOL
    return _Event(year, columns, days, byte_of(code), level)


def _half_day(scope: EventScope, after: int) -> tuple[date, int]:
    on, session = scope.first
    halves = 2 * on.toordinal() + session + after
    return on.fromordinal(halves // 2), halves % 2


def _concerned(school_id: int, scope: EventScope, *, actor: Actor) -> list[int] | None:
    """The pupils of the classes and year groups named; None for the whole school."""
    if not scope.group_ids and not scope.years:
        return None
    spans = people.group_spans(first=scope.first[0], last=scope.last[0], actor=actor, school_id=school_id, kind="")
    return sorted({span.pupil_id for span in spans if span.group_id in scope.group_ids or span.nc_year in scope.years})


def _wrong_with_event(
    school_id: int, event: _Event, code: str, scope: EventScope, *, judge: Judge, now: datetime
) -> tuple[PupilProblem, ...]:
    """What is wrong with the event itself, each thing once, at the first session where it is, and of nobody (id 0)."""
    wrong: dict[str, PupilProblem] = {}
    for on, session in event.days.values():
        found = judge.problems(code, pupil_id=0, on=on, session=session, byte=BYTE_UNMARKED, level=event.level)
        for one in found:
            if one.kind in _OF_THE_EVENT and one.severity is Severity.ERROR:
                wrong.setdefault(one.kind, PupilProblem(0, one, on, session))
    (first, half), (on, session) = scope.first, scope.last
    times = organisations.day_times(school_id, on=on).get(session)
    too_old = tuple(PupilProblem(0, one, first, half) for one in judge.too_old(code, on=first))
    if on == judge.today and not session_state(on, times=times, now=now).has_begun:
        return (*wrong.values(), *too_old, PupilProblem(0, not_begun(code, on=on), on, session))
    return (*wrong.values(), *too_old)


def _wanted(
    book: Book,
    event: _Event,
    code: str,
    scope: EventScope,
    *,
    pupils: Iterable[int] | None,
    judge: Judge,
    judgement: Judgement,
) -> dict[int, dict[int, int]]:
    """The cells to write, by pupil and column."""
    replaceable = frozenset((BYTE_UNMARKED, byte_of("N")))
    rows = read_rows(book, year=event.year, pupils=judge.pupils if pupils is None else pupils)
    wanted: dict[int, dict[int, int]] = {}
    for pupil, row in rows.items():
        asked_for = [
            column
            for column in event.columns
            if row[column] not in _NO_CELL and row[column] != event.byte
            if scope.replace or row[column] in replaceable
        ]
        if cells := _possible(code, pupil, row, event, asked_for, judge=judge, judgement=judgement):
            wanted[pupil] = cells
    return wanted


def _possible(
    code: str,
    pupil: int,
    row: bytearray,
    event: _Event,
    columns: Iterable[int],
    *,
    judge: Judge,
    judgement: Judgement,
) -> dict[int, int]:
    """The cells that may hold the code. What is said against others is said once, of the first of them."""
    cells: dict[int, int] = {}
    said: set[MarkProblemKind] = set()
    for column in columns:
        on, session = event.days[column]
        found = judge.problems(code, pupil_id=pupil, on=on, session=session, byte=row[column], level=event.level)
        judgement.add(pupil, tuple(one for one in found if one.kind not in said), on=on, session=session)
        said.update(one.kind for one in found)
        if not any(one.severity is Severity.ERROR for one in found):
            cells[column] = event.byte
    return cells


def _write(
    book: Book, event: _Event, wanted: Mapping[int, Mapping[int, int]], *, reason: str
) -> tuple[int, tuple[int, ...]]:
    """One entry from the first to the last column of the event, of the pupils whose marks change."""
    if not wanted:
        return 0, ()
    rows = read_rows(book, year=event.year, pupils=wanted)
    first, stop = event.columns[0], event.columns[-1] + 1
    after = b"".join(
        bytes(wanted[pupil].get(column, rows[pupil][column]) for column in range(first, stop)) for pupil in rows
    )
    act = Act(
        event.year, first, EntryKind.AMENDED, tuple(rows), after, width=stop - first, source=_SOURCE, reason=reason
    )
    (entry, *_) = append_many(book, [act, *_times_beside(book, event, wanted, reason=reason)])
    entry_id = _id_of(book, entry.sequence)
    _record("event.marked", book, entry_id)
    return sum(map(len, wanted.values())), (entry_id,)


def _times_beside(book: Book, event: _Event, wanted: Mapping[int, Mapping[int, int]], *, reason: str) -> Iterator[Act]:
    """When pupils came and went stays beside the mark of the event: an act a session for those of whom it is known."""
    first, last = event.days[event.columns[0]][0], event.days[event.columns[-1]][0]
    times = times_in_window(book.school_id, first=first, last=last, pupils=wanted)
    for column in event.columns:
        known = {pupil: times[pupil, column] for pupil in sorted(wanted) if (pupil, column) in times}
        details = {pupil: found for pupil, found in known.items() if column in wanted[pupil]}
        if details:
            after = bytes([event.byte]) * len(details)
            yield Act(
                event.year,
                column,
                EntryKind.AMENDED,
                tuple(details),
                after,
                details=details,
                source=_TIMES,
                reason=reason,
            )


def _record(event: str, book: Book, entry_id: int) -> None:
    audit.record(
        event,
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("school", book.school_id),
        now=book.now,
        after={"entries": [entry_id]},
    )


def undo_event(school_id: int, entry_id: int, *, reason: str, actor: Actor, now: datetime) -> EventAnswer:
    """Put back what stood before an event, in every cell that still holds its mark. Event "event.undone".

    Marks that somebody put right since stay. Details come back with the marks that they belong to. Raises
    NoSuchEventError, ReasonMissingError.
    """
    require(actor, Action.MARK_WHOLE_SCHOOL, organisations.reach_of_school(school_id))
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        entry = entries_by_id(school_id, [entry_id]).get(entry_id)
        if entry is None or entry.source != _SOURCE:
            raise NoSuchEventError
        rows = read_rows(book, year=entry.year, pupils=entry.pupils)
        back = {cell: before for cell, before, after in changes_of(entry) if rows[cell[0]][cell[1]] == after}
        if not back:
            return EventAnswer(0, ())
        pupils = tuple(sorted({pupil for pupil, _ in back}))
        window = range(entry.column, entry.column + entry.width)
        laid = b"".join(bytes(back.get((pupil, column), rows[pupil][column]) for column in window) for pupil in pupils)
        act = Act(
            entry.year, entry.column, EntryKind.AMENDED, pupils, laid, width=entry.width, source=_UNDONE, reason=reason
        )
        stood = {cell: (byte, entry.sequence) for cell, byte in back.items()}
        days = (day_of_column(entry.year, entry.column), day_of_column(entry.year, window[-1]))
        times = times_in_window(school_id, first=days[0], last=days[1], pupils=pupils)
        details = restored_details(
            school_id, entry.year, stood, kind=EntryKind.AMENDED, reason=reason, source=_UNDONE, times=times
        )
        written = append_many(book, [act, *details])
        undone = _id_of(book, written[0].sequence)
        _record("event.undone", book, undone)
        return EventAnswer(len(back), (undone,))


def _id_of(book: Book, sequence: int) -> int:
    return RegisterEntry.objects.values_list("pk", flat=True).get(school_id=book.school_id, sequence=sequence)
