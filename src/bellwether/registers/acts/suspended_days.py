"""The school days of suspensions: how many there are, where a run of them began, when education elsewhere is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import academic_year_of, day_of_column
from bellwether.core.taking import provision_due_on
from bellwether.organisations import selectors as organisations
from bellwether.registers.plan_rules import sessions_between
from bellwether.registers.store.reading import column_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from bellwether.core.calendar import SchoolDays
    from bellwether.core.policy import Policy
    from bellwether.organisations.facts import TermDates
    from bellwether.registers.models import Suspension
    from bellwether.registers.plan_rules import Session

__all__ = ["Calendar", "calendar_of", "counts_from", "due", "half_days", "last_known_day", "of_term", "of_year"]

_PROVISION: Final = "suspension.provision-from"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A school's days as far as they are known: its years, terms and closed columns by year."""

    terms: Mapping[int, tuple[TermDates, ...]]
    closed: Mapping[int, frozenset[int]]
    days: SchoolDays

    @property
    def last_day(self) -> date | None:
        """The last day of the last term that is set."""
        return max((term.ends_on for terms in self.terms.values() for term in terms), default=None)

    def held(self, first: Session, last: Session) -> list[Session]:
        """The sessions that the school has from a half-day to another."""
        return [at for at in sessions_between(first, last) if self._is_held(at)]

    def _is_held(self, at: Session) -> bool:
        year, column = column_of(*at)
        return year in self.closed and column not in self.closed[year]


def calendar_of(school_id: int, *, years: Collection[int]) -> Calendar:
    """The calendar of some academic years, and of every later one that is set. Queries by the number of years."""
    known = [year for year in organisations.known_years(school_id) if year >= min(years)]
    first, last = (known[0], known[-1]) if known else (min(years), max(years))
    return Calendar(
        terms={year: organisations.terms(school_id, year) for year in known},
        closed={year: organisations.closed_columns(school_id, year) for year in known},
        days=organisations.school_days(school_id, first, last_year=last),
    )


def last_known_day(calendar: Calendar, *, year: int) -> date:
    """The last day of the last term that is set, or of the academic year where none is."""
    return calendar.last_day or day_of_column(year + 1, 0) - _DAY


def _ends(row: Suspension, calendar: Calendar) -> Session:
    if row.ends_on is not None:
        return row.ends_on, row.last_session
    return last_known_day(calendar, year=academic_year_of(row.starts_on)), 1


def half_days(row: Suspension, calendar: Calendar) -> list[Session]:
    """The sessions of school in a suspension."""
    return calendar.held((row.starts_on, row.first_session), _ends(row, calendar))


def counts_from(row: Suspension, others: Sequence[Suspension], calendar: Calendar) -> date:
    """The first day of the run: earlier suspensions count along where no session of school lies in between."""
    first = (row.starts_on, row.first_session)
    for earlier in sorted(others, key=lambda one: one.starts_on, reverse=True):
        begins, ends = (earlier.starts_on, earlier.first_session), _ends(earlier, calendar)
        if earlier.pk != row.pk and begins < first and not _between(ends, first, calendar):
            first = begins
    return first[0]


def _between(ends: Session, begins: Session, calendar: Calendar) -> list[Session]:
    return [at for at in calendar.held(ends, begins) if ends < at < begins]


def due(row: Suspension, *, first: date, calendar: Calendar, policy: Policy) -> tuple[date | None, int | None]:
    """The school day from which education elsewhere is due, and which day of the run that is."""
    on = provision_due_on(first, last_day=row.ends_on, school_days=calendar.days, policy=policy)
    return on, policy.number(_PROVISION, on=first) if on is not None else None


def of_year(rows: Sequence[Suspension], *, on: date, calendar: Calendar) -> int:
    """The half-days of school of suspensions in the school year of a day; exclusions for good left out."""
    year = academic_year_of(on)
    return sum(
        academic_year_of(at[0]) == year for row in rows if not row.is_permanent for at in half_days(row, calendar)
    )


def of_term(rows: Sequence[Suspension], *, on: date, calendar: Calendar) -> int:
    """The same in the term of a day. Half-terms whose names differ by a number alone are one term."""
    terms = calendar.terms.get(academic_year_of(on), ())
    here = next((term for term in terms if term.starts_on <= on <= term.ends_on), None)
    if here is None:
        return 0
    same = [term for term in terms if _name(term) == _name(here)]
    return sum(
        any(term.starts_on <= at[0] <= term.ends_on for term in same)
        for row in rows
        if not row.is_permanent
        for at in half_days(row, calendar)
    )


def _name(term: TermDates) -> str:
    return term.name.rstrip("0123456789 ").lower()
