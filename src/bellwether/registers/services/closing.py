"""What the clock does to registers: at close an unmarked cell is N; after some school days an N must be settled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require, system_actor
from bellwether.core.codes import BYTE_UNMARKED, code_of
from bellwether.core.register.log import EntryKind, unpack_pupils
from bellwether.core.taking import NState, best_mark_at_close
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.laying import Laid, Session, plain_details, write_session
from bellwether.registers.facts import ExpiredN
from bellwether.registers.models import RegisterEntry
from bellwether.registers.selectors.history import cells_on
from bellwether.registers.selectors.n_clock import n_marks
from bellwether.registers.services.shutting import lay_closures
from bellwether.registers.store.details import details_in_cells
from bellwether.registers.store.moments import local, session_state
from bellwether.registers.store.planned import whatever_is_planned
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Book, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.facts import Plan

__all__ = ["close_due_registers", "expire_n"]

_LOOKED_BACK: Final = timedelta(days=7)
"""A worker that stood still over a holiday finds what it left; what is sent after its time is closed at once anyway."""
_CONVERT: Final = "n-code.convert"
_THEN: Final = "n-code.then"


def close_due_registers(now: datetime, *, actor: Actor | None = None) -> int:
    """N for whoever is still unmarked in a register that was submitted and whose time is over. Returns how many.

    Whoever joined the class after it was sent is unmarked in it, too. What was planned goes before N. A register that
    nobody submitted is not taken: nothing happens to it, but that an unexpected closure is laid. A job, each minute,
    safe to run twice; one entry a school and session, event "register.closed".
    """
    actor = actor or system_actor(local(now).date())
    closed = 0
    for school_id, sessions in _submitted(now).items():
        unmarked = _unmarked(school_id, sessions)
        for session, pupils in unmarked.items():
            sent = sessions[session]
            closed += _close(school_id, session, sent, pupils, actor=actor, now=now) if pupils else 0
    return closed + lay_closures(now, actor=actor)


@dataclass(slots=True)
class _Sent:
    """The registers of one session that somebody submitted: the classes, and whom they left unmarked."""

    groups: set[int] = field(default_factory=set)
    left_open: set[int] = field(default_factory=set)


def _submitted(now: datetime) -> dict[int, dict[Session, _Sent]]:
    """What was submitted of the days that are looked back at, by school and session. One query."""
    today = local(now).date()
    entries = RegisterEntry.objects.filter(
        kind=EntryKind.TAKEN, on__range=(today - _LOOKED_BACK, today), at__gte=now - _LOOKED_BACK
    ).values_list("school_id", "on", "session", "group_id", "pupils", "after")
    found: dict[int, dict[Session, _Sent]] = defaultdict(lambda: defaultdict(_Sent))
    for school_id, on, session, group_id, packed, after in entries.iterator():
        sent = found[school_id][on, session]
        if group_id is not None:
            sent.groups.add(group_id)
        if BYTE_UNMARKED in bytes(after):
            ids = zip(unpack_pupils(bytes(packed)), bytes(after), strict=True)
            sent.left_open.update(pupil for pupil, byte in ids if byte == BYTE_UNMARKED)
    return found


def _unmarked(school_id: int, sessions: Mapping[Session, _Sent]) -> dict[Session, set[int]]:
    """Who has no mark in some sessions, whether a register lists them or not. One query an academic year."""
    found: dict[Session, set[int]] = {session: set() for session in sessions}
    by_year: dict[int, list[Session]] = defaultdict(list)
    for session in sorted(sessions):
        by_year[column_of(*session)[0]].append(session)
    for own in by_year.values():
        (_, first), (_, last) = column_of(*own[0]), column_of(*own[-1])
        cells = cells_on(school_id, on=own[0][0], session=own[0][1], width=last - first + 1)
        places = [(session, column_of(*session)[1] - first) for session in own]
        for pupil, window in cells.items():
            for session, place in places:
                if window[place] == BYTE_UNMARKED:
                    found[session].add(pupil)
    return found


def _close(
    school_id: int, session: Session, sent: _Sent, unmarked: Collection[int], *, actor: Actor, now: datetime
) -> int:
    """N for whom a sent register left unmarked, and for whoever is in its class by now and was not when it was sent."""
    require(actor, Action.TAKE_REGISTER, organisations.reach_of_school(school_id))
    on, half = session
    classes: dict[int | None, list[PupilOnRoll]] = defaultdict(list)
    for pupil in people.roll(school_id=school_id, on=on, actor=actor):
        if pupil.id in unmarked and (pupil.group_id in sent.groups or pupil.id in sent.left_open):
            classes[pupil.group_id].append(pupil)
    due_ids = {one for pupils in classes.values() for one in _due(school_id, session, pupils, now=now)}
    due = [pupil for pupils in classes.values() for pupil in pupils if pupil.id in due_ids]
    if not due:
        return 0
    plans = whatever_is_planned(
        school_id, on=on, session=half, pupils=due, group_id=None, policy=organisations.policy(school_id)
    )
    year, column = column_of(on, half)
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        rows = read_rows(book, year=year, pupils=[pupil.id for pupil in due])
        marks = {
            pupil: _at_close(code_of(row[column]), plans.get(pupil))
            for pupil, row in rows.items()
            if row[column] == BYTE_UNMARKED
        }
        if marks:
            entry_id = write_session(
                book, session, marks, kind=EntryKind.AMENDED, source="close", reason="the register closed"
            )
            _record("register.closed", book, [entry_id])
    return len(marks)


def _due(school_id: int, session: Session, pupils: list[PupilOnRoll], *, now: datetime) -> list[int]:
    """The pupils of one class, if its register's time is over."""
    years = sorted(pupil.nc_year for pupil in pupils if pupil.nc_year is not None)
    on, half = session
    times = organisations.session_times(school_id, on=on, nc_year=years[0] if years else None)
    is_closed = session_state(on, times=times.get(half), now=now).is_closed
    return [pupil.id for pupil in pupils] if is_closed else []


def _at_close(standing: str, plan: Plan | None) -> Laid:
    """The plan with what is known of it, or N."""
    code = best_mark_at_close(standing, planned=plan.code if plan else None)
    return Laid(code, plain_details(note=plan.reason if plan is not None and plan.code == code else ""))


def _record(event: str, book: Book, entries: list[int]) -> None:
    audit.record(
        event,
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("school", book.school_id),
        now=book.now,
        after={"entries": entries},
    )


def expire_n(now: datetime, *, actor: Actor | None = None) -> tuple[ExpiredN, ...]:
    """N whose time is over: the policy's code, O, where the school chose so; elsewhere counted, for a person to settle.

    Returns each school that has any. A job, each night, safe to run twice. Each change is an amendment of ours with its
    reason. Source: rules `n-code.replace-within`, `n-code.then`, `n-code.convert`.
    """
    today = local(now).date()
    actor = actor or system_actor(today)
    found = (_expire(school.id, today, actor=actor, now=now) for school in organisations.visible_schools(actor=actor))
    return tuple(one for one in found if one.changed or one.waiting)


def _expire(school_id: int, today: date, *, actor: Actor, now: datetime) -> ExpiredN:
    overdue = [one for one in n_marks(school_id, today=today, actor=actor) if one.clock.state is NState.OVERDUE]
    rule = organisations.rule(school_id, _CONVERT, on=today) if overdue else None
    if rule is None or rule.value is not True:
        return ExpiredN(school_id, 0, len(overdue))
    require(actor, Action.AMEND_MARKS, organisations.reach_of_school(school_id))
    (code, *_) = organisations.policy(school_id).codes(_THEN, on=today)
    pupils_of: dict[Session, list[int]] = defaultdict(list)
    for one in overdue:
        pupils_of[one.clock.on, one.clock.session].append(one.pupil_id)
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        entries, changed = [], 0
        for session, pupils in sorted(pupils_of.items()):
            marks = _still_n(book, session, pupils, code)
            if marks:
                reason = "N expired: no reason was established in time"
                entries.append(
                    write_session(book, session, marks, kind=EntryKind.AMENDED, source="n-clock", reason=reason)
                )
                changed += len(marks)
        if entries:
            _record("marks.expired", book, entries)
    return ExpiredN(school_id, changed, 0)


def _still_n(book: Book, session: Session, pupils: list[int], code: str) -> dict[int, Laid]:
    """Those whose mark is N now that the log is locked; what is known beside the mark stays."""
    year, column = column_of(*session)
    rows = read_rows(book, year=year, pupils=pupils)
    kept = details_in_cells(book.school_id, on=session[0], session=session[1], pupils=pupils)
    return {pupil: Laid(code, kept.get(pupil, {})) for pupil, row in rows.items() if code_of(row[column]) == "N"}
