"""The values about planned absences that travel to and from this room. All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time

    from bellwether.core.codes import SessionTimes
    from bellwether.core.problems import Severity
    from bellwether.core.taking import MarkProblem
    from bellwether.people.facts import PupilOnRoll

__all__ = [
    "PlanAnswer",
    "PlanKind",
    "PlanProblem",
    "PlanProblemKind",
    "PlanProgress",
    "PlanRecord",
    "PlanWanted",
    "PlanningFor",
]


class PlanKind(StrEnum):
    """What is planned, as whoever plans it thinks of it; the code says what it counts as."""

    APPOINTMENT = "appointment"
    OBSERVANCE = "observance"
    VISIT = "visit"
    PROVISION = "provision"
    """Education elsewhere that the authority or the school has arranged."""
    DUAL = "dual"
    """Due at the other school of a pupil of two schools."""
    LEAVE = "leave"
    PART_TIME = "part-time"
    STUDY_LEAVE = "study-leave"
    SUSPENSION = "suspension"
    ILLNESS = "illness"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PlanWanted:
    """One pupil's absence as somebody wants to plan it.

    first_session, last_session: 0 AM, 1 PM, of the first and the last day. pattern: "" for every session between, or
    14 of 1/0, Monday AM first. misses: whether sessions are missed at all; without it the pupil is only out from
    leaves_at to returns_at, between registers. reason: shown over the register and kept beside the mark, where a nature
    is not: what is done elsewhere, for codes whose entry must say so.
    """

    pupil_id: int
    kind: PlanKind
    code: str
    starts_on: date
    ends_on: date
    reason: str
    first_session: int = 0
    last_session: int = 1
    pattern: str = ""
    misses: bool = True
    leaves_at: time | None = None
    returns_at: time | None = None
    nature: str = ""
    evidence_note: str = ""
    asked_by: str = ""
    parent_agreed_on: date | None = None
    agreed_by_parent_id: int | None = None
    review_on: date | None = None
    leave_request_id: int | None = None


class PlanProblemKind(StrEnum):
    """What can stand against a plan."""

    MARK = "mark"
    """The code cannot be a mark of that pupil then; `mark` says why."""
    NO_SESSION = "no-session"
    """The school has no session in that time."""
    CALENDAR_UNKNOWN = "calendar-unknown"
    """The plan reaches into a year whose terms the school has not set."""
    ALL_MARKED = "all-marked"
    """Every session has its mark already: there is nothing left to plan."""
    SOME_MARKED = "some-marked"
    OVERLAP = "overlap"
    """Something else is planned for some of the sessions; what is planned last counts."""
    RULE = "rule"
    """A rule of the policy speaks against it; `rule` names it, and how sure it is makes it an error or a warning."""
    NO_HOME_PARENT = "no-home-parent"
    """It was not agreed with a parent with whom the pupil normally lives."""
    AGREED_LATER = "agreed-later"
    """It was agreed after it had begun, or is said to have been agreed on a day to come."""
    NOTHING_LEFT_OUT = "nothing-left-out"
    """The timetable leaves no half-day out, or every one."""
    GOES_ON = "goes-on"
    """There is one already that has not ended."""
    OUT_OF_ORDER = "out-of-order"
    """A day of it lies where it cannot: a review after the end, a new end before the old one."""


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One thing against one pupil's plan. on, session: where it is so first; sessions: how often.

    severity: an error refuses all of the plans; a warning wants somebody to say that it shall be so all the same.
    """

    pupil_id: int
    kind: PlanProblemKind
    severity: Severity
    on: date | None = None
    session: int | None = None
    sessions: int = 0
    mark: MarkProblem | None = None
    rule: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What became of a wish to plan: the plans made, in the order of the wishes, or what stood against them.

    sessions: how many sessions all of them cover.
    """

    plan_ids: tuple[int, ...] = ()
    problems: tuple[PlanProblem, ...] = ()
    warnings: tuple[PlanProblem, ...] = ()
    sessions: int = 0

    @property
    def is_made(self) -> bool:
        """Whether anything was planned."""
        return bool(self.plan_ids)


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A planned absence as somebody may see it: guarded codes are their category, and what would reveal them is "".

    code_is_shown: whether the code and all that belongs to it may be seen. may_change: whether this reader may change
    and withdraw it. evidence_note, asked_by: for those alone who may plan absences.
    """

    id: int
    school_id: int
    pupil_id: int
    kind: str
    code: str
    code_is_shown: bool
    starts_on: date
    first_session: int
    ends_on: date
    last_session: int
    pattern: str
    misses: bool
    leaves_at: time | None
    returns_at: time | None
    reason: str
    nature: str
    evidence_note: str
    asked_by: str
    parent_agreed_on: date | None
    agreed_by_parent_id: int | None
    review_on: date | None
    leave_request_id: int | None
    part_time_id: int | None
    suspension_id: int | None
    together: str
    replaces_id: int | None
    made_by_id: int | None
    made_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by_id: int | None
    withdrawn_because: str
    may_change: bool

    @property
    def first(self) -> tuple[date, int]:
        """The first half-day."""
        return self.starts_on, self.first_session

    @property
    def last(self) -> tuple[date, int]:
        """The last half-day."""
        return self.ends_on, self.last_session

    @property
    def stands(self) -> bool:
        """Whether nobody has withdrawn it."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """What has become of a plan. held: sessions that the school has in it; marked: of them with a mark; as_planned: of
    these with the code that was planned. done: marks that came out otherwise, as the reader may see them, oldest first.
    """

    held: int
    marked: int
    as_planned: int
    otherwise: tuple[tuple[date, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanningFor:
    """What the form of a plan needs to know of one pupil.

    siblings: on the roll of the same school. parents: those with responsibility or care, as (id, name, lives with the
    pupil); empty for a reader who may not see the family. codes: that this reader may plan in general. note_codes:
    of them those whose entry must say what is done elsewhere. times: of the sessions of the day asked about.
    """

    pupil: PupilOnRoll
    siblings: tuple[PupilOnRoll, ...]
    parents: tuple[tuple[int, str, bool], ...]
    codes: tuple[str, ...]
    note_codes: frozenset[str]
    times: Mapping[int, SessionTimes]
    is_compulsory_age: bool
