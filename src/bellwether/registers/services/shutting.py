"""An unexpected closure (Y3, Y4) becomes marks once the register has closed, though nobody takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require, system_actor
from bellwether.core.codes import BYTE_UNMARKED
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.laying import Laid, Session, write_session
from bellwether.registers.acts.reopening import changes_of
from bellwether.registers.selectors.today import times_by_year
from bellwether.registers.store.moments import local, session_state
from bellwether.registers.store.planned import whatever_is_planned
from bellwether.registers.store.reading import column_of, entries_of_request
from bellwether.registers.store.writing import Act, Book, append_many, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import ClosureFacts

__all__ = ["lay_closures", "lift_closure"]

_LOOKED_BACK: Final = timedelta(days=7)
_SOURCE: Final = "closure"
_LIFTED: Final = "closure-withdrawn"


def lay_closures(now: datetime, *, actor: Actor | None = None, school_id: int | None = None) -> int:
    """Lay what unexpected closures say into cells that are still open, in sessions whose register has closed.

    Marks that stand are left alone: whoever was there before it snowed was there. A session due at another school is
    not touched, nor a school whose marks come from another system. school_id: of one school; left out, of all. Returns
    how many marks. Safe to run twice; one entry a closure and session, event "closure.laid".
    """
    today = local(now).date()
    actor = actor or system_actor(today)
    standing = organisations.unexpected_closures(first=today - _LOOKED_BACK, last=today, school_id=school_id)
    return sum(
        _lay(one, session, actor=actor, now=now)
        for one in standing
        for session in _sessions(one, first=today - _LOOKED_BACK, last=today)
    )


def _key(closure_id: int) -> str:
    return f"closure:{closure_id}"


def _sessions(closure: ClosureFacts, *, first: date, last: date) -> Iterator[Session]:
    on, end = max(closure.starts_on, first), min(closure.ends_on, last)
    while on <= end:
        yield from ((on, half) for half in closure.sessions)
        on += timedelta(days=1)


def _lay(closure: ClosureFacts, session: Session, *, actor: Actor, now: datetime) -> int:
    school_id, (on, half) = closure.school_id, session
    if organisations.registers_kept_elsewhere(school_id, on=on):
        return 0
    require(actor, Action.TAKE_REGISTER, organisations.reach_of_school(school_id))
    roll = people.roll(school_id=school_id, on=on, actor=actor)
    times = times_by_year(school_id, on=on, pupils=roll)
    plans = whatever_is_planned(
        school_id, on=on, session=half, pupils=roll, group_id=None, policy=organisations.policy(school_id)
    )
    touched = [
        pupil.id
        for pupil in roll
        if pupil.id in plans
        and (plans[pupil.id].source, plans[pupil.id].plan_id) == ("closure", closure.id)
        and session_state(on, times=times[pupil.nc_year].get(half), now=now).is_closed
    ]
    if not touched:
        return 0
    year, column = column_of(on, half)
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        rows = read_rows(book, year=year, pupils=touched)
        marks = {pupil: Laid(closure.code) for pupil, row in rows.items() if row[column] == BYTE_UNMARKED}
        if marks:
            entry_id = write_session(
                book,
                session,
                marks,
                kind=EntryKind.AMENDED,
                source=_SOURCE,
                reason=closure.reason,
                request_key=_key(closure.id),
            )
            _record("closure.laid", book, closure.id, entry=entry_id)
    return len(marks)


def lift_closure(closure: ClosureFacts, *, reason: str, actor: Actor, now: datetime) -> int:
    """The school was open after all: what the closure laid and still stands is not marked again. Returns how many.

    Event "closure.lifted", where anything changed.
    """
    require(actor, Action.TAKE_REGISTER, organisations.reach_of_school(closure.school_id))
    with transaction.atomic():
        book = open_book(closure.school_id, actor=actor, now=now)
        laid = list(entries_of_request(closure.school_id, request_key=_key(closure.id), source=_SOURCE))
        acts, lifted = [], 0
        for entry in laid:
            rows = read_rows(book, year=entry.year, pupils=entry.pupils)
            pupils = tuple(
                sorted(pupil for (pupil, column), _, after in changes_of(entry) if rows[pupil][column] == after)
            )
            lifted += len(pupils)
            if pupils:
                after = bytes([BYTE_UNMARKED]) * len(pupils)
                act = Act(entry.year, entry.column, EntryKind.AMENDED, pupils, after, source=_LIFTED, reason=reason)
                acts.append(act)
        if acts:
            append_many(book, acts)
            _record("closure.lifted", book, closure.id, marks=lifted)
    return lifted


def _record(event: str, book: Book, closure_id: int, **facts: int) -> None:
    audit.record(
        event,
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("closure", closure_id),
        now=book.now,
        after=facts,
    )
