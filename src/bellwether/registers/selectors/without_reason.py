"""Who has no reason for an absence on a day: what first-day contact works from. No code leaves this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of, day_of_column, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_UNMARKED, CODES, Category, Physical, byte_of
from bellwether.core.register.log import EntryKind, unpack_pupils
from bellwether.organisations.selectors import reach_of_school
from bellwether.registers.models import RegisterEntry, RegisterRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["DayWithoutReasons", "WithoutReason", "without_reason"]

_LOOK_BACK: Final = 56
"""Columns before an absence in which earlier ones without a reason are counted: four weeks."""
_N: Final = byte_of("N")
_UNEXPLAINED: Final = frozenset({_N, byte_of("O")})
"""N, and O, which an N becomes when no reason came in time: both belong to one run of absence."""


@dataclass(frozen=True, slots=True)
class WithoutReason:
    """A pupil who was away without a known reason in some session.

    sessions: those of the day itself, in a register that somebody submitted. is_away: whether that holds for the
    last session of the day of which anything is known; otherwise the pupil is here, or accounted for, and only a
    reason is wanted. is_unmarked: no mark at all stands there, though the register was submitted.
    was_here: the mark of the morning says that the pupil was in school then, and now is away: gone in between.
    since: day and session in which this run of absence began. earlier_days: days without a reason in the four weeks
    before it. is_first: no absence at all this year before it. wanting: every half-day of the year, oldest first,
    whose reason is wanted.
    """

    pupil_id: int
    sessions: tuple[int, ...]
    is_away: bool
    is_unmarked: bool
    was_here: bool
    since: tuple[date, int]
    earlier_days: int
    is_first: bool
    wanting: tuple[tuple[date, int], ...]

    @property
    def oldest_n(self) -> date | None:
        """The day of the oldest absence whose reason is wanted; its clock runs from there."""
        return self.wanting[0][0] if self.wanting else None


@dataclass(frozen=True, slots=True)
class DayWithoutReasons:
    """A school's day. pupils: by id. not_taken: pupils whose register nobody submitted in the last session begun."""

    pupils: tuple[WithoutReason, ...]
    not_taken: int


def without_reason(school_id: int, *, on: date, sessions: Collection[int], actor: Actor) -> DayWithoutReasons:
    """Everyone with an N this year, or left unmarked in a submitted register of the day's `sessions` (those begun).

    A register that nobody submitted says nothing about anyone in it. Three queries, whatever the number of pupils.
    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, reach_of_school(school_id))
    year = academic_year_of(on)
    taken = _in_submitted(school_id, on=on)
    day = _Day(on, year, 2 * (on - first_monday(year)).days, tuple(sorted(sessions)), taken)
    rows = RegisterRow.objects.filter(school_id=school_id, year=year).order_by("pupil_id")
    found, not_taken = [], 0
    for pupil_id, marks in rows.values_list("pupil_id", "marks"):
        row = bytes(marks)
        not_taken += _waits(pupil_id, row, day)
        if one := _one(pupil_id, row, day):
            found.append(one)
    return DayWithoutReasons(tuple(found), not_taken)


@dataclass(frozen=True, slots=True)
class _Day:
    """column: of the morning. submitted: by session, the pupils in registers that somebody submitted."""

    on: date
    year: int
    column: int
    sessions: tuple[int, ...]
    submitted: dict[int, frozenset[int]]


def _in_submitted(school_id: int, *, on: date) -> dict[int, frozenset[int]]:
    """A first submission writes every open cell of its class, so its entry names everyone in it."""
    entries = RegisterEntry.objects.filter(school_id=school_id, on=on, kind=EntryKind.TAKEN, width=1)
    found: dict[int, set[int]] = {0: set(), 1: set()}
    for session, pupils in entries.values_list("session", "pupils"):
        found[session].update(unpack_pupils(bytes(pupils)))
    return {session: frozenset(pupils) for session, pupils in found.items()}


def _waits(pupil_id: int, row: bytes, day: _Day) -> bool:
    if not day.sessions:
        return False
    last = day.sessions[-1]
    return row[day.column + last] == BYTE_UNMARKED and pupil_id not in day.submitted[last]


def _one(pupil_id: int, row: bytes, day: _Day) -> WithoutReason | None:
    known = [
        session
        for session in day.sessions
        if row[day.column + session] != BYTE_UNMARKED or pupil_id in day.submitted[session]
    ]
    missing = tuple(session for session in known if row[day.column + session] in (_N, BYTE_UNMARKED))
    oldest = row.find(_N, 0, day.column + 2)
    if not missing and oldest < 0:
        return None
    at = day.column + missing[-1] if missing else oldest
    begun = _begin(row, at, silent=_silent(day.on))
    wanting = {column for column in range(day.column + 2) if row[column] == _N}
    wanting |= {day.column + session for session in missing}
    return WithoutReason(
        pupil_id=pupil_id,
        sessions=missing,
        is_away=bool(missing) and missing[-1] == known[-1],
        is_unmarked=bool(missing) and row[at] == BYTE_UNMARKED,
        was_here=missing == (1,) and known[-1] == 1 and row[day.column] in _on_site(day.on),
        since=(day_of_column(day.year, begun), begun % 2),
        earlier_days=_earlier_days(row, begun),
        is_first=not _absent(day.on).intersection(row[:begun]),
        wanting=tuple((day_of_column(day.year, column), column % 2) for column in sorted(wanting)),
    )


def _begin(row: bytes, column: int, *, silent: frozenset[int]) -> int:
    """The first column of the run of absence that reaches `column`; sessions that held no school do not end it."""
    first = column
    for at in range(column - 1, -1, -1):
        if row[at] in _UNEXPLAINED:
            first = at
        elif row[at] not in silent:
            break
    return first


def _earlier_days(row: bytes, begun: int) -> int:
    before = range(max(0, begun - _LOOK_BACK), begun)
    return len({at // 2 for at in before if row[at] in _UNEXPLAINED} - {begun // 2})


@lru_cache(maxsize=64)
def _silent(on: date) -> frozenset[int]:
    """What says nothing about where the pupil was: closed, not marked, not required to attend."""
    none_held = {byte_of(code) for code, one in CODES.items() if one.counted_on(on).category is Category.NOT_POSSIBLE}
    return frozenset(none_held - {_N}) | {BYTE_CLOSED, BYTE_UNMARKED}


@lru_cache(maxsize=64)
def _on_site(on: date) -> frozenset[int]:
    """The bytes that say that the pupil was in school for the session, by the rules of a day."""
    return frozenset(byte_of(code) for code, one in CODES.items() if one.counted_on(on).physical is Physical.ON_SITE)


@lru_cache(maxsize=64)
def _absent(on: date) -> frozenset[int]:
    """The bytes that were an absence, whatever its reason, by the rules of a day."""
    away = (Category.AUTHORISED, Category.UNAUTHORISED)
    return frozenset(byte_of(code) for code, one in CODES.items() if one.counted_on(on).category in away) | {_N}
