"""What a register has to say about leave that is no plan: undecided, not agreed, over and the pupil not back.

For callers who have asked `core.access` already.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import academic_year_of, day_of_column
from bellwether.core.codes import SessionClass, class_of_byte
from bellwether.registers.leave_facts import LeaveNote, LeaveState, NoteKind
from bellwether.registers.models import LeaveDecision, LeaveRequest, RegisterRow
from bellwether.registers.store.leave import granted_span, requested_span, without_leave
from bellwether.registers.store.reading import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bellwether.registers.leave_facts import Span

__all__ = ["leave_notes", "not_back_since"]

_LOOK_BACK: Final = timedelta(days=42)
"""How long after leave ended a pupil who has not been back since is said to be past it."""
_WITHOUT_PLAN: Final = (LeaveState.ASKED, LeaveState.PART, LeaveState.REFUSED)
_ENDING: Final = (LeaveState.GRANTED, LeaveState.PART)


def leave_notes(school_id: int, *, on: date, session: int, pupil_ids: Iterable[int]) -> dict[int, LeaveNote]:
    """A word for each pupil about whom there is one, in one session. One query; two more where there is any leave."""
    wanted = set(pupil_ids)
    rows = list(
        LeaveRequest.objects.filter(
            school_id=school_id,
            pupil_id__in=wanted,
            state__in={*_WITHOUT_PLAN, *_ENDING},
            starts_on__lte=on,
            ends_on__gte=on - _LOOK_BACK,
        ).order_by("recorded_at", "pk")
    )
    if not rows:
        return {}
    decisions = {one.request_id: one for one in _last(row.pk for row in rows)}
    found: dict[int, LeaveNote] = {}
    ended: dict[int, tuple[LeaveRequest, Span]] = {}
    for row in rows:
        span = granted_span(decisions[row.pk]) if row.pk in decisions else None
        if span and span.holds((on, session)):
            found.pop(row.pupil_id, None)
        elif row.state in _WITHOUT_PLAN and requested_span(row).holds((on, session)):
            found[row.pupil_id] = _note(row, span)
        elif span and span.last < (on, session):
            ended[row.pupil_id] = row, span
    return _overruns(school_id, ended, on=on, session=session) | found


def _last(request_ids: Iterable[int]) -> list[LeaveDecision]:
    rows = LeaveDecision.objects.filter(request_id__in=list(request_ids)).order_by("number")
    return list({row.request_id: row for row in rows}.values())


def _note(row: LeaveRequest, span: Span | None) -> LeaveNote:
    if row.state == LeaveState.ASKED:
        return LeaveNote(row.pupil_id, row.pk, NoteKind.UNDECIDED)
    until = span.ends_on if span else None
    return LeaveNote(row.pupil_id, row.pk, NoteKind.NOT_AGREED, without_leave(row.ground), until)


def _overruns(
    school_id: int, ended: Mapping[int, tuple[LeaveRequest, Span]], *, on: date, session: int
) -> dict[int, LeaveNote]:
    if not ended:
        return {}
    rows = _rows(school_id, ended, [span for _, span in ended.values()], last=on)
    return {
        pupil: LeaveNote(pupil, row.pk, NoteKind.OVERRUN, without_leave(row.ground), span.ends_on)
        for pupil, (row, span) in ended.items()
        if not _was_back(rows.get(pupil, {}), span.last, (on, session))
    }


def _rows(school_id: int, pupils: Iterable[int], spans: Iterable[Span], *, last: date) -> dict[int, dict[int, bytes]]:
    """The rows of the years from the end of the first leave on, by pupil and year. One query."""
    years = range(min(academic_year_of(span.ends_on) for span in spans), academic_year_of(last) + 1)
    kept = RegisterRow.objects.filter(school_id=school_id, pupil_id__in=list(pupils), year__in=list(years))
    found: dict[int, dict[int, bytes]] = {}
    for pupil, year, marks in kept.values_list("pupil_id", "year", "marks"):
        found.setdefault(pupil, {})[year] = bytes(marks)
    return found


def _was_back(rows: Mapping[int, bytes], after: tuple[date, int], before: tuple[date, int]) -> bool:
    """Whether any session between two half-days, both outside, was attended."""
    return _first_marked(rows, after, before, attended=True) is not None


def _first_marked(
    rows: Mapping[int, bytes], after: tuple[date, int], before: tuple[date, int], *, attended: bool
) -> date | None:
    (first_year, first), (last_year, last) = column_of(*after), column_of(*before)
    wanted = {SessionClass.ATTENDED} if attended else {SessionClass.AUTHORISED, SessionClass.UNAUTHORISED}
    for year in range(first_year, last_year + 1):
        row, classes = rows.get(year, b""), class_of_byte(year)
        start, stop = first + 1 if year == first_year else 0, last if year == last_year else len(row)
        for column in range(start, min(stop, len(row))):
            if SessionClass(int(classes[row[column]])) in wanted:
                return day_of_column(year, column)
    return None


def not_back_since(
    school_id: int, decisions: Iterable[LeaveDecision], pupil_of: Mapping[int, int], *, today: date
) -> dict[int, date]:
    """For requests whose agreed days are over: the first day missed since, where the pupil has not been back at all.

    pupil_of: the pupil by request. One query, where any leave ended in the last weeks.
    """
    spans = {one.request_id: granted_span(one) for one in decisions}
    over = {
        request: span
        for request, span in spans.items()
        if span and today - _LOOK_BACK <= span.ends_on and span.last < (today, 1)
    }
    if not over:
        return {}
    rows = _rows(school_id, {pupil_of[one] for one in over}, over.values(), last=today)
    found = {}
    for request, span in over.items():
        own, until = rows.get(pupil_of[request], {}), (today + timedelta(days=1), 0)
        missed = _first_marked(own, span.last, until, attended=False)
        if missed is not None and not _was_back(own, span.last, until):
            found[request] = missed
    return found
