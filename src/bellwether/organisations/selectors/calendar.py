"""Terms, closures and times of the day: which half-days a school has, and when its registers open and close."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError
from bellwether.core.calendar import COLUMNS, SchoolDays, columns_in, day_of_column, first_monday
from bellwether.core.codes.arrival import SessionTimes as CoreTimes
from bellwether.organisations.facts import ClosureFacts, TermDates, TimesFacts
from bellwether.organisations.models import Closure, SessionTimes, Term
from bellwether.organisations.once import read_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "closed_columns",
    "closure",
    "closure_columns",
    "closures",
    "day_times",
    "known_years",
    "school_days",
    "session_times",
    "terms",
    "times_set",
    "unexpected_closures",
]

_DAY = timedelta(days=1)
_SATURDAY = 5
_NO_SESSION_HELD = ("#", "Y4")


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


@read_once
def terms(school_id: int, year: int) -> tuple[TermDates, ...]:
    """The terms of an academic year, by their first days."""
    rows = Term.objects.filter(school_id=school_id, year=year).order_by("starts_on")
    return tuple(TermDates(row.name, row.starts_on, row.ends_on) for row in rows)


def known_years(school_id: int) -> tuple[int, ...]:
    """The academic years for which any term is set, in order."""
    return tuple(sorted(set(Term.objects.filter(school_id=school_id).values_list("year", flat=True))))


@read_once
def closures(school_id: int, *, first: date, last: date, with_withdrawn: bool = False) -> tuple[ClosureFacts, ...]:
    """The closures that touch any day from `first` to `last`, by their first days; withdrawn ones only if asked for."""
    rows = Closure.objects.filter(school_id=school_id, starts_on__lte=last, ends_on__gte=first)
    if not with_withdrawn:
        rows = rows.filter(withdrawn_at__isnull=True)
    return tuple(_facts(row) for row in rows.order_by("starts_on", "pk"))


def unexpected_closures(*, first: date, last: date, school_id: int | None = None) -> tuple[ClosureFacts, ...]:
    """The closures with Y3 or Y4 that touch any day from `first` to `last` and stand, of all schools or one. One query.

    For the job that makes marks of them, which asks for each school whether it may.
    """
    rows = Closure.objects.filter(starts_on__lte=last, ends_on__gte=first, withdrawn_at__isnull=True).exclude(code="#")
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    return tuple(_facts(row) for row in rows.order_by("school_id", "starts_on", "pk"))


def closure(closure_id: int) -> ClosureFacts:
    """One closure. Raises OutOfReachError where there is none."""
    row = Closure.objects.filter(pk=closure_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_ORGANISATION)
    return _facts(row)


def _facts(row: Closure) -> ClosureFacts:
    return ClosureFacts(
        id=row.pk,
        school_id=row.school_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        session=row.session,
        code=row.code,
        reason=row.reason,
        group_ids=tuple(row.group_ids),
        years=tuple(row.years),
        withdrawn_at=row.withdrawn_at,
    )


def closure_columns(found: ClosureFacts, year: int) -> frozenset[int]:
    """The columns of the year's grid that a closure touches, weekends and days outside the year left out."""
    start = first_monday(year)
    return frozenset(
        2 * (day - start).days + session
        for day in _days(
            max(found.starts_on, start), min(found.ends_on, start + timedelta(days=columns_in(year) // 2 - 1))
        )
        if day.weekday() < _SATURDAY
        for session in found.sessions
    )


def _term_columns(found: Iterable[TermDates], year: int) -> set[int]:
    start = first_monday(year)
    end = columns_in(year)
    open_columns: set[int] = set()
    for term in found:
        for day in _days(term.starts_on, term.ends_on):
            column = 2 * (day - start).days
            if day.weekday() < _SATURDAY and 0 <= column < end:
                open_columns |= {column, column + 1}
    return open_columns


def _open_columns(school_id: int, year: int, *, closing: tuple[str, ...]) -> set[int]:
    """The columns inside terms that no whole-school closure with one of these codes shuts. Two queries."""
    start = first_monday(year)
    shut = [
        closure_columns(one, year)
        for one in closures(school_id, first=start, last=start + timedelta(days=columns_in(year) // 2))
        if one.code in closing and one.is_whole_school
    ]
    return _term_columns(terms(school_id, year), year) - set().union(*shut)


def closed_columns(school_id: int, year: int) -> frozenset[int]:
    """The columns, 0 to 741, in which the school has no session: `#` in every row.

    Weekends, days outside the terms (all of them, where no term is set) and planned closures of the whole school.
    A session lost to an unexpected closure (Y4) was to be held: it is not among them. Two queries.
    """
    return frozenset(range(COLUMNS)) - _open_columns(school_id, year, closing=("#",))


def school_days(school_id: int, year: int, *, last_year: int | None = None) -> SchoolDays:
    """The days of the academic year (of the years up to `last_year`) with at least one session at the school.

    A day that was closed unexpectedly (Y4) held none: the clocks that count school days stand still. Two queries a
    year.
    """
    days = {
        day_of_column(one, column)
        for one in range(year, (year if last_year is None else last_year) + 1)
        for column in _open_columns(school_id, one, closing=_NO_SESSION_HELD)
    }
    return SchoolDays.of(days)


@read_once
def times_set(school_id: int) -> tuple[TimesFacts, ...]:
    """Every setting of session times, the newest first, by session."""
    rows = SessionTimes.objects.filter(school_id=school_id).order_by("session", "-from_on", "pk")
    return tuple(
        TimesFacts(row.pk, row.session, row.from_on, row.opens, row.late_from, row.closes, row.ends, tuple(row.years))
        for row in rows
    )


def session_times(school_id: int, *, on: date, nc_year: int | None = None) -> dict[int, CoreTimes]:
    """The times in force on a day by session (0 AM, 1 PM); a session whose times are not set is left out.

    nc_year: a setting for that year group goes before one for the whole school; None asks for the latter. One query.
    """
    return _in_force(times_set(school_id), on=on, nc_year=nc_year)


def _in_force(times: Iterable[TimesFacts], *, on: date, nc_year: int | None) -> dict[int, CoreTimes]:
    found: dict[int, TimesFacts] = {}
    for one in times:
        fits = one.from_on <= on and (not one.years or (nc_year is not None and nc_year in one.years))
        if fits and _goes_before(one, found.get(one.session)):
            found[one.session] = one
    return {
        session: CoreTimes(one.opens, one.closes, one.ends, late_from=one.late_from) for session, one in found.items()
    }


def day_times(school_id: int, *, on: date) -> dict[int, CoreTimes]:
    """The school's day by session, of all its year groups: the first register opens, the last session ends.

    For what looks at a school as a whole. One query.
    """
    times = times_set(school_id)
    years = {None, *(year for one in times for year in one.years)}
    found = [_in_force(times, on=on, nc_year=year) for year in years]
    of_session = {session: [one[session] for one in found if session in one] for session in (0, 1)}
    return {session: _widest(own) for session, own in of_session.items() if own}


def _widest(times: Sequence[CoreTimes]) -> CoreTimes:
    return CoreTimes(
        min(one.opens for one in times),
        max(one.closes for one in times),
        max(one.ends for one in times),
        late_from=min(one.taken_from for one in times),
    )


def _goes_before(one: TimesFacts, other: TimesFacts | None) -> bool:
    """Whether a setting goes before another: for a year group before for all, then the later day."""
    return other is None or (bool(one.years), one.from_on) > (bool(other.years), other.from_on)
