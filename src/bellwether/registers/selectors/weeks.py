"""Marks of a week or a year as somebody may see them: for the pages of a class and of a pupil."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.access import Action, may, places, require
from bellwether.core.calendar import SESSIONS_A_WEEK, academic_year_of, columns_in, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, class_of_byte, code_of
from bellwether.core.taking import n_deadline
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import MarkDetail, RegisterRow
from bellwether.registers.selectors.joined import joined_year
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.core.access import Actor
    from bellwether.people.facts import GroupFacts, PupilFacts
    from bellwether.registers.facts import MarkChange
    from bellwether.registers.selectors.joined import JoinedYear
    from bellwether.registers.selectors.privacy import Sight

__all__ = ["ClassWeek", "PupilWeek", "PupilYear", "WeekCell", "WeekRow", "class_week", "pupil_week", "pupil_year"]

_CLOSED_CELLS: Final = frozenset({BYTE_CLOSED, BYTE_NOT_ON_ROLL})
_LATE_BYTES: Final = tuple(b"LU")
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A half-day. code: as the law writes it, or the words of its category where it is guarded.

    is_open: whether a mark can stand there. due: the last day for the reason of an N, None where none runs.
    school_id, pupil_id: whose mark it is, which for a pupil who moved or whose records were merged may be another
    school's or another record's. can_amend: whether the actor may put it right.
    """

    on: date
    session: int
    code: str
    is_open: bool
    school_id: int
    pupil_id: int
    can_amend: bool = False
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
    """A pupil's week, at whatever schools. has_row: whether any register of that year has a row of the pupil."""

    has_row: bool
    group_name: str
    monday: date
    row: WeekRow

    @property
    def can_amend(self) -> bool:
        """Whether any of its marks is the actor's to put right."""
        return any(cell.can_amend for cell in self.row.cells)

    def placed(self, changes: Iterable[MarkChange]) -> dict[int, tuple[MarkChange, ...]]:
        """Changes of this week's marks by the school whose marks they are, under the id they were made under."""
        cells = {(cell.on, cell.session): cell for cell in self.row.cells}
        found: dict[int, list[MarkChange]] = defaultdict(list)
        for change in changes:
            if cell := cells.get((change.on, change.session)):
                found[cell.school_id].append(replace(change, pupil_id=cell.pupil_id))
        return {school: tuple(own) for school, own in found.items()}


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A pupil's academic year, at whatever schools, for a picture. school_id: where the pupil is now, 0 for nowhere.

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
    can_amend = may(actor, Action.AMEND_MARKS, reach)
    rows = _rows(group.school_id, names, monday, sight_of(actor, reach), can_amend=can_amend)
    return ClassWeek(group, monday, rows, can_amend)


def _day_on_roll(monday: date, actor: Actor) -> date:
    """Whom a week's list shows: those on roll on its Friday, or today where that is still to come."""
    return min(monday + timedelta(days=4), max(actor.on, monday))


def pupil_week(pupil_id: int, *, monday: date, actor: Actor) -> PupilWeek:
    """The week of a pupil, at the schools they were at. Raises OutOfReachError, NotGrantedError."""
    reach = people.reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    facts = people.pupil(pupil_id, actor=actor, on=actor.on)
    joined = joined_year(facts.id, academic_year_of(monday), actor=actor)
    start = 2 * (monday - first_monday(joined.year)).days
    keys = [joined.key(column) or (0, facts.id) for column in range(start, start + SESSIONS_A_WEEK)]
    may_amend = _may_amend({school for school, _ in keys}, actor)
    sight = sight_of(actor, reach)
    rows = {
        key: _rows(key[0], {key[1]: facts.name}, monday, sight, can_amend=key[0] in may_amend)[0] for key in set(keys)
    }
    cells = tuple(rows[key].cells[place] for place, key in enumerate(keys))
    return PupilWeek(
        bool(joined.keys), facts.group.name if facts.group else "", monday, WeekRow(facts.id, facts.name, cells)
    )


def _may_amend(school_ids: Iterable[int], actor: Actor) -> frozenset[int]:
    where = places(actor, Action.AMEND_MARKS)
    reaches = {} if where.is_nowhere() else organisations.reaches_of_schools(school_ids)
    return frozenset(school for school, reach in reaches.items() if where.covers(reach))


def _rows(
    school_id: int, names: Mapping[int, str], monday: date, sight: Sight, *, can_amend: bool
) -> tuple[WeekRow, ...]:
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
    about = _Known(school_id, details, due, sight, can_amend)
    return tuple(
        WeekRow(pupil, name, _cells(pupil, weeks.get(pupil, b""), monday, about)) for pupil, name in names.items()
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a school's week beside the marks."""

    school_id: int
    details: Mapping[tuple[int, date, int], MarkDetail]
    due: Mapping[date, date]
    sight: Sight
    can_amend: bool


def _cells(pupil: int, week: bytes, monday: date, known: _Known) -> tuple[WeekCell, ...]:
    cells = []
    for place in range(SESSIONS_A_WEEK):
        on, session = monday + timedelta(days=place // 2), place % 2
        byte = week[place] if place < len(week) else BYTE_NOT_ON_ROLL
        code, detail = code_of(byte), known.details.get((pupil, on, session))
        cells.append(
            WeekCell(
                on=on,
                session=session,
                code=known.sight.code(code, on=on),
                is_open=byte not in _CLOSED_CELLS,
                school_id=known.school_id,
                pupil_id=pupil,
                can_amend=known.can_amend and byte not in _CLOSED_CELLS,
                minutes_late=detail.minutes_late if detail else None,
                note=known.sight.note(detail.note, code=code) if detail else "",
                due=known.due.get(on) if code == "N" else None,
            )
        )
    return tuple(cells)


def pupil_year(pupil_id: int, *, year: int, actor: Actor) -> PupilYear:
    """A pupil's academic year, for a picture. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.SEE_PUPIL, people.reach_of_pupil(pupil_id, on=actor.on))
    facts = people.pupil(pupil_id, actor=actor, on=actor.on)
    joined = joined_year(facts.id, year, actor=actor)
    row = joined.marks
    is_marked = ~np.isin(row, [BYTE_UNMARKED, BYTE_CLOSED, BYTE_NOT_ON_ROLL])
    is_marked[columns_in(year) :] = False
    return PupilYear(
        school_id=_school_now(facts, joined, on=actor.on),
        name=facts.name,
        group_name=facts.group.name if facts.group else "",
        year=year,
        classes=class_of_byte(year)[row],
        is_late=np.isin(row, _LATE_BYTES),
        is_marked=is_marked,
    )


def _school_now(facts: PupilFacts, joined: JoinedYear, *, on: date) -> int:
    """The school that has the pupil now: of several one of the actor's own, the main one first."""
    current = [one for one in facts.enrolments if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)]
    known = {school for school, _ in joined.keys}
    ranked = sorted(current, key=lambda one: (one.school_id not in joined.own, one.kind == "dual-subsidiary"))
    return next((one.school_id for one in ranked if one.school_id in known), 0)
