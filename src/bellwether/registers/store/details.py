"""What a mark carries beside its code, projected from the entries into rows of their own."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import academic_year_of, day_of_column, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.register.log import Details, Entry, EntryKind, written_details
from bellwether.registers.models import MarkDetail

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = [
    "DETAIL_FIELDS",
    "NO_MARK",
    "detail_values",
    "details_in_cells",
    "details_of",
    "gate_times",
    "project_details",
    "times_in_window",
]

NO_MARK: Final = frozenset((BYTE_UNMARKED, BYTE_NOT_ON_ROLL, BYTE_CLOSED))
_NO_MARKS: Final = bytes(NO_MARK)
DETAIL_FIELDS: Final = ("minutes_late", "arrived", "left", "returned", "note")
_TIMES: Final = frozenset(("arrived", "left", "returned"))
"""When somebody came and went: that stays beside whatever code stands in the cell, until a person corrects it."""

Cell = tuple[int, date, int]
"""Pupil id, day, session."""


def project_details(entries: Sequence[Entry]) -> None:
    """Bring the details of one school's cells to where some new entries, in order, leave them.

    A cell that had no mark has no details, so a first register costs one statement, and none where nobody was late.
    """
    had: set[Cell] = set()
    final: dict[Cell, Details | None] = {}
    for entry in entries:
        if entry.kind is EntryKind.OPENED or not (entry.details or entry.before.translate(None, _NO_MARKS)):
            continue
        places = {pupil: place for place, pupil in enumerate(entry.pupils)}
        for pupil, column, given in written_details(entry):
            cell = (pupil, day_of_column(entry.year, column), column % 2)
            byte = entry.before[places[pupil] * entry.width + column - entry.column]
            if cell not in final and byte not in NO_MARK:
                had.add(cell)
            final[cell] = given
    _delete(entries[0].school_id, had)
    MarkDetail.objects.bulk_create(
        MarkDetail(school_id=entries[0].school_id, pupil_id=pupil, on=on, session=session, **detail_values(given))
        for (pupil, on, session), given in final.items()
        if given
    )


def _delete(school_id: int, cells: set[Cell]) -> None:
    pupils_of: dict[tuple[date, int], list[int]] = defaultdict(list)
    for pupil, on, session in cells:
        pupils_of[on, session].append(pupil)
    for (on, session), pupils in pupils_of.items():
        MarkDetail.objects.filter(school_id=school_id, on=on, session=session, pupil_id__in=pupils).delete()


def detail_values(given: Details) -> dict[str, object]:
    """Details of the log as the fields of a `MarkDetail`."""
    return {key: time.fromisoformat(str(value)) if key in _TIMES else value for key, value in given.items()}


def details_of(detail: MarkDetail) -> dict[str, str | int]:
    """A `MarkDetail` as details of the log: only what is not empty."""
    values = {key: getattr(detail, key) for key in DETAIL_FIELDS}
    return {
        key: value.strftime("%H:%M") if isinstance(value, time) else value
        for key, value in values.items()
        if value not in (None, "")
    }


def details_in_cells(
    school_id: int, *, on: date, session: int, pupils: Collection[int]
) -> dict[int, dict[str, str | int]]:
    """The details that some pupils' marks of a session carry, as the log has them. No query for nobody."""
    if not pupils:
        return {}
    found = MarkDetail.objects.filter(school_id=school_id, on=on, session=session, pupil_id__in=list(pupils))
    return {detail.pupil_id: details_of(detail) for detail in found}


def gate_times(details: Details) -> dict[str, str | int]:
    """Of what is known beside a mark what outlives its code: when the pupil came, left and came back."""
    return {key: value for key, value in details.items() if key in _TIMES}


def times_in_window(
    school_id: int, *, first: date, last: date, pupils: Collection[int]
) -> dict[tuple[int, int], dict[str, str | int]]:
    """When some pupils came and went on the days of an academic year, by (pupil id, column). One query."""
    found = MarkDetail.objects.filter(school_id=school_id, on__range=(first, last)).exclude(
        arrived=None, left=None, returned=None
    )
    return {
        (one.pupil_id, 2 * (one.on - first_monday(academic_year_of(one.on))).days + one.session): gate_times(
            details_of(one)
        )
        for one in found
        if one.pupil_id in pupils
    }
