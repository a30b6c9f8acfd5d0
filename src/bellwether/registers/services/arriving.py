"""The late desk and the gate: who comes late is L or U by the clock; who leaves keeps the mark, with the times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, places, require
from bellwether.core.codes import (
    BYTE_CLOSED,
    BYTE_NOT_ON_ROLL,
    CODES,
    Physical,
    SessionTimes,
    code_for_arrival,
    code_of,
)
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.laying import Laid, plain_details, write_session
from bellwether.registers.facts import ArrivalAnswer
from bellwether.registers.store.details import details_in_cells
from bellwether.registers.store.moments import local
from bellwether.registers.store.planned import absence_plans
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Book, open_book, read_rows

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from bellwether.core.access import Actor

__all__ = ["arrive_late", "come_back", "leave_site"]

_LATE_DESK = "late-desk"
_GATE = "gate"
_NO_CELL = frozenset((BYTE_NOT_ON_ROLL, BYTE_CLOSED))
_MAIN_FIRST = ("main", "dual-main", "dual-subsidiary")


@dataclass(frozen=True, slots=True)
class _Here:
    """Where and when somebody stands at the desk."""

    school_id: int
    on: date
    session: int
    times: SessionTimes | None


def arrive_late(
    pupil_id: int, *, arrived: time, reason: str, actor: Actor, now: datetime, school_id: int | None = None
) -> ArrivalAnswer:
    """Somebody came after the register was taken: L until it closed, U after, or the planned code that fits better.

    arrived: by the clock on the wall, today. A mark that says the pupil is here already stays, and so does everything
    once the session is over; `is_saved` says so. Event "pupil.arrived-late". school_id: for a pupil of two schools.
    """
    require(actor, Action.USE_LATE_DESK, people.reach_of_pupil(pupil_id, on=local(now).date()))
    here = _here(pupil_id, arrived, school_id, actor=actor, now=now, action=Action.USE_LATE_DESK)
    if here.times is None:
        return _not_saved(pupil_id, here, ".", "no-times")
    if arrived < here.times.opens:
        return _not_saved(pupil_id, here, ".", "before-the-session")
    plan = absence_plans(here.school_id, on=here.on, session=here.session, pupil_ids=[pupil_id]).get(pupil_id)
    found = code_for_arrival(
        arrived, session=here.session, times=here.times, planned=plan.code if plan is not None else None
    )
    with transaction.atomic():
        book = open_book(here.school_id, actor=actor, now=now)
        standing = _standing(book, pupil_id, here)
        if found.code is None or standing in ("_", "#") or _is_on_site(standing, here.on):
            return _not_saved(pupil_id, here, standing, found.rule.value)
        details = plain_details(minutes_late=found.minutes_late, arrived=arrived.strftime("%H:%M"), note=reason.strip())
        entry_id = write_session(
            book,
            (here.on, here.session),
            {pupil_id: Laid(found.code, details)},
            kind=EntryKind.AMENDED,
            source=_LATE_DESK,
            reason=reason.strip() or f"arrived {arrived:%H:%M}",
        )
        _record("pupil.arrived-late", book, pupil_id, entry_id)
    return replace(
        _not_saved(pupil_id, here, standing, found.rule.value),
        code=found.code,
        minutes_late=found.minutes_late,
        is_saved=True,
        entry_id=entry_id,
    )


def _not_saved(pupil_id: int, here: _Here, standing: str, rule: str) -> ArrivalAnswer:
    return ArrivalAnswer(pupil_id, here.on, here.session, standing, standing, 0, rule, is_saved=False, entry_id=None)


def _here(pupil_id: int, at: time, school_id: int | None, *, actor: Actor, now: datetime, action: Action) -> _Here:
    """The school (of two, the main one that the actor may act at) and the session that the clock says."""
    today = local(now).date()
    where = places(actor, action)
    enrolled = people.enrolments(first=today, last=today, actor=actor, pupil_ids=[pupil_id])
    for one in sorted(enrolled, key=lambda one: _MAIN_FIRST.index(one.kind)):
        if school_id in (None, one.school_id) and where.covers(organisations.reach_of_school(one.school_id)):
            spans = people.group_spans(first=today, last=today, actor=actor, school_id=one.school_id)
            year = next((span.nc_year for span in spans if span.pupil_id == pupil_id), None)
            times = organisations.session_times(one.school_id, on=today, nc_year=year)
            session = 1 if 0 in times and at >= times[0].ends else 0
            return _Here(one.school_id, today, session, times.get(session))
    raise OutOfReachError(action)


def _standing(book: Book, pupil_id: int, here: _Here) -> str:
    year, column = column_of(here.on, here.session)
    row = read_rows(book, year=year, pupils=[pupil_id]).get(pupil_id)
    return "_" if row is None else code_of(row[column])


def _is_on_site(code: str, on: date) -> bool:
    return code in CODES and CODES[code].counted_on(on).physical is Physical.ON_SITE


def leave_site(
    pupil_id: int, *, left: time, reason: str, actor: Actor, now: datetime, school_id: int | None = None
) -> ArrivalAnswer:
    """Somebody who is here goes home or out: the mark stays, the time is kept. Event "pupil.left-site"."""
    return _stamp(pupil_id, "left", left, reason, school_id, actor=actor, now=now)


def come_back(
    pupil_id: int, *, returned: time, reason: str, actor: Actor, now: datetime, school_id: int | None = None
) -> ArrivalAnswer:
    """Somebody who had left is here again: the mark stays, the time is kept. Event "pupil.came-back"."""
    return _stamp(pupil_id, "returned", returned, reason, school_id, actor=actor, now=now)


def _stamp(
    pupil_id: int, key: str, at: time, reason: str, school_id: int | None, *, actor: Actor, now: datetime
) -> ArrivalAnswer:
    require(actor, Action.USE_LATE_DESK, people.reach_of_pupil(pupil_id, on=local(now).date()))
    here = _here(pupil_id, at, school_id, actor=actor, now=now, action=Action.USE_LATE_DESK)
    with transaction.atomic():
        book = open_book(here.school_id, actor=actor, now=now)
        standing = _standing(book, pupil_id, here)
        if not _is_on_site(standing, here.on):
            return _not_saved(pupil_id, here, standing, "not-here")
        kept = details_in_cells(here.school_id, on=here.on, session=here.session, pupils=[pupil_id]).get(pupil_id, {})
        entry_id = write_session(
            book,
            (here.on, here.session),
            {pupil_id: Laid(standing, _stamped(kept, key, at))},
            kind=EntryKind.AMENDED,
            source=_GATE,
            reason=reason.strip() or f"{key} {at:%H:%M}",
        )
        _record("pupil.left-site" if key == "left" else "pupil.came-back", book, pupil_id, entry_id)
    return replace(_not_saved(pupil_id, here, standing, key), is_saved=True, entry_id=entry_id)


def _stamped(kept: dict[str, str | int], key: str, at: time) -> dict[str, str | int]:
    """The details with one more time; somebody who leaves again has not come back yet."""
    details = {name: value for name, value in kept.items() if not (key == "left" and name == "returned")}
    return {**details, key: at.strftime("%H:%M")}


def _record(event: str, book: Book, pupil_id: int, entry_id: int) -> None:
    audit.record(
        event,
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("pupil", pupil_id),
        now=book.now,
        after={"entry": entry_id},
    )
