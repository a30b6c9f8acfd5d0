"""One mark through time, one pupil's year, and what stands in one session: as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BinaryField
from django.db.models.functions import Substr

from bellwether.core.access import Action, require
from bellwether.core.calendar import COLUMNS, day_of_column
from bellwether.core.codes import BYTE_CLOSED, code_of
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.facts import CellState
from bellwether.registers.models import RegisterRow
from bellwether.registers.selectors.joined import joined_year
from bellwether.registers.selectors.privacy import Sight, sight_of
from bellwether.registers.store.reading import column_of, entries_of_cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.core.register.log import Entry

__all__ = ["RowFacts", "cell_history", "marks_on", "row", "year_codes"]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A pupil's academic year at one school: 742 codes as the actor may see them, `.`, `_` and `#` as they are.

    pupil_id: under whose id the marks were made, which for records that were merged may be another one's.
    """

    school_id: int
    pupil_id: int
    year: int
    codes: tuple[str, ...]


def row(pupil_id: int, year: int, *, actor: Actor) -> tuple[RowFacts, ...]:
    """A pupil's year at each school that has a row of it, those of records merged into this one among them."""
    reach = people.reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    sight = sight_of(actor, reach)
    ids = people.pupil_ids_of([pupil_id])[pupil_id]
    rows = RegisterRow.objects.filter(pupil_id__in=ids, year=year).order_by("school_id", "pupil_id")
    return tuple(RowFacts(one.school_id, one.pupil_id, year, _shown(bytes(one.marks), year, sight)) for one in rows)


def _shown(marks: bytes, year: int, sight: Sight) -> tuple[str, ...]:
    return tuple(
        "#" if marks[column] == BYTE_CLOSED else sight.code(code_of(marks[column]), on=day_of_column(year, column))
        for column in range(COLUMNS)
    )


def year_codes(pupil_id: int, year: int, *, actor: Actor) -> tuple[str, ...]:
    """A pupil's academic year as one row of 742 codes, whatever schools they are of, as the actor may see them."""
    reach = people.reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    joined = joined_year(people.resolved(pupil_id), year, actor=actor)
    return _shown(joined.marks.tobytes(), year, sight_of(actor, reach))


def marks_on(school_id: int, *, on: date, session: int, actor: Actor, group_id: int | None = None) -> dict[int, str]:
    """The code that stands for each pupil with a row, as the actor may see it, in one session.

    group_id: for somebody who sees that class only; the pupils who are in it that day.
    """
    if group_id is None:
        reach = organisations.reach_of_school(school_id)
        require(actor, Action.SEE_PUPIL, reach)
        pupils = None
    else:
        reach = people.reach_of_group(group_id)
        require(actor, Action.SEE_PUPIL, reach)
        spans = people.group_spans(first=on, last=on, actor=actor, group_id=group_id)
        pupils = sorted({span.pupil_id for span in spans})
    sight = sight_of(actor, reach)
    found = cells_on(school_id, on=on, session=session, pupil_ids=pupils)
    return {pupil: sight.code(code_of(cell[0]), on=on) for pupil, cell in found.items()}


def cells_on(
    school_id: int, *, on: date, session: int, pupil_ids: Iterable[int] | None = None, width: int = 1
) -> dict[int, bytes]:
    """Grid bytes of one session (or `width` sessions from it on) by pupil, for callers who have asked. One query."""
    year, column = column_of(on, session)
    rows = RegisterRow.objects.filter(school_id=school_id, year=year)
    if pupil_ids is not None:
        rows = rows.filter(pupil_id__in=list(pupil_ids))
    part = Substr("marks", column + 1, width, output_field=BinaryField())
    cells = rows.annotate(cell=part).values_list("pupil_id", "cell")
    return {pupil: bytes(cell) for pupil, cell in cells}


def cell_history(
    pupil_id: int, *, on: date, session: int, actor: Actor, school_id: int | None = None
) -> tuple[CellState, ...]:
    """Everything that happened to one mark, oldest first: what stood, what was put, by whom, when and why.

    school_id: left out, the schools at which the pupil has a row of that year, one after the other. Reasons and notes
    beside a code that is guarded are kept from those who may not see the code.
    """
    reach = people.reach_of_pupil(pupil_id, on=on)
    require(actor, Action.SEE_PUPIL, reach)
    sight = sight_of(actor, reach)
    year, column = column_of(on, session)
    rows = RegisterRow.objects.filter(pupil_id__in=people.pupil_ids_of([pupil_id])[pupil_id], year=year)
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    return tuple(
        _state(entry, pupil, column, sight, on)
        for school, pupil in rows.order_by("school_id", "pupil_id").values_list("school_id", "pupil_id")
        for entry in entries_of_cell(school, pupil_id=pupil, on=on, session=session)
        if _says_something(entry, pupil, column)
    )


def _cell(entry: Entry, pupil: int, column: int) -> int:
    return entry.pupils.index(pupil) * entry.width + column - entry.column


def _says_something(entry: Entry, pupil: int, column: int) -> bool:
    """Whether a wide entry did anything to this cell, or merely passed over it."""
    place = _cell(entry, pupil, column)
    return entry.width == 1 or not entry.before or entry.before[place] != entry.after[place]


def _state(entry: Entry, pupil: int, column: int, sight: Sight, on: date) -> CellState:
    place = _cell(entry, pupil, column)
    before = code_of(entry.before[place]) if entry.before else ""
    after = code_of(entry.after[place])
    is_open = sight.sees(after) and sight.sees(before)
    return CellState(
        entry_id=entry.sequence,
        kind=entry.kind,
        at=entry.at,
        by=entry.actor_name,
        post=entry.actor_post,
        before=sight.code(before, on=on) if before else "",
        after=sight.code(after, on=on),
        reason=entry.reason if is_open else "",
        source=entry.source,
        details=entry.details.get(pupil, {}) if is_open else {},
    )
