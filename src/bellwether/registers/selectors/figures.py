"""Counts for the pages where a day begins: schools side by side, what pupils have missed, what is planned for one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db.models import BinaryField, Count
from django.db.models.functions import Substr

from bellwether.core.access import Action, places, require
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, SessionClass, class_of_byte
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import LeaveRequest, PlannedAbsence, RegisterEntry, RegisterRow
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.store.reading import column_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["DayFigures", "Missed", "PlanFacts", "day_figures", "leave_waiting", "missed", "plans_of_pupil"]

_RECENT: Final = 56
"""Columns of four weeks."""
_LATE: Final = tuple(b"LU")


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A school's half-days of one day. attended, absent: sessions marked; unmarked: open and without a mark.

    pupils: rows of pupils on roll. taken: registers that somebody submitted or that came by import, by session
    (0 AM, 1 PM).
    is_held: whether the school has the session, by session.
    """

    school_id: int
    pupils: int
    attended: int
    absent: int
    unmarked: int
    taken: tuple[int, int]
    is_held: tuple[bool, bool]

    @property
    def possible(self) -> int:
        """The sessions that count."""
        return self.attended + self.absent


@dataclass(frozen=True, slots=True)
class Missed:
    """What a pupil has missed of this academic year, in sessions; recent: of the last four weeks. late: L and U."""

    possible: int = 0
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0
    recent_possible: int = 0
    recent_missed: int = 0

    @property
    def missed(self) -> int:
        """Every session missed, whether authorised or not."""
        return self.authorised + self.unauthorised

    def __add__(self, other: Missed) -> Missed:
        """Both together: a pupil of two schools."""
        return Missed(
            self.possible + other.possible,
            self.authorised + other.authorised,
            self.unauthorised + other.unauthorised,
            self.late + other.late,
            self.recent_possible + other.recent_possible,
            self.recent_missed + other.recent_missed,
        )


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """An absence planned for a pupil. code, reason: as the actor may see them."""

    id: int
    kind: str
    code: str
    starts_on: date
    ends_on: date
    reason: str


def day_figures(school_ids: Collection[int], *, on: date, actor: Actor) -> dict[int, DayFigures]:
    """The day of each school whose figures the actor may see. Five queries, whatever the number of schools.

    Sums as `RegisterMatrix.measure` counts them, made by the database from two cells a pupil.
    """
    where = places(actor, Action.SEE_FIGURES)
    seen = [one for one, reach in organisations.reaches_of_schools(school_ids).items() if where.covers(reach)]
    year, column = column_of(on, 0)
    cells = _cells(seen, year, column)
    taken = _taken(seen, on)
    return {one: _figures(one, cells.get(one, {}), taken, year) for one in seen}


def _cells(school_ids: Collection[int], year: int, column: int) -> dict[int, dict[bytes, int]]:
    """How often each pair of marks stands at each school that day."""
    pair = Substr("marks", column + 1, 2, output_field=BinaryField())
    rows = RegisterRow.objects.filter(school_id__in=list(school_ids), year=year).annotate(pair=pair)
    found: dict[int, dict[bytes, int]] = defaultdict(dict)
    for school, marks, count in rows.values_list("school_id", "pair").annotate(count=Count("pk")).order_by():
        found[school][bytes(marks)] = count
    return found


def _taken(school_ids: Collection[int], on: date) -> dict[tuple[int, int], int]:
    rows = RegisterEntry.objects.filter(
        school_id__in=list(school_ids),
        on=on,
        kind__in=(EntryKind.TAKEN, EntryKind.IMPORTED),
        group_id__isnull=False,
    )
    counted = rows.values_list("school_id", "session").annotate(count=Count("group_id", distinct=True)).order_by()
    return {(school, session): count for school, session, count in counted}


def _figures(school_id: int, cells: dict[bytes, int], taken: dict[tuple[int, int], int], year: int) -> DayFigures:
    classes = class_of_byte(year)
    counts = dict.fromkeys(SessionClass, 0)
    unmarked, held = 0, [False, False]
    for pair, count in cells.items():
        for session, byte in enumerate(pair):
            counts[SessionClass(int(classes[byte]))] += count
            unmarked += count * (byte == BYTE_UNMARKED)
            held[session] |= byte not in (BYTE_CLOSED, BYTE_NOT_ON_ROLL)
    return DayFigures(
        school_id=school_id,
        pupils=sum(count for pair, count in cells.items() if pair.strip(bytes([BYTE_NOT_ON_ROLL]))),
        attended=counts[SessionClass.ATTENDED],
        absent=counts[SessionClass.AUTHORISED] + counts[SessionClass.UNAUTHORISED],
        unmarked=unmarked,
        taken=(taken.get((school_id, 0), 0), taken.get((school_id, 1), 0)),
        is_held=(held[0], held[1]),
    )


def missed(pupil_ids: Collection[int], *, on: date, actor: Actor) -> dict[int, Missed]:
    """What each pupil whom the actor may see has missed of the academic year up to a day, at all their schools.

    Marks made under a record that was merged into theirs count with them. Counts alone, no codes. Three queries for
    their reach and two for their marks, whatever their number.
    """
    where = places(actor, Action.SEE_PUPIL)
    seen = [one for one, reach in people.reach_of_pupils(pupil_ids, on=on).items() if where.covers(reach)]
    year, column = column_of(on, 1)
    found = dict.fromkeys(seen, Missed())
    whose = {own: pupil for pupil, ids in people.pupil_ids_of(seen).items() for own in ids}
    rows = RegisterRow.objects.filter(pupil_id__in=list(whose), year=year).values_list("pupil_id", "marks")
    for pupil_id, marks in rows.order_by("pupil_id", "school_id"):
        found[whose[pupil_id]] += _missed(bytes(marks)[: column + 1], year)
    return found


def _missed(marks: bytes, year: int) -> Missed:
    row = np.frombuffer(marks, dtype=np.uint8)
    classes = class_of_byte(year)[row]
    counts = np.bincount(classes, minlength=len(SessionClass)).tolist()
    recent = np.bincount(classes[-_RECENT:], minlength=len(SessionClass)).tolist()
    return Missed(
        possible=sum(counts[: SessionClass.OUT]),
        authorised=counts[SessionClass.AUTHORISED],
        unauthorised=counts[SessionClass.UNAUTHORISED],
        late=int(np.isin(row, _LATE).sum()),
        recent_possible=sum(recent[: SessionClass.OUT]),
        recent_missed=recent[SessionClass.AUTHORISED] + recent[SessionClass.UNAUTHORISED],
    )


def plans_of_pupil(pupil_id: int, *, on: date, actor: Actor) -> tuple[PlanFacts, ...]:
    """The absences planned for a pupil that last to the day or begin after it, by their first days.

    Raises OutOfReachError, NotGrantedError.
    """
    reach = people.reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    sight = sight_of(actor, reach)
    rows = PlannedAbsence.objects.filter(
        pupil_id__in=people.pupil_ids_of([pupil_id])[pupil_id], ends_on__gte=on, withdrawn_at__isnull=True
    )
    return tuple(
        PlanFacts(
            id=row.pk,
            kind=row.kind if sight.sees(row.code) else "",
            code=sight.code(row.code, on=row.starts_on),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            reason=sight.note(row.reason, code=row.code),
        )
        for row in rows.order_by("starts_on", "pk")
    )


def leave_waiting(school_id: int, *, actor: Actor) -> int:
    """How many requests for leave of absence wait for a decision. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.ASK_FOR_LEAVE, organisations.reach_of_school(school_id))
    return LeaveRequest.objects.filter(school_id=school_id, state="asked", pupil__died_on__isnull=True).count()
