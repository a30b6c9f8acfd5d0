"""The register as a matrix, for an actor: every figure of the product is a pass over what comes out of here."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.access import Action, places, require
from bellwether.core.calendar import COLUMNS, columns_in, day_of_column
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.register import RegisterMatrix
from bellwether.core.register.log import unfold
from bellwether.core.register.sessions import STRIDE
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import RegisterRow
from bellwether.registers.store.reading import column_of, later_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from bellwether.core.access import Actor

__all__ = ["matrix"]

_RowKey = tuple[int, int]
"""School id, pupil id."""


def matrix(  # noqa: PLR0913 - a question with each of its parts by name
    *,
    actor: Actor,
    year: int,
    school_id: int | None = None,
    group_id: int | None = None,
    pupil_ids: Collection[int] | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    with_predecessors: bool = False,
) -> tuple[RegisterMatrix, tuple[int, ...]]:
    """The rows of a school, a class or some pupils in an academic year, and whose each row is.

    Rows lie in the order of schools, then pupils; a pupil of two schools has two. A class is whoever was in it on
    `as_of` (left out: at any time of the year). Pupils out of the actor's reach are left out. Rows made under a record
    that was merged into another are that one's. with_predecessors: of a school, the rows of the schools whose work it
    carries on as well, so that a year in which it converted is whole.
    as_of: the last day counted; marks after it are as if not yet made. known_at: what was known then, later entries
    undone (left out: what is known now). Two queries more or fewer by what is asked, never by how many pupils.
    Raises OutOfReachError, NotGrantedError, ValueError where not exactly one of the three is given.
    """
    if sum(each is not None for each in (school_id, group_id, pupil_ids)) != 1:
        raise ValueError("a matrix is of a school, a group or some pupils")
    if group_id is not None:
        rows = _rows_of_group(group_id, year, actor=actor, as_of=as_of)
    elif school_id is not None:
        require(actor, Action.SEE_FIGURES, organisations.reach_of_school(school_id))
        before = organisations.predecessors(school_id) if with_predecessors else ()
        rows = _rows(year, school_ids=[school_id, *before])
    else:
        rows = _rows(year, pupil_ids=_in_reach(pupil_ids or (), actor=actor))
    if known_at is not None:
        rows = _as_known(rows, year, known_at)
    register, pupils = _matrix(rows, year, as_of=as_of)
    kept = people.kept_records(pupils)
    return register, tuple(kept.get(pupil, pupil) for pupil in pupils)


def _in_reach(pupil_ids: Collection[int], *, actor: Actor) -> list[int]:
    """The pupils whose figures the actor may see, with the records that were merged into theirs."""
    where = places(actor, Action.SEE_FIGURES)
    reaches = people.reach_of_pupils(pupil_ids, on=actor.on)
    seen = [pupil for pupil, reach in reaches.items() if where.covers(reach)]
    return sorted(one for ids in people.pupil_ids_of(seen).values() for one in ids)


def _rows_of_group(group_id: int, year: int, *, actor: Actor, as_of: date | None) -> dict[_RowKey, bytes]:
    require(actor, Action.SEE_FIGURES, people.reach_of_group(group_id))
    first = as_of or day_of_column(year, 0)
    last = as_of or day_of_column(year, columns_in(year) - 1)
    spans = people.group_spans(first=first, last=last, actor=actor, group_id=group_id)
    group = people.group(group_id, actor=actor)
    return _rows(year, school_ids=[group.school_id], pupil_ids=sorted({span.pupil_id for span in spans}))


def _rows(
    year: int, *, school_ids: Iterable[int] | None = None, pupil_ids: Iterable[int] | None = None
) -> dict[_RowKey, bytes]:
    found = RegisterRow.objects.filter(year=year)
    if school_ids is not None:
        found = found.filter(school_id__in=list(school_ids))
    if pupil_ids is not None:
        found = found.filter(pupil_id__in=list(pupil_ids))
    rows = found.order_by("school_id", "pupil_id").values_list("school_id", "pupil_id", "marks")
    return {(school, pupil): bytes(marks) for school, pupil, marks in rows.iterator(chunk_size=2000)}


def _as_known(rows: dict[_RowKey, bytes], year: int, known_at: datetime) -> dict[_RowKey, bytes]:
    """The rows with everything undone that came after the moment. Queries by school."""
    by_school: dict[int, dict[tuple[int, int], bytes]] = defaultdict(dict)
    for (school, pupil), marks in rows.items():
        by_school[school][pupil, year] = marks
    known: dict[_RowKey, bytes] = {}
    for school, own in by_school.items():
        then = unfold(own, later_entries(school, years=[year], known_at=known_at))
        known |= {(school, pupil): marks for (pupil, _), marks in then.items()}
    return known


def _matrix(rows: dict[_RowKey, bytes], year: int, *, as_of: date | None) -> tuple[RegisterMatrix, tuple[int, ...]]:
    schools = sorted({school for school, _ in rows})
    place = {school: number for number, school in enumerate(schools)}
    school_of_row = np.array([place[school] for school, _ in rows], dtype=np.int32)
    marks = b"".join(rows.values() if as_of is None else (_until(row, year, as_of) for row in rows.values()))
    cells = np.full((len(rows), STRIDE), BYTE_CLOSED, dtype=np.uint8)
    cells[:, :COLUMNS] = np.frombuffer(marks, dtype=np.uint8).reshape(len(rows), COLUMNS)
    # A session is held unless it is closed in every row: so it is stored, for sessions to come too.
    is_open = np.zeros((max(1, len(schools)), 1, COLUMNS), dtype=bool)
    for school in range(len(schools)):
        is_open[school, 0] = (cells[school_of_row == school, :COLUMNS] != BYTE_CLOSED).any(axis=0)
    register = RegisterMatrix.of_cells(cells, first_year=year, school_of_row=school_of_row, also_open=is_open)
    return register, tuple(pupil for _, pupil in rows)


def _until(row: bytes, year: int, as_of: date) -> bytes:
    """The row as if no register after a day had been taken."""
    stop = max(0, column_of(as_of, 1)[1] + 1) if column_of(as_of, 1)[0] == year else _edge(year, as_of)
    return row[:stop] + row[stop:].translate(_FORGET)


def _edge(year: int, as_of: date) -> int:
    return 0 if column_of(as_of, 0)[0] < year else columns_in(year)


_KEPT = (BYTE_CLOSED, BYTE_NOT_ON_ROLL)
_FORGET = bytes(byte if byte in _KEPT else BYTE_UNMARKED for byte in range(256))
