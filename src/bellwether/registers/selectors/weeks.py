"""Marks of a week or a year as somebody may see them: for the pages of a class and of a pupil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.access import Action, may, places, require
from bellwether.core.calendar import COLUMNS, SESSIONS_A_WEEK, academic_year_of, columns_in, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, class_of_byte, code_of
from bellwether.core.taking import n_deadline
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import MarkDetail, RegisterRow
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.core.access import Actor
    from bellwether.people.facts import GroupFacts
    from bellwether.registers.selectors.privacy import Sight

__all__ = ["ClassWeek", "PupilWeek", "PupilYear", "WeekCell", "WeekRow", "class_week", "pupil_week", "pupil_year"]

_CLOSED_CELLS: Final = frozenset({BYTE_CLOSED, BYTE_NOT_ON_ROLL})
_LATE_BYTES: Final = tuple(b"LU")
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A half-day. code: as the law writes it, or the words of its category where it is guarded.

    is_open: whether a mark can stand there. due: the last day for the reason of an N, None where none runs.
    """

    on: date
    session: int
    code: str
    is_open: bool
    minutes_late: int | None = None
    note: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A pupil's week, fourteen half-days from Monday morning."""

    pupil_id: int
    name: str
    cells: tuple[WeekCell, ...]


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """A class's week. can_amend: whether the actor may put marks right there."""

    group: GroupFacts
    monday: date
    rows: tuple[WeekRow, ...]
    can_amend: bool


@dataclass(frozen=True, slots=True)
class PupilWeek:
    """A pupil's week at one school."""

    school_id: int
    group_name: str
    monday: date
    row: WeekRow
    can_amend: bool


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A pupil's academic year at one school, for a picture.

    classes: what each half-day counts as (`SessionClass`), shape (742,). is_late: where the pupil came late or after
    the register closed. is_marked: where anything stands. Codes are not in it.
    """

    school_id: int
    name: str
    group_name: str
    year: int
    classes: NDArray[np.uint8]
    is_late: NDArray[np.bool_]
    is_marked: NDArray[np.bool_]


def class_week(group_id: int, *, monday: date, actor: Actor) -> ClassWeek:
    """The week of a class as it stands. The number of queries does not depend on that of pupils.

    Raises OutOfReachError, NotGrantedError.
    """
    reach = people.reach_of_group(group_id)
    require(actor, Action.SEE_PUPIL, reach)
    group = people.group(group_id, actor=actor)
    roll = people.roll(group_id=group_id, on=_day_on_roll(monday, actor), actor=actor)
    names = {pupil.id: pupil.name for pupil in roll}
    rows = _rows(group.school_id, names, monday, sight_of(actor, reach))
    return ClassWeek(group, monday, rows, may(actor, Action.AMEND_MARKS, reach))


def _day_on_roll(monday: date, actor: Actor) -> date:
    """Whom a week's list shows: those on roll on its Friday, or today where that is still to come."""
    return min(monday + timedelta(days=4), max(actor.on, monday))


def pupil_week(pupil_id: int, *, monday: date, actor: Actor) -> PupilWeek:
    """The week of a pupil at the school where the actor may see them. Raises OutOfReachError, NotGrantedError."""
    reach = people.reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    facts = people.pupil(pupil_id, actor=actor, on=actor.on)
    school_id = _school_of(pupil_id, academic_year_of(monday), actor)
    rows = _rows(school_id, {pupil_id: facts.name}, monday, sight_of(actor, reach))
    group_name = facts.group.name if facts.group else ""
    return PupilWeek(school_id, group_name, monday, rows[0], may(actor, Action.AMEND_MARKS, reach))


def _school_of(pupil_id: int, year: int, actor: Actor) -> int:
    """The school whose row is meant: of two, the one in which the actor has a place; 0 where there is no row."""
    held = list(
        RegisterRow.objects.filter(pupil_id=pupil_id, year=year).order_by("id").values_list("school_id", flat=True)
    )
    if len(held) > 1:
        where = places(actor, Action.SEE_PUPIL)
        near = [one for one in held if where.covers(organisations.reach_of_school(one))]
        held = near or held
    return held[0] if held else 0


def _rows(school_id: int, names: Mapping[int, str], monday: date, sight: Sight) -> tuple[WeekRow, ...]:
    year = academic_year_of(monday)
    start = 2 * (monday - first_monday(year)).days
    marks = dict(
        RegisterRow.objects.filter(school_id=school_id, year=year, pupil_id__in=list(names)).values_list(
            "pupil_id", "marks"
        )
    )
    details = {
        (row.pupil_id, row.on, row.session): row
        for row in MarkDetail.objects.filter(
            school_id=school_id, pupil_id__in=list(names), on__gte=monday, on__lt=monday + _WEEK
        )
    }
    weeks = {pupil: bytes(row[start : start + SESSIONS_A_WEEK]) for pupil, row in marks.items()}
    due = _due(school_id, weeks.values(), monday)
    return tuple(
        WeekRow(pupil, name, _cells(pupil, weeks.get(pupil, b""), monday, (details, due, sight)))
        for pupil, name in names.items()
    )


def _due(school_id: int, weeks: Iterable[bytes], monday: date) -> dict[date, date]:
    """The last day for the reason of an N, by the day of the N; asks the calendar only where there is one."""
    days = {
        monday + timedelta(days=place // 2) for week in weeks for place, byte in enumerate(week) if byte == ord("N")
    }
    if not days:
        return {}
    year = academic_year_of(monday)
    school_days = organisations.school_days(school_id, year, last_year=year + 1)
    policy = organisations.policy(school_id)
    found = {day: n_deadline(day, school_days=school_days, policy=policy) for day in days}
    return {day: due for day, due in found.items() if due is not None}


def _cells(
    pupil: int,
    week: bytes,
    monday: date,
    known: tuple[Mapping[tuple[int, date, int], MarkDetail], Mapping[date, date], Sight],
) -> tuple[WeekCell, ...]:
    details, due, sight = known
    cells = []
    for place in range(SESSIONS_A_WEEK):
        on, session = monday + timedelta(days=place // 2), place % 2
        byte = week[place] if place < len(week) else BYTE_NOT_ON_ROLL
        code, detail = code_of(byte), details.get((pupil, on, session))
        cells.append(
            WeekCell(
                on=on,
                session=session,
                code=sight.code(code, on=on),
                is_open=byte not in _CLOSED_CELLS,
                minutes_late=detail.minutes_late if detail else None,
                note=sight.note(detail.note, code=code) if detail else "",
                due=due.get(on) if code == "N" else None,
            )
        )
    return tuple(cells)


def pupil_year(pupil_id: int, *, year: int, actor: Actor) -> PupilYear:
    """A pupil's academic year, for a picture. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.SEE_PUPIL, people.reach_of_pupil(pupil_id, on=actor.on))
    facts = people.pupil(pupil_id, actor=actor, on=actor.on)
    school_id = _school_of(pupil_id, year, actor)
    kept = RegisterRow.objects.filter(school_id=school_id, pupil_id=pupil_id, year=year).values_list("marks", flat=True)
    row = np.frombuffer(bytes(kept[0]) if kept else bytes([BYTE_NOT_ON_ROLL]) * COLUMNS, dtype=np.uint8)
    is_marked = ~np.isin(row, [BYTE_UNMARKED, BYTE_CLOSED, BYTE_NOT_ON_ROLL])
    is_marked[columns_in(year) :] = False
    return PupilYear(
        school_id=school_id,
        name=facts.name,
        group_name=facts.group.name if facts.group else "",
        year=year,
        classes=class_of_byte(year)[row],
        is_late=np.isin(row, _LATE_BYTES),
        is_marked=is_marked,
    )
