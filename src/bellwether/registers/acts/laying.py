"""Laying marks one by one over what stands: shared by amending, importing, the late desk and our own jobs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bellwether.core.codes import byte_of, code_of
from bellwether.core.taking import arrival_problems
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.judging import Judge, Judgement, not_begun
from bellwether.registers.store.cells import has_been_on_roll
from bellwether.registers.store.details import NO_MARK, details_in_cells, gate_times
from bellwether.registers.store.moments import local, session_state
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Act, Book, append, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.core.codes import SessionTimes
    from bellwether.core.register.log import Details, EntryKind
    from bellwether.core.taking import MarkProblem
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.store.moments import SessionState

__all__ = ["Laid", "Session", "act_of", "judge_for", "lay_session", "plain_details", "write_session"]

Session = tuple["date", int]
"""A day and its half."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One mark to be laid: the code as the law writes it, and what is known beside it."""

    code: str
    details: Details = field(default_factory=dict)


def plain_details(*, minutes_late: int | None = None, arrived: str = "", note: str = "") -> dict[str, str | int]:
    """Details as the log has them: only what is not empty."""
    details: dict[str, str | int] = {}
    if minutes_late is not None:
        details["minutes_late"] = minutes_late
    if arrived:
        details["arrived"] = arrived
    if note:
        details["note"] = note
    return details


def judge_for(school_id: int, days: Iterable[date], *, actor: Actor, now: datetime) -> Judge:
    """The rules and the pupils of a school on some days. Queries by day: hand over the first and the last of many."""
    pupils: dict[int, PupilOnRoll] = {}
    for day in sorted(set(days)):
        pupils |= {pupil.id: pupil for pupil in people.roll(school_id=school_id, on=day, actor=actor)}
    return Judge(organisations.policy(school_id), local(now).date(), pupils)


def lay_session(
    book: Book, session: Session, marks: Mapping[int, Laid], *, judge: Judge, judgement: Judgement
) -> dict[int, Laid]:
    """Judge the marks of one session against the rows as they stand; returns those that would change something.

    What is wrong is added to the judgement. A mark that stands there already with nothing new beside it is no change.
    """
    on, half = session
    year, column = column_of(on, half)
    rows = read_rows(book, year=year, pupils=marks)
    standing_details = details_in_cells(book.school_id, on=on, session=half, pupils=list(marks))
    clock = _Clock(book, on, half)
    begun = on != judge.today or clock.state(None).has_begun
    changing: dict[int, Laid] = {}
    for pupil, mark in sorted(marks.items()):
        row = rows.get(pupil)
        byte = row[column] if row is not None else None
        standing = standing_details.get(pupil, {})
        found = clock.problems(mark, judge.pupils.get(pupil))
        if byte is not None and code_of(byte) == mark.code:
            merged = {**standing, **mark.details}
            if merged != standing:
                judgement.add(pupil, found, on=on, session=half)
                changing[pupil] = Laid(mark.code, merged)
            continue
        found += judge.problems(
            mark.code,
            pupil_id=pupil,
            on=on,
            session=half,
            byte=byte,
            note=str(mark.details.get("note", "")),
            has_left=row is not None and has_been_on_roll(bytes(row), column),
        )
        found += judge.too_old(mark.code, on=on)
        judgement.add(pupil, found if begun else (*found, not_begun(mark.code, on=on)), on=on, session=half)
        changing[pupil] = mark
    return changing


class _Clock:
    """The times of one session at a school, asked once for each year group that is asked about."""

    def __init__(self, book: Book, on: date, half: int) -> None:
        self._book, self._on, self._half = book, on, half
        self._times: dict[int | None, SessionTimes | None] = {}

    def times(self, nc_year: int | None) -> SessionTimes | None:
        """Those of a year group, or of the school (None)."""
        if nc_year not in self._times:
            found = organisations.session_times(self._book.school_id, on=self._on, nc_year=nc_year)
            self._times[nc_year] = found.get(self._half)
        return self._times[nc_year]

    def state(self, nc_year: int | None) -> SessionState:
        """Where this moment lies in it."""
        return session_state(self._on, times=self.times(nc_year), now=self._book.now)

    def problems(self, mark: Laid, pupil: PupilOnRoll | None) -> tuple[MarkProblem, ...]:
        """What the clock says against L or U. No query for any other code."""
        if mark.code not in ("L", "U"):
            return ()
        year = pupil.nc_year if pupil else None
        minutes = mark.details.get("minutes_late")
        return arrival_problems(
            mark.code,
            minutes_late=None if minutes is None else int(minutes),
            times=self.times(year),
            is_closed=self.state(year).is_closed,
        )


def write_session(
    book: Book,
    session: Session,
    marks: Mapping[int, Laid],
    *,
    kind: EntryKind,
    source: str,
    reason: str,
    request_key: str = "",
) -> int:
    """One entry of the marks of one session. Returns its id.

    When the pupils came and went is kept beside another mark, too, unless the new one says otherwise.
    """
    year, column = column_of(*session)
    rows = read_rows(book, year=year, pupils=marks)
    stand = {pupil: row[column] for pupil, row in rows.items()}
    kept = times_kept(book, session, {pupil: stand[pupil] for pupil in marks}, marks)
    marks = {pupil: replace(mark, details={**kept.get(pupil, {}), **mark.details}) for pupil, mark in marks.items()}
    act = act_of(session, marks, kind=kind, source=source, reason=reason, request_key=request_key)
    return append(book, act, before=bytes(stand[pupil] for pupil in act.pupils))


def times_kept(
    book: Book, session: Session, stand: Mapping[int, int], marks: Mapping[int, Laid]
) -> dict[int, dict[str, str | int]]:
    """When those pupils came and went whose mark is about to be another one. No query where no mark stands."""
    changing = [pupil for pupil, byte in stand.items() if byte not in NO_MARK and byte != byte_of(marks[pupil].code)]
    found = details_in_cells(book.school_id, on=session[0], session=session[1], pupils=changing)
    return {pupil: gate_times(details) for pupil, details in found.items()}


def act_of(
    session: Session,
    marks: Mapping[int, Laid],
    *,
    kind: EntryKind,
    source: str,
    reason: str,
    request_key: str = "",
    group_id: int | None = None,
) -> Act:
    """The marks of one session as an act."""
    pupils = tuple(sorted(marks))
    return Act(
        *column_of(*session),
        kind,
        pupils,
        bytes(byte_of(marks[pupil].code) for pupil in pupils),
        group_id=group_id,
        details={pupil: marks[pupil].details for pupil in pupils if marks[pupil].details},
        source=source,
        reason=reason,
        request_key=request_key,
    )
