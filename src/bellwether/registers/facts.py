"""The values that travel to and from this room: what is offered, what is answered, what a page needs. All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time

    from bellwether.core.access import Actor
    from bellwether.core.codes import SessionTimes
    from bellwether.core.register.log import EntryKind
    from bellwether.core.taking import MarkProblem, NMark
    from bellwether.people.facts import GroupFacts, PupilOnRoll
    from bellwether.registers.leave_facts import LeaveNote

__all__ = [
    "ArrivalAnswer",
    "BulkSchool",
    "CellState",
    "ConflictFacts",
    "ConflictShown",
    "EventAnswer",
    "EventScope",
    "ExpiredN",
    "MarkChange",
    "MissingRegister",
    "NReminder",
    "OfferedMark",
    "OnSite",
    "Plan",
    "PupilProblem",
    "RegisterFacts",
    "RegisterLine",
    "Side",
    "TakenAnswer",
]


@dataclass(frozen=True, slots=True)
class OfferedMark:
    """One pupil's mark as somebody sends it.

    seen: what stood when they looked, as their page showed it (`.` or "" for nothing). code: as the law writes it; ""
    or `.` leaves the cell alone. minutes_late, arrived, note: what is known beside it.
    """

    pupil_id: int
    seen: str
    code: str
    minutes_late: int | None = None
    arrived: time | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One mark to be put right. seen: what stood when somebody looked, as their page showed it; "" where none did."""

    pupil_id: int
    on: date
    session: int
    code: str
    minutes_late: int | None = None
    note: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class PupilProblem:
    """What is wrong with one mark, and whose it is; on and session where an act is about several sessions."""

    pupil_id: int
    problem: MarkProblem
    on: date | None = None
    session: int | None = None


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A mark that was not laid, because another stood there than the sender saw; both are kept, a person decides.

    stood: as this actor may see it. stood_by, stood_at: who made the mark that stands, and when; "" and None if not
    known.
    """

    conflict_id: int
    pupil_id: int
    seen: str
    stood: str
    offered: str
    stood_by: str = ""
    stood_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenAnswer:
    """What became of a register that was sent.

    saved: how many marks it changed. entry_id: None where nothing had to be written. problems: errors, and then
    nothing at all was saved. warnings: shown, and saved all the same. repeated: the first answer to the same request.
    """

    saved: int
    entry_id: int | None
    conflicts: tuple[ConflictShown, ...] = ()
    problems: tuple[PupilProblem, ...] = ()
    warnings: tuple[PupilProblem, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What became of an act on many marks: how many changed, by which entries, and what stood against it."""

    saved: int
    entry_ids: tuple[int, ...]
    problems: tuple[PupilProblem, ...] = ()
    warnings: tuple[PupilProblem, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class EventScope:
    """When and for whom something happened: from a half-day to another, both inside, (day, 0 AM or 1 PM).

    group_ids, years: the classes and national curriculum years concerned; both empty for the whole school.
    replace: whether marks that stand are written over; left out, only open cells and N are.
    """

    first: tuple[date, int]
    last: tuple[date, int]
    group_ids: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()
    replace: bool = False


@dataclass(frozen=True, slots=True)
class ArrivalAnswer:
    """What an arrival made of the mark. code: as the law writes it; standing: what stood before.

    is_saved: False where the session was over, or the pupil is marked present already.
    """

    pupil_id: int
    on: date
    session: int
    standing: str
    code: str
    minutes_late: int
    rule: str
    is_saved: bool
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The code that is planned for a pupil in one session, and why. source: planned-absence, closure or timetable.

    leaves_at, returns_at: of the day, where they are known. is_outing: no session is missed, only the time between.
    """

    pupil_id: int
    code: str
    reason: str
    source: str
    plan_id: int | None = None
    kind: str = ""
    leaves_at: time | None = None
    returns_at: time | None = None
    is_outing: bool = False


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One pupil on the page of a register.

    code: the mark that stands, as this actor may see it, `.` where there is none. shown in its place where it is
    guarded: the words of its category. is_open: whether a mark can be made (on roll, and the school has the session).
    plan_code, plan_reason: what is planned, as this actor may see it; "" where nothing is. plan_leaves, plan_returns:
    when the pupil goes and comes back, of that plan, or of one that misses no session (is_outing).
    leave: a word about leave that is not agreed, or over; it chooses no mark.
    """

    pupil: PupilOnRoll
    code: str
    is_open: bool
    minutes_late: int | None = None
    arrived: time | None = None
    left: time | None = None
    returned: time | None = None
    note: str = ""
    plan_code: str = ""
    plan_reason: str = ""
    plan_leaves: time | None = None
    plan_returns: time | None = None
    is_outing: bool = False
    has_conflict: bool = False
    leave: LeaveNote | None = None


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """Everything that the page of a register shows.

    times: of the session; None where the school has set none. is_taken: whether somebody submitted it; taken_by,
    taken_at: who last did. is_session: whether the school has the session at all. is_closed: whether its time is over.
    sequence: where the school's log stood when this was read. is_elsewhere: taken in another system; is_taken then says
    whether its marks were imported.
    """

    group: GroupFacts
    on: date
    session: int
    lines: tuple[RegisterLine, ...]
    times: SessionTimes | None
    is_session: bool
    is_open: bool
    is_closed: bool
    is_taken: bool
    taken_by: str = ""
    taken_at: datetime | None = None
    sequence: int = 0
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class MissingRegister:
    """A register that should be there and is not. is_late: its time to close is over."""

    group: GroupFacts
    on: date
    session: int
    expected: int
    opens_at: time | None
    closes_at: time | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class CellState:
    """One step in the life of one mark, with the five elements of an amendment.

    before, after: as this actor may see them; before is "" where the row was opened.
    """

    entry_id: int
    kind: EntryKind
    at: datetime
    by: str
    post: str
    before: str
    after: str
    reason: str
    source: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OnSite:
    """A pupil on the list for evacuation. state: here, not-marked (may be here), left, or away."""

    pupil: PupilOnRoll
    state: str
    code: str
    since: str = ""


class Side(StrEnum):
    """One of the two marks of a conflict, as somebody chooses it who may not see which code it is."""

    STANDS = "stands"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class ConflictFacts:
    """A conflict that waits for a person."""

    id: int
    school_id: int
    pupil_id: int
    on: date
    session: int
    group_id: int | None
    seen: str
    stood: str
    stands: str
    offered: str
    offered_by: str
    offered_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class NReminder:
    """An N whose reason is still wanted, with its clock."""

    pupil_id: int
    clock: NMark


@dataclass(frozen=True, slots=True)
class ExpiredN:
    """What the job about expired N did at one school: how many it changed, how many wait for a person."""

    school_id: int
    changed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class BulkSchool:
    """A school's registers of a year, to be laid in one go.

    groups: the pupils of each class, by group id. rows: how each pupil's year opens and how it ends, 742 grid bytes
    each, by pupil id: `opened` without marks, `marks` with them. minutes_late: by (pupil id, column). takers: who takes
    the register of each class; taken_at: when, by the clock on the wall, by session; left out, the actor, now.
    """

    school_id: int
    year: int
    groups: Mapping[int, tuple[int, ...]]
    opened: Mapping[int, bytes]
    marks: Mapping[int, bytes]
    minutes_late: Mapping[tuple[int, int], int] = field(default_factory=dict)
    takers: Mapping[int, Actor] = field(default_factory=dict)
    taken_at: Mapping[int, time] = field(default_factory=dict)
