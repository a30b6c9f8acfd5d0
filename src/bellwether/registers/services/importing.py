"""Marks of another system: laid beside what stands, written where they differ; a second time nothing changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.core.codes import CODES, code_of
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.judging import Judge, Judgement
from bellwether.registers.acts.laying import Laid, Session, act_of, judge_for, plain_details
from bellwether.registers.facts import ImportAnswer, ImportedMark
from bellwether.registers.models import MarkDetail
from bellwether.registers.store.cells import has_been_on_roll
from bellwether.registers.store.details import details_of
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Act, Book, append_many, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.facts import GroupSpan

__all__ = ["import_marks"]

_Marks = dict[Session, dict[int, Laid]]


def import_marks(
    school_id: int,
    marks: Sequence[ImportedMark],
    *,
    source: str,
    actor: Actor,
    now: datetime,
    apply: bool = True,
) -> ImportAnswer:
    """Lay marks that were read elsewhere, one entry a class and session. Event "marks.imported".

    A blank mark leaves its cell alone; of two for one cell the last counts. With any error nothing is written, and
    each is listed. apply: False says what would change and writes nothing. Safe to repeat.
    """
    require(actor, Action.IMPORT_MARKS, organisations.reach_of_school(school_id))
    wanted = _by_session(marks)
    if not wanted:
        return ImportAnswer(0, 0, 0)
    days = sorted(on for on, _ in wanted)
    judge = judge_for(school_id, [days[0], days[-1]], actor=actor, now=now)
    spans = people.group_spans(first=days[0], last=days[-1], actor=actor, school_id=school_id)
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        judgement = Judgement()
        changing = _changing(book, wanted, judge=judge, judgement=judgement)
        total = sum(map(len, wanted.values()))
        changed = sum(map(len, changing.values()))
        if judgement.problems:
            return ImportAnswer(changed, total - changed, 0, tuple(judgement.problems))
        acts = list(_acts(changing, _Classes(spans), source=source))
        if not apply or not acts:
            return ImportAnswer(changed, total - changed, len(acts))
        first = book.sequence + 1
        append_many(book, acts)
        audit.record(
            "marks.imported",
            actor=actor,
            chain=f"school:{school_id}",
            subject=("school", school_id),
            now=now,
            after={"first_entry": first, "last_entry": book.sequence, "source": source},
        )
    return ImportAnswer(changed, total - changed, len(acts))


def _by_session(marks: Sequence[ImportedMark]) -> _Marks:
    wanted: _Marks = defaultdict(dict)
    for mark in marks:
        if mark.code not in ("", "."):
            details = plain_details(minutes_late=mark.minutes_late, note=mark.note)
            wanted[mark.on, mark.session][mark.pupil_id] = Laid(mark.code, details)
    return dict(sorted(wanted.items()))


def _changing(book: Book, wanted: _Marks, *, judge: Judge, judgement: Judgement) -> _Marks:
    """The marks that differ from what stands, each judged. Rows are read once a year, details once."""
    years: dict[int, set[int]] = defaultdict(set)
    for (on, session), laid in wanted.items():
        years[column_of(on, session)[0]] |= laid.keys()
    rows = {year: read_rows(book, year=year, pupils=pupils) for year, pupils in years.items()}
    days = [on for on, _ in wanted]
    standing = _details(book.school_id, min(days), max(days))
    changing: _Marks = {}
    for (on, session), laid in wanted.items():
        year, column = column_of(on, session)
        for pupil, mark in sorted(laid.items()):
            row = rows[year].get(pupil)
            if row is not None and mark.code in CODES and code_of(row[column]) == mark.code:
                kept = standing.get((pupil, on, session), {})
                merged = {**kept, **mark.details}
                if merged != kept:
                    changing.setdefault((on, session), {})[pupil] = Laid(mark.code, merged)
                continue
            found = judge.problems(
                mark.code,
                pupil_id=pupil,
                on=on,
                session=session,
                byte=None if row is None else row[column],
                note=str(mark.details.get("note", "")),
                has_left=row is not None and has_been_on_roll(bytes(row), column),
            )
            judgement.add(pupil, found, on=on, session=session)
            changing.setdefault((on, session), {})[pupil] = mark
    return changing


def _details(school_id: int, first: date, last: date) -> dict[tuple[int, date, int], dict[str, str | int]]:
    found = MarkDetail.objects.filter(school_id=school_id, on__range=(first, last))
    return {(detail.pupil_id, detail.on, detail.session): details_of(detail) for detail in found}


class _Classes:
    """Who was in which class on which day."""

    def __init__(self, spans: Sequence[GroupSpan]) -> None:
        self._spans: dict[int, list[GroupSpan]] = defaultdict(list)
        for span in spans:
            self._spans[span.pupil_id].append(span)

    def of(self, pupil: int, on: date) -> int | None:
        """The class of a pupil on a day, or None."""
        for span in self._spans.get(pupil, ()):
            if span.from_on <= on and (span.to_on is None or on <= span.to_on):
                return span.group_id
        return None


def _acts(changing: Mapping[Session, Mapping[int, Laid]], classes: _Classes, *, source: str) -> Iterator[Act]:
    """One act a session and class."""
    for session, marks in changing.items():
        parts: dict[int | None, dict[int, Laid]] = defaultdict(dict)
        for pupil, mark in marks.items():
            parts[classes.of(pupil, session[0])][pupil] = mark
        for group_id, part in sorted(parts.items(), key=lambda each: (each[0] is None, each[0] or 0)):
            yield act_of(session, part, kind=EntryKind.IMPORTED, source=source, reason="", group_id=group_id)
