"""Marks of another system: laid beside what stands, written where they differ; a second time nothing changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.organisations import selectors as organisations
from bellwether.registers.acts.imported import acts_of, compare, gather, rows_to_open
from bellwether.registers.acts.imported.comparing import SOURCE
from bellwether.registers.acts.year_facts import gather_year
from bellwether.registers.columns import Comparison, Fate, ImportAnswer
from bellwether.registers.errors import StaleImportError
from bellwether.registers.models import RegisterRow
from bellwether.registers.services.opening import open_missing
from bellwether.registers.store.writing import append_many, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.columns import MarkColumns
    from bellwether.registers.store.writing import Book

__all__ = ["compare_marks", "import_marks"]

_FEW: Final = 200
_REASON: Final = "so marked in the school's other system"


def compare_marks(school_id: int, marks: MarkColumns, *, actor: Actor, now: datetime) -> Comparison:
    """What an import of these marks would do; nothing is written or locked."""
    require(actor, Action.IMPORT_MARKS, organisations.reach_of_school(school_id))

    def rows(year: int, pupils: Collection[int]) -> Mapping[int, bytes]:
        found = RegisterRow.objects.filter(school_id=school_id, year=year)
        found = found.filter(pupil_id__in=pupils) if len(pupils) <= _FEW else found
        return {pupil: bytes(row) for pupil, row in found.values_list("pupil_id", "marks")}

    return _compared(school_id, marks, rows, actor=actor, now=now)


def _compared(
    school_id: int,
    marks: MarkColumns,
    rows: Callable[[int, Collection[int]], Mapping[int, bytes | bytearray]],
    *,
    actor: Actor,
    now: datetime,
) -> Comparison:
    """Rows that are not open yet, of a year whose terms are set, are taken as they would be opened."""
    if not len(marks):
        nothing = np.zeros(0, dtype=np.int64)
        return Comparison(
            marks, nothing.astype(np.uint8), nothing.astype(np.uint8), nothing, nothing.astype(np.int32), ()
        )

    def all_rows(year: int, pupils: Collection[int]) -> Mapping[int, bytes | bytearray]:
        found = rows(year, pupils)
        missing = set(pupils) - found.keys()
        return {**found, **rows_to_open(school_id, year, missing, actor=actor)} if missing else found

    known = gather(school_id, marks, policy=organisations.policy(school_id), actor=actor, now=now)
    return compare(school_id, marks, rows=all_rows, known=known)


def import_marks(
    school_id: int,
    marks: MarkColumns,
    *,
    source: str,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
    leave_out: bool = False,
) -> ImportAnswer:
    """Lay marks that were read elsewhere. Event "marks.imported". All or nothing, and safe to repeat.

    Marks where none stood become entries of kind imported, others amendments with a reason; one a class and session.
    With refused marks nothing is written, unless `leave_out`. seen: the fingerprint of the comparison that somebody
    looked at. Raises StaleImportError where the marks would do something else by now; then nothing is written.
    """
    require(actor, Action.IMPORT_MARKS, organisations.reach_of_school(school_id))
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        comparison = _compared(
            school_id,
            marks,
            lambda year, pupils: read_rows(book, year=year, pupils=pupils),
            actor=actor,
            now=now,
        )
        if seen is not None and seen != comparison.fingerprint:
            raise StaleImportError(school_id)
        if not comparison.writes or (comparison.count(Fate.REFUSED) and not leave_out):
            return _answer(comparison, entries=0)
        first = book.sequence
        _write(book, comparison, source=f"{SOURCE}:{source}")
        audit.record(
            "marks.imported",
            actor=actor,
            chain=f"school:{school_id}",
            subject=("school", school_id),
            now=now,
            after={"first_entry": first + 1, "last_entry": book.sequence, "source": source},
        )
        return _answer(comparison, entries=book.sequence - first)


def _write(book: Book, comparison: Comparison, *, source: str) -> None:
    acts = list(acts_of(book.school_id, comparison, source=source, reason=_REASON))
    wanted: dict[int, set[int]] = defaultdict(set)
    for act in acts:
        wanted[act.year].update(act.pupils)
    for year, pupils in wanted.items():
        missing = pupils - read_rows(book, year=year, pupils=pupils).keys()
        if missing:
            facts = gather_year(book.school_id, year, actor=book.actor, pupil_ids=missing)
            open_missing(book, facts, pupils=missing)
    append_many(book, acts)


def _answer(comparison: Comparison, *, entries: int) -> ImportAnswer:
    is_written = bool(entries)
    return ImportAnswer(
        new=comparison.count(Fate.NEW) if is_written else 0,
        changed=comparison.count(Fate.CHANGED) + comparison.count(Fate.MINUTES) if is_written else 0,
        same=comparison.count(Fate.SAME),
        left_out=sum(comparison.count(fate) for fate in (Fate.KEPT, Fate.AHEAD, Fate.REFUSED)),
        entries=entries,
        comparison=comparison,
    )
