"""Putting marks right: with a reason, by name and post, the old mark kept beside the new."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.codes import code_of
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.registers.acts.answers import problem_values, problems_from
from bellwether.registers.acts.judging import Judgement
from bellwether.registers.acts.laying import (
    Laid,
    Session,
    judge_for,
    lay_session,
    plain_details,
    write_session,
)
from bellwether.registers.acts.receipts import digest_of, first_answer, keep_answer
from bellwether.registers.errors import AlreadySettledError, ChangedMeanwhileError, ReasonMissingError
from bellwether.registers.facts import EventAnswer, MarkChange, Side
from bellwether.registers.models import MarkConflict
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Book, open_book, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.selectors.privacy import Sight

__all__ = ["amend", "amend_placed", "settle_conflict"]


def amend(
    school_id: int,
    *,
    changes: Sequence[MarkChange],
    reason: str,
    actor: Actor,
    now: datetime,
    request_key: str = "",
    source: str = "page",
) -> EventAnswer:
    """Put marks right, one entry a session, all or none. Event "marks.amended".

    Each entry keeps the mark that stood, the new one, the reason, the day, and the name and post of who did it. Of two
    changes of one mark the last counts. Raises ReasonMissingError; KeyReusedError where the request_key came
    before with something else; ChangedMeanwhileError where another mark stands than was seen.
    """
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.AMEND_MARKS, reach)
    if not reason.strip():
        raise ReasonMissingError
    by_session: dict[Session, dict[int, Laid]] = defaultdict(dict)
    for change in changes:
        details = plain_details(minutes_late=change.minutes_late, note=change.note)
        by_session[change.on, change.session][change.pupil_id] = Laid(change.code, details)
    asked = _digest(school_id, changes, reason)
    judge = judge_for(school_id, (on for on, _ in by_session), actor=actor, now=now)
    with transaction.atomic():
        book = open_book(school_id, actor=actor, now=now)
        if earlier := first_answer(request_key, asked=asked, actor=actor):
            return EventAnswer(
                earlier["saved"], tuple(earlier["entries"]), warnings=problems_from(earlier["warnings"]), repeated=True
            )
        _look_again(book, changes, sight_of(actor, reach))
        judgement = Judgement()
        changing: dict[Session, Mapping[int, Laid]] = {}
        for session in sorted(by_session):
            changing[session] = lay_session(book, session, by_session[session], judge=judge, judgement=judgement)
        if judgement.problems:
            return EventAnswer(0, (), tuple(judgement.problems), tuple(judgement.warnings))
        answer = _write(book, changing, judgement, reason=reason.strip(), request_key=request_key, source=source)
        kept = {"saved": answer.saved, "entries": answer.entry_ids, "warnings": problem_values(answer.warnings)}
        keep_answer(request_key, kept, asked=asked, actor=actor, now=now)
        return answer


def _look_again(book: Book, changes: Sequence[MarkChange], sight: Sight) -> None:
    """Raises ChangedMeanwhileError where another mark stands than was seen, unless it is the one that is wanted."""
    changed = []
    for change in (one for one in changes if one.seen):
        standing = _standing(book, change.pupil_id, (change.on, change.session))
        shown = sight.code(standing, on=change.on)
        if change.seen not in (standing, shown) and standing != change.code:
            changed.append((change.pupil_id, change.on, change.session, shown))
    if changed:
        raise ChangedMeanwhileError(changed)


def _standing(book: Book, pupil_id: int, session: Session) -> str:
    year, column = column_of(*session)
    row = read_rows(book, year=year, pupils=[pupil_id]).get(pupil_id)
    return "_" if row is None else code_of(row[column])


def _digest(school_id: int, changes: Sequence[MarkChange], reason: str) -> str:
    marks = tuple((one.pupil_id, one.on, one.session, one.code, one.minutes_late, one.note) for one in changes)
    return digest_of("amend", school_id, marks, reason.strip())


def amend_placed(
    changes: Mapping[int, Sequence[MarkChange]], *, reason: str, actor: Actor, now: datetime
) -> EventAnswer:
    """Put marks right that lie at several schools, by school: all or none. As `amend`, which it calls for each."""
    with transaction.atomic():
        answers = [
            amend(school_id, changes=own, reason=reason, actor=actor, now=now)
            for school_id, own in sorted(changes.items())
        ]
        problems = tuple(one for answer in answers for one in answer.problems)
        if problems:
            transaction.set_rollback(True)
    return EventAnswer(
        saved=0 if problems else sum(answer.saved for answer in answers),
        entry_ids=() if problems else tuple(one for answer in answers for one in answer.entry_ids),
        problems=problems,
        warnings=tuple(one for answer in answers for one in answer.warnings),
    )


def _write(
    book: Book,
    changing: Mapping[Session, Mapping[int, Laid]],
    judgement: Judgement,
    *,
    reason: str,
    request_key: str,
    source: str,
) -> EventAnswer:
    entries = tuple(
        write_session(
            book,
            session,
            marks,
            kind=EntryKind.AMENDED,
            source=source,
            reason=reason,
            request_key=request_key,
        )
        for session, marks in changing.items()
        if marks
    )
    if entries:
        audit.record(
            "marks.amended",
            actor=book.actor,
            chain=f"school:{book.school_id}",
            subject=("school", book.school_id),
            now=book.now,
            after={"entries": entries},
        )
    return EventAnswer(sum(map(len, changing.values())), entries, warnings=tuple(judgement.warnings))


def settle_conflict(conflict_id: int, *, code: str | Side, reason: str, actor: Actor, now: datetime) -> EventAnswer:
    """Decide which mark stands: the one that stands, the one that was offered, or another. Event "conflict.settled".

    code: a side, for whoever may decide without seeing which code that is; or a code.
    Where that changes the mark it is an amendment with its reason; what was offered beside it comes along with it.
    Raises AlreadySettledError, ReasonMissingError, OutOfReachError.
    """
    found = MarkConflict.objects.filter(pk=conflict_id).first()
    if found is None:
        raise OutOfReachError(Action.SETTLE_CONFLICTS)
    require(actor, Action.SETTLE_CONFLICTS, organisations.reach_of_school(found.school_id))
    if not reason.strip():
        raise ReasonMissingError
    judge = judge_for(found.school_id, [found.on], actor=actor, now=now)
    with transaction.atomic():
        book = open_book(found.school_id, actor=actor, now=now)
        found.refresh_from_db()
        if found.settled_at is not None:
            raise AlreadySettledError
        judgement = Judgement()
        session = (found.on, found.session)
        stays = code is Side.STANDS
        code = _code_of(code, found, book) if isinstance(code, Side) else code
        details = found.offered_details if code == found.offered and not stays else {}
        marks = lay_session(book, session, {found.pupil_id: Laid(code, details)}, judge=judge, judgement=judgement)
        if judgement.problems:
            return EventAnswer(0, (), tuple(judgement.problems), tuple(judgement.warnings))
        entries = _settle(book, found, marks, code=code, reason=reason.strip())
    return EventAnswer(len(entries), entries, warnings=tuple(judgement.warnings))


def _code_of(side: Side, found: MarkConflict, book: Book) -> str:
    """The code of one side: what was offered, or what stands at this moment."""
    if side is Side.OFFERED:
        return found.offered
    return _standing(book, found.pupil_id, (found.on, found.session))


def _settle(book: Book, found: MarkConflict, marks: Mapping[int, Laid], *, code: str, reason: str) -> tuple[int, ...]:
    entries: tuple[int, ...] = ()
    if marks:
        session = (found.on, found.session)
        entries = (write_session(book, session, marks, kind=EntryKind.AMENDED, source="conflict", reason=reason),)
    found.settled_at, found.settled_by_id, found.settled_with = book.now, book.actor.user_id, code
    found.save(update_fields=["settled_at", "settled_by_id", "settled_with"])
    audit.record(
        "conflict.settled",
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("mark-conflict", found.pk),
        now=book.now,
        after={"entries": entries},
    )
    return entries
