"""Taking a register: what a class's teacher sends becomes one entry, or is refused, or waits as a conflict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, byte_of, code_of, present_byte
from bellwether.core.problems import Severity
from bellwether.core.register.log import Details, EntryKind
from bellwether.core.taking import Level, arrival_problems, code_by_minutes
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.answers import answer_from, answer_values
from bellwether.registers.acts.clashes import Clash, keep_conflicts
from bellwether.registers.acts.judging import Judge, Judgement, against_plan, not_begun
from bellwether.registers.acts.receipts import digest_of, first_answer, keep_answer
from bellwether.registers.acts.reopening import changes_of
from bellwether.registers.elsewhere import is_kept_elsewhere
from bellwether.registers.errors import KeptElsewhereError
from bellwether.registers.facts import OfferedMark, Plan, TakenAnswer
from bellwether.registers.models import RegisterEntry
from bellwether.registers.selectors.privacy import Sight, sight_of
from bellwether.registers.sources import offline_source
from bellwether.registers.store.details import NO_MARK, details_in_cells, gate_times
from bellwether.registers.store.moments import SessionState, local, session_state
from bellwether.registers.store.planned import whatever_is_planned
from bellwether.registers.store.reading import column_of, entries_of_session_since
from bellwether.registers.store.writing import Act, Book, append, open_book_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.core.codes import SessionTimes
    from bellwether.core.register.log import Entry
    from bellwether.core.taking import MarkProblem
    from bellwether.people.facts import GroupFacts, PupilOnRoll
    from bellwether.registers.facts import PupilProblem

__all__ = ["take_register"]

_AT_ONCE: Final = timedelta(minutes=2)  # a slow network, and no more
_NO_CELL = frozenset((BYTE_NOT_ON_ROLL, BYTE_CLOSED))


@dataclass(frozen=True, slots=True)
class _Sent:
    """A register as it was sent."""

    on: date
    session: int
    marks: tuple[OfferedMark, ...]
    rest_present: bool
    close_unmarked: bool
    request_key: str
    source: str
    since: int | None
    marked_at: datetime

    def digest(self, group_id: int) -> str:
        """A sign of what is asked, and of which register."""
        marks = tuple((m.pupil_id, m.seen, m.code, m.minutes_late, m.arrived, m.note) for m in self.marks)
        return digest_of("take", group_id, self.on, self.session, marks, self.rest_present, self.close_unmarked)


@dataclass(frozen=True, slots=True)
class _Stands:
    """What stands in the cells now that the log is locked: bytes by pupil, and what is known beside marks at hand.

    changed: of whom something changed since the sender's page was made, as far as that is asked for.
    """

    cells: Mapping[int, int]
    details: Mapping[int, Details]
    is_taken: bool
    changed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known before the school's log is locked."""

    group: GroupFacts
    pupils: Mapping[int, PupilOnRoll]
    plans: Mapping[int, Plan]
    judge: Judge
    sight: Sight
    state: SessionState
    times: SessionTimes | None
    is_elsewhere: bool


@dataclass(slots=True)
class _Decided:
    """What becomes of the cells: new bytes and details by pupil, clashes, problems."""

    bytes: dict[int, int] = field(default_factory=dict)
    details: dict[int, Details] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    judgement: Judgement = field(default_factory=Judgement)


def take_register(  # noqa: PLR0913 - a register as it is sent, each part with its name
    group_id: int,
    *,
    on: date,
    session: int,
    marks: Sequence[OfferedMark],
    rest_present: bool,
    close_unmarked: bool,
    actor: Actor,
    now: datetime,
    request_key: str = "",
    source: str = "page",
    age: timedelta | None = None,
    since: int | None = None,
) -> TakenAnswer:
    """Submit the register of a class for one session.

    marks: what the sender marked. rest_present: "everyone else is present". Planned absences become marks now, for
    all who were not marked otherwise. close_unmarked: whoever then has no mark is N; so it is anyway after the
    register's time. A cell in which another mark stands than the sender saw is left alone and kept as a conflict, and
    so is a change of a mark after the register closed: that needs a reason, and somebody who may amend. What is known
    beside a mark (minutes, times, a note) is part of it: the same code with other minutes is another mark.
    since: where the school's log stood when the sender's page was made; None where nobody knows.
    Minutes late decide between L and U; where they speak against the code that was sent, a warning says so.
    age: how long ago it was marked, by the device; what waited there is kept as `offline`, with when it was marked.
    A register that nobody took in its time, and for some days after, is not taken any more: its marks are put right
    with a reason. What is wrong with a register as a whole is a problem of nobody (pupil id 0).
    With any problem nothing is saved. The same request_key of the same actor gets the first answer again.
    Raises KeyReusedError where that key came with something else; KeptElsewhereError.
    """
    reach = people.reach_of_group(group_id)
    require(actor, Action.TAKE_REGISTER, reach)
    if age is not None and age > _AT_ONCE:
        source = offline_source(now - age)
    sent = _Sent(
        on, session, tuple(marks), rest_present, close_unmarked, request_key, source, since, now - (age or timedelta(0))
    )
    known = _gather(group_id, sent=sent, sight=sight_of(actor, reach), actor=actor, now=now)
    year, column = column_of(on, session)
    with transaction.atomic():
        book, found = open_book_at(
            known.group.school_id, year=year, column=column, pupils=known.pupils, actor=actor, now=now
        )
        if earlier := first_answer(request_key, asked=sent.digest(group_id), actor=actor):
            return answer_from(earlier)
        if known.is_elsewhere:
            raise KeptElsewhereError
        return _take(book, {pupil: byte[0] for pupil, byte in found.items()}, sent, known)


def _gather(group_id: int, *, sent: _Sent, sight: Sight, actor: Actor, now: datetime) -> _Known:
    group = people.group(group_id, actor=actor)
    roll = people.roll(group_id=group_id, on=sent.on, actor=actor)
    years = sorted(pupil.nc_year for pupil in roll if pupil.nc_year is not None)
    policy = organisations.policy(group.school_id)
    times = organisations.session_times(group.school_id, on=sent.on, nc_year=years[0] if years else None)
    pupils = {pupil.id: pupil for pupil in roll}
    return _Known(
        group=group,
        pupils=pupils,
        plans=whatever_is_planned(
            group.school_id, on=sent.on, session=sent.session, pupils=roll, group_id=group_id, policy=policy
        ),
        judge=Judge(policy, local(now).date(), pupils),
        sight=sight,
        state=session_state(sent.on, times=times.get(sent.session), now=now),
        times=times.get(sent.session),
        is_elsewhere=is_kept_elsewhere(policy, on=sent.on),
    )


def _take(book: Book, cells: Mapping[int, int], sent: _Sent, known: _Known) -> TakenAnswer:
    stands = _what_stands(book, cells, sent, known)
    decided = _decide(stands, sent, known)
    any_mark = code_of(present_byte(sent.session))
    if not known.state.has_begun and not decided.judgement.problems:
        decided.judgement.add(0, (not_begun(any_mark, on=sent.on),), on=sent.on, session=sent.session)
    if not stands.is_taken and any(byte not in _NO_CELL for byte in stands.cells.values()):
        too_late = known.judge.taken_too_late(any_mark, on=sent.on, marked_on=local(sent.marked_at).date())
        decided.judgement.add(0, too_late, on=sent.on, session=sent.session)
    if decided.judgement.problems:
        return TakenAnswer(0, None, problems=tuple(decided.judgement.problems), warnings=_warnings(decided))
    entry_id = _write(book, decided, stands, sent, known)
    conflicts = keep_conflicts(
        decided.clashes, book=book, on=sent.on, session=sent.session, group_id=known.group.id, sight=known.sight
    )
    answer = TakenAnswer(_saved(decided, stands), entry_id, conflicts=conflicts, warnings=_warnings(decided))
    asked = sent.digest(known.group.id)
    keep_answer(sent.request_key, answer_values(answer), asked=asked, actor=book.actor, now=book.now)
    return answer


def _saved(decided: _Decided, stands: _Stands) -> int:
    """How many marks change, or what is known beside them."""
    return sum(byte != stands.cells[pupil] or pupil in decided.details for pupil, byte in decided.bytes.items())


def _what_stands(book: Book, cells: Mapping[int, int], sent: _Sent, known: _Known) -> _Stands:
    """What is known beside a mark is asked for where this act could touch it: no query for a first blank register."""
    is_taken = _is_taken(known.group, sent)
    touched = {one.pupil_id for one in sent.marks if not _stands_already(one, cells, sent, known)}
    marked = [pupil for pupil, byte in cells.items() if byte not in NO_MARK and (pupil in touched or not is_taken)]
    details = details_in_cells(book.school_id, on=sent.on, session=sent.session, pupils=marked)
    changed: frozenset[int] = frozenset()
    again = [one for one in sent.marks if one.pupil_id in cells and code_of(cells[one.pupil_id]) == one.code]
    if sent.since is not None and any(_says_more(one, details) for one in again):
        later = entries_of_session_since(book.school_id, on=sent.on, session=sent.session, since=sent.since)
        changed = frozenset(pupil for entry in later for pupil in _touched_by_others(entry, book.actor.user_id))
    return _Stands(cells, details, is_taken, changed)


def _touched_by_others(entry: Entry, sender: int | None) -> Iterator[int]:
    """Whose mark, or what is known beside it, an entry of somebody else than the sender changed."""
    if entry.actor_id != sender:
        yield from entry.details
        yield from (pupil for (pupil, _), _, _ in changes_of(entry))


def _says_more(mark: OfferedMark, details: Mapping[int, Details]) -> bool:
    """Whether a mark comes with something that is not known beside the one that stands."""
    return not _details_of(mark).items() <= details.get(mark.pupil_id, {}).items()


def _warnings(decided: _Decided) -> tuple[PupilProblem, ...]:
    return tuple(decided.judgement.warnings)


def _decide(stands: _Stands, sent: _Sent, known: _Known) -> _Decided:
    decided = _Decided()
    cells = stands.cells
    for one in sent.marks:
        if one.code in ("", ".") or _stands_already(one, cells, sent, known):
            continue
        mark = replace(one, code=code_by_minutes(one.code, minutes_late=one.minutes_late, times=known.times))
        if mark.code != one.code:
            _tell_of_the_clock(one, decided, sent, known)
        _decide_one(mark, stands, decided, sent, known)
    clashing = {clash.mark.pupil_id for clash in decided.clashes}
    for pupil, byte in cells.items():
        if byte == BYTE_UNMARKED and pupil not in decided.bytes and pupil not in clashing:
            _decide_unmarked(pupil, decided, sent, known)
    return decided


def _tell_of_the_clock(mark: OfferedMark, decided: _Decided, sent: _Sent, known: _Known) -> None:
    """The minutes spoke for the other of L and U, which was taken: that is said, and stops nothing."""
    found = arrival_problems(mark.code, minutes_late=mark.minutes_late, times=known.times, is_closed=True)
    told = tuple(replace(one, severity=Severity.WARNING) for one in found)
    decided.judgement.add(mark.pupil_id, told, on=sent.on, session=sent.session)


def _stands_already(mark: OfferedMark, cells: Mapping[int, int], sent: _Sent, known: _Known) -> bool:
    """Whether the mark is there, and was sent along with nothing new to say of it."""
    byte = cells.get(mark.pupil_id)
    if byte is None or mark.minutes_late is not None or mark.arrived is not None or mark.note:
        return False
    standing = code_of(byte)
    return mark.code in (standing, known.sight.code(standing, on=sent.on))


def _decide_one(mark: OfferedMark, stands: _Stands, decided: _Decided, sent: _Sent, known: _Known) -> None:
    byte = stands.cells.get(mark.pupil_id)
    found = _problems(mark, byte, sent, known)
    decided.judgement.add(mark.pupil_id, found, on=sent.on, session=sent.session)
    if byte is None or any(problem.severity is Severity.ERROR for problem in found):
        return
    standing = code_of(byte)
    if mark.code == standing and not _says_more(mark, stands.details):
        return
    was_seen = (mark.seen or ".") in (standing, known.sight.code(standing, on=sent.on))
    was_seen &= mark.code != standing or mark.pupil_id not in stands.changed
    is_late_change = known.state.is_closed and byte != BYTE_UNMARKED
    if not was_seen or is_late_change:
        decided.clashes.append(Clash(mark, standing))
        return
    decided.bytes[mark.pupil_id] = byte_of(mark.code)
    if details := _details_of(mark) or _details_of_plan(mark, known):
        decided.details[mark.pupil_id] = details


def _problems(mark: OfferedMark, byte: int | None, sent: _Sent, known: _Known) -> tuple[MarkProblem, ...]:
    plan = known.plans.get(mark.pupil_id)
    found = known.judge.problems(
        mark.code,
        pupil_id=mark.pupil_id,
        on=sent.on,
        session=sent.session,
        byte=byte,
        note=mark.note or str(_details_of_plan(mark, known).get("note", "")),
        # What the calendar says of a whole school or group may be confirmed pupil by pupil.
        level=Level.SCHOOL if plan is not None and plan.code == mark.code else Level.PUPIL,
    )
    found += arrival_problems(
        mark.code, minutes_late=mark.minutes_late, times=known.times, is_closed=known.state.is_closed
    )
    if byte == BYTE_UNMARKED and plan is not None:
        found += against_plan(mark.code, planned=known.sight.code(plan.code, on=sent.on))
    is_early = not known.state.has_begun and sent.on == known.judge.today
    return (*found, not_begun(mark.code, on=sent.on)) if is_early else found


def _details_of(mark: OfferedMark) -> dict[str, str | int]:
    details: dict[str, str | int] = {}
    if mark.minutes_late is not None:
        details["minutes_late"] = mark.minutes_late
    if mark.arrived is not None:
        details["arrived"] = mark.arrived.strftime("%H:%M")
    if mark.note:
        details["note"] = mark.note
    return details


def _details_of_plan(mark: OfferedMark, known: _Known) -> dict[str, str | int]:
    """A page sends a plan that it showed as a mark: what is known of the plan goes with it."""
    plan = known.plans.get(mark.pupil_id)
    return {"note": plan.reason} if plan is not None and plan.code == mark.code and plan.reason else {}


def _decide_unmarked(pupil: int, decided: _Decided, sent: _Sent, known: _Known) -> None:
    """What becomes of an open cell that the sender left alone: the plan, present, N, or still nothing."""
    plan = known.plans.get(pupil)
    if plan is not None:
        decided.bytes[pupil] = byte_of(plan.code)
        if plan.reason:
            decided.details[pupil] = {"note": plan.reason}
    elif sent.rest_present:
        decided.bytes[pupil] = present_byte(sent.session)
    elif sent.close_unmarked or known.state.is_closed:
        decided.bytes[pupil] = byte_of("N")


def _write(book: Book, decided: _Decided, stands: _Stands, sent: _Sent, known: _Known) -> int | None:
    """One entry: of every open cell of the class for the first submission, of what changes for a later one."""
    cells = stands.cells
    open_cells = {pupil: byte for pupil, byte in cells.items() if byte not in _NO_CELL}
    if stands.is_taken:
        written = {pupil: byte for pupil, byte in decided.bytes.items() if pupil in open_cells}
    else:
        written = open_cells | decided.bytes
    if not written:
        return None
    pupils = tuple(sorted(written))
    year, column = column_of(sent.on, sent.session)
    beside = {pupil: _beside(pupil, written[pupil], decided, stands) for pupil in pupils}
    act = Act(
        year,
        column,
        EntryKind.TAKEN,
        pupils,
        bytes(written[pupil] for pupil in pupils),
        group_id=known.group.id,
        details={pupil: details for pupil, details in beside.items() if details},
        source=sent.source,
        request_key=sent.request_key,
    )
    entry_id = append(book, act, before=bytes(cells[pupil] for pupil in pupils))
    audit.record(
        "register.taken",
        actor=book.actor,
        chain=f"school:{book.school_id}",
        subject=("group", known.group.id),
        now=book.now,
        after={"entry": entry_id, "on": sent.on, "session": sent.session},
    )
    return entry_id


def _beside(pupil: int, byte: int, decided: _Decided, stands: _Stands) -> Details:
    """What is known beside the mark from now on: with another code, when the pupil came and went, and what is new."""
    known = stands.details.get(pupil, {})
    kept = known if byte == stands.cells[pupil] else gate_times(known)
    return {**kept, **decided.details.get(pupil, {})}


def _is_taken(group: GroupFacts, sent: _Sent) -> bool:
    return RegisterEntry.objects.filter(
        school_id=group.school_id, on=sent.on, session=sent.session, kind=EntryKind.TAKEN, group_id=group.id
    ).exists()
