"""Requests and decisions as values: shared by what is read and what is written. For callers who have asked already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import SchoolDays, academic_year_of
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.taking import leave_grounds
from bellwether.organisations import selectors as organisations
from bellwether.registers.leave_facts import DecisionFacts, LeaveState, Span
from bellwether.registers.models import LeaveDecision, RegisterRow
from bellwether.registers.plan_rules import sessions_between
from bellwether.registers.store.reading import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.registers.models import LeaveRequest
    from bellwether.registers.selectors.privacy import Sight

__all__ = [
    "Calendar",
    "calendar_over",
    "decision_facts",
    "granted_span",
    "last_decisions",
    "marks_in",
    "requested_span",
]

_NO_MARK: Final = frozenset({BYTE_UNMARKED, BYTE_CLOSED, BYTE_NOT_ON_ROLL})


class Calendar:
    """The school days of one school over some academic years, as far as they are known."""

    def __init__(self, days: SchoolDays, years: frozenset[int]) -> None:
        self.days, self.years = days, years

    def sessions(self, span: Span) -> int | None:
        """The half-days of a span that the school holds; None where it reaches past what is known."""
        if not {academic_year_of(span.starts_on), academic_year_of(span.ends_on)} <= self.years:
            return None
        return sum(day in self.days for day, _ in sessions_between(span.first, span.last, ""))

    def back_on(self, last: tuple[date, int]) -> date | None:
        """The first school day on which a pupil is expected again after a half-day, or None where it is not known."""
        day, session = last
        if session == 0 and day in self.days:
            return day
        return self.days.school_days_after(day, 1)


def calendar_over(school_id: int, spans: Iterable[Span]) -> Calendar:
    """The calendar for some spans and the school year behind each. Queries by the number of years, at most four."""
    years = {academic_year_of(day) for span in spans for day in (span.starts_on, span.ends_on)}
    known = frozenset(organisations.known_years(school_id))
    wanted = sorted(known & (years | {year + 1 for year in years}))
    if not wanted:
        return Calendar(SchoolDays.of(()), known)
    return Calendar(organisations.school_days(school_id, wanted[0], last_year=wanted[-1]), known)


def requested_span(row: LeaveRequest) -> Span:
    """The days that were asked for."""
    return Span(row.starts_on, row.first_session, row.ends_on, row.last_session)


def granted_span(row: LeaveDecision) -> Span | None:
    """The days that were agreed."""
    if row.granted_from is None or row.granted_to is None or row.first_session is None or row.last_session is None:
        return None
    return Span(row.granted_from, row.first_session, row.granted_to, row.last_session)


def decision_facts(row: LeaveDecision, *, sight: Sight) -> DecisionFacts:
    """A decision as a reader may see it."""
    span = granted_span(row)
    return DecisionFacts(
        id=row.pk,
        number=row.number,
        outcome=LeaveState(row.outcome),
        code=sight.code(row.code, on=span.starts_on) if row.code and span else "",
        span=span,
        reasons=row.reasons,
        by=row.by_name,
        by_post=row.by_post,
        at=row.at,
        basis=row.basis,
    )


def last_decisions(request_ids: Iterable[int]) -> dict[int, LeaveDecision]:
    """The decision that stands, by request. One query."""
    rows = LeaveDecision.objects.filter(request_id__in=set(request_ids)).order_by("number")
    return {row.request_id: row for row in rows}


def marks_in(school_id: int, pupil_id: int, span: Span) -> dict[tuple[date, int], int]:
    """The marks that stand in a span, by half-day. One query."""
    years = range(academic_year_of(span.starts_on), academic_year_of(span.ends_on) + 1)
    rows = RegisterRow.objects.filter(school_id=school_id, pupil_id=pupil_id, year__in=list(years))
    kept = {year: bytes(marks) for year, marks in rows.values_list("year", "marks")}
    found = {}
    for at in sessions_between(span.first, span.last, ""):
        year, column = column_of(*at)
        if year in kept and kept[year][column] not in _NO_MARK:
            found[at] = kept[year][column]
    return found


def without_leave(ground: str) -> str:
    """The code of a day away that was not agreed."""
    return leave_grounds()[ground].without
