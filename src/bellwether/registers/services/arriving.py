"""The late desk and the gate: who comes late is L or U by the clock; who leaves keeps the mark, with the times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, places, require
from bellwether.core.codes import (
    CODES,
    Physical,
    code_for_arrival,
    code_of,
)
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.laying import Laid, plain_details, write_session
from bellwether.registers.facts import ArrivalAnswer
from bellwether.registers.store.details import details_in_cells
from bellwether.registers.store.gate import Whereabouts, day_details, whereabouts
from bellwether.registers.store.moments import local
from bellwether.registers.store.planned import absence_plans
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Book, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time

    from bellwether.core.access import Actor
    from bellwether.core.codes import Arrival, SessionTimes

__all__ = ["arrive_late", "come_back", "leave_site"]

_LATE_DESK = "late-desk"
_GATE = "gate"
_MAIN_FIRST = ("main", "dual-main", "dual-subsidiary")


@dataclass(frozen=True, slots=True)
class _Here:
    """Where and when somebody stands at the desk. times: of the pupil's day; school_times: of the school's."""

    school_id: int
    on: date
    session: int
    times: Mapping[int, SessionTimes]
    school_times: Mapping[int, SessionTimes]


@dataclass(frozen=True, slots=True)
class _Said:
    """What happened, where it was said, and why; reason is "" where nobody gave one."""

    event: str
    source: str
    reason: str


def arrive_late(
    pupil_id: int, *, arrived: time, reason: str, actor: Actor, now: datetime, school_id: int | None = None
) -> ArrivalAnswer:
    """Somebody came after the register was taken: L until it closed, U after, or the planned code that fits better.

    arrived: by the clock on the wall, today. Between the sessions the morning's mark stays, and the time is kept beside
    it. A mark that says the pupil is here already stays, and so does everything once the day is over; `is_saved` says
    so. Whoever had left is back. Event "pupil.arrived-late". school_id: for a pupil of two schools.
    """
    require(actor, Action.USE_LATE_DESK, people.reach_of_pupil(pupil_id, on=local(now).date()))
    here = _here(pupil_id, arrived, school_id, actor=actor, now=now, action=Action.USE_LATE_DESK)
    times = here.times.get(here.session)
    if times is None:
        return _not_saved(pupil_id, here, ".", "no-times")
    said = _Said("pupil.arrived-late", _LATE_DESK, reason.strip())
    with transaction.atomic():
        book = open_book(here.school_id, actor=actor, now=now)
        standing, where = _standing(book, pupil_id, here), _where(book, pupil_id, here)
        found = _code(pupil_id, arrived, here, times)
        is_between = arrived < times.opens or found.code is None
        if where.state == "left" and (is_between or _is_on_site(standing, here.on)):
            return _keep(book, pupil_id, here, where, {"returned": f"{arrived:%H:%M}"}, said)
        if is_between and where.state == "away" and where.is_marked:
            return _keep(book, pupil_id, here, where, {where.door: f"{arrived:%H:%M}"}, said)
        if is_between or standing in ("_", "#") or _is_on_site(standing, here.on):
            rule = "before-the-session" if arrived < times.opens else found.rule.value
            return _not_saved(pupil_id, here, standing, rule)
        return _lay(book, pupil_id, here, found, arrived=arrived, standing=standing, said=said)


def _code(pupil_id: int, arrived: time, here: _Here, times: SessionTimes) -> Arrival:
    plan = absence_plans(here.school_id, on=here.on, session=here.session, pupil_ids=[pupil_id]).get(pupil_id)
    planned = plan.code if plan is not None else None
    return code_for_arrival(arrived, session=here.session, times=times, planned=planned)


def _lay(
    book: Book, pupil_id: int, here: _Here, found: Arrival, *, arrived: time, standing: str, said: _Said
) -> ArrivalAnswer:
    """The code that the clock says, with minutes and time."""
    code, at = found.code or standing, f"{arrived:%H:%M}"
    details = plain_details(minutes_late=found.minutes_late, arrived=at, note=said.reason)
    entry_id = _write(book, pupil_id, here, Laid(code, details), said, otherwise=f"arrived {at}")
    answer = _not_saved(pupil_id, here, standing, found.rule.value)
    return replace(answer, code=code, minutes_late=found.minutes_late, is_saved=True, entry_id=entry_id)


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
            return _Here(one.school_id, today, session, times, organisations.day_times(one.school_id, on=today))
    raise OutOfReachError(action)


def _standing(book: Book, pupil_id: int, here: _Here) -> str:
    year, column = column_of(here.on, here.session)
    row = read_rows(book, year=year, pupils=[pupil_id]).get(pupil_id)
    return "_" if row is None else code_of(row[column])


def _where(book: Book, pupil_id: int, here: _Here) -> Whereabouts:
    """Where the pupil is as the list for evacuation has it; its session is the cell beside which the gate writes."""
    year, column = column_of(here.on, 0)
    row = read_rows(book, year=year, pupils=[pupil_id]).get(pupil_id)
    cells = b"__" if row is None else bytes(row[column : column + 2])
    details = day_details(here.school_id, on=here.on, pupils=[pupil_id]).get(pupil_id, {})
    return whereabouts(cells, details, on=here.on, times=here.school_times, now=book.now)


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
        where = _where(book, pupil_id, here)
        is_known = where.is_marked and (key == "returned" or where.state in ("here", "left"))
        if not is_known:
            here = replace(here, session=where.session)
            return _not_saved(pupil_id, here, _standing(book, pupil_id, here), "not-here")
        event = "pupil.left-site" if key == "left" else "pupil.came-back"
        return _keep(book, pupil_id, here, where, {key: f"{at:%H:%M}"}, _Said(event, _GATE, reason.strip()))


def _keep(
    book: Book, pupil_id: int, here: _Here, where: Whereabouts, new: dict[str, str], said: _Said
) -> ArrivalAnswer:
    """One more time beside the mark that says where the pupil is: sessions' ends and lunch leave no hole."""
    here = replace(here, session=where.session)
    standing = _standing(book, pupil_id, here)
    kept = details_in_cells(here.school_id, on=here.on, session=here.session, pupils=[pupil_id]).get(pupil_id, {})
    ((key, at),) = new.items()
    entry_id = _write(book, pupil_id, here, Laid(standing, _stamped(kept, new)), said, otherwise=f"{key} {at}")
    return replace(_not_saved(pupil_id, here, standing, key), is_saved=True, entry_id=entry_id)


def _write(book: Book, pupil_id: int, here: _Here, mark: Laid, said: _Said, *, otherwise: str) -> int:
    """The entry and its audit event. otherwise: the reason, where none was given."""
    entry_id = write_session(
        book,
        (here.on, here.session),
        {pupil_id: mark},
        kind=EntryKind.AMENDED,
        source=said.source,
        reason=said.reason or otherwise,
    )
    audit.record(
        said.event,
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("pupil", pupil_id),
        now=book.now,
        after={"entry": entry_id},
    )
    return entry_id


def _stamped(kept: dict[str, str | int], new: dict[str, str]) -> dict[str, str | int]:
    """The details with one more time; somebody who leaves again has not come back yet."""
    return {name: value for name, value in kept.items() if not ("left" in new and name == "returned")} | dict(new)
