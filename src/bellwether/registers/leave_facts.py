"""The values about leave of absence that travel to and from this room. All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bellwether.core.taking import Advice
    from bellwether.documents.facts import LetterLine
    from bellwether.people.facts import ParentFacts

__all__ = [
    "DecisionFacts",
    "EvidenceFacts",
    "LeaveBasis",
    "LeaveLine",
    "LeaveNote",
    "LeaveState",
    "NewDecision",
    "NewLeave",
    "NoteKind",
    "PastSession",
    "RequestFacts",
    "Span",
]


class LeaveState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    PART = "part"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a half-day to another, both inside. first_session, last_session: 0 AM, 1 PM."""

    starts_on: date
    first_session: int
    ends_on: date
    last_session: int

    @property
    def first(self) -> tuple[date, int]:
        """The first half-day."""
        return self.starts_on, self.first_session

    @property
    def last(self) -> tuple[date, int]:
        """The last half-day."""
        return self.ends_on, self.last_session

    def holds(self, at: tuple[date, int]) -> bool:
        """Whether a half-day lies in it."""
        return self.first <= at <= self.last

    def lies_in(self, other: Span) -> bool:
        """Whether all of it lies in another."""
        return other.first <= self.first <= self.last <= other.last


@dataclass(frozen=True, slots=True)
class NewLeave:
    """A request as the office writes it down for whoever asks: a parent of the family, by id, or anybody by name."""

    ground: str
    span: Span
    reason: str
    asked_on: date
    parent_id: int | None = None
    asked_by: str = ""
    met_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision. outcome: granted, part or refused. span: the days agreed, for part. code: of the agreed days.

    amends_past: whether marks of sessions that are over are put right as well. seen: how many decisions there were
    when whoever decides looked.
    """

    outcome: LeaveState
    reasons: str
    code: str = ""
    span: Span | None = None
    amends_past: bool = False
    seen: int = 0


@dataclass(frozen=True, slots=True)
class LeaveBasis:
    """What the decision rests on: sessions of this school year up to as_of, at all schools, and what the policy says.

    unexplained: sessions that stand as O or N. possible 0: nothing has been marked. policy: its name.
    """

    as_of: date
    possible: int
    authorised: int
    unauthorised: int
    unexplained: int
    late: int
    policy: str
    advice: tuple[Advice, ...]

    @property
    def missed(self) -> int:
        """Sessions missed, with leave or without."""
        return self.authorised + self.unauthorised

    @property
    def attended(self) -> int:
        """Sessions attended."""
        return self.possible - self.missed

    def to_json(self) -> dict[str, Any]:
        """As it is kept with a decision: read again years later, it says what was known then, and by which rule."""
        return {
            "as_of": self.as_of.isoformat(),
            "possible": self.possible,
            "authorised": self.authorised,
            "unauthorised": self.unauthorised,
            "unexplained": self.unexplained,
            "late": self.late,
            "policy": self.policy,
            "advice": [
                {
                    "rule": one.rule,
                    "holds": one.holds,
                    "source": one.source,
                    "version": one.version,
                    "facts": dict(one.facts),
                }
                for one in self.advice
            ],
        }


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision that was made. code: as the reader may see it, "" where nothing was agreed. basis: as kept then."""

    id: int
    number: int
    outcome: LeaveState
    code: str
    span: Span | None
    reasons: str
    by: str
    by_post: str
    at: datetime
    basis: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """A file that was given for a request."""

    id: int
    name: str
    kind: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """A request in a list. ground: "" where it says something about health or belief that the reader need not know.

    name: of the pupil, "" where the list is theirs. school_name: where the list is about several. sessions: that the
    school holds in that time, None where its calendar is not known so far ahead.
    """

    id: int
    school_id: int
    pupil_id: int
    name: str
    group_name: str
    ground: str
    span: Span
    sessions: int | None
    asked_on: date
    state: LeaveState
    decided: DecisionFacts | None = None
    school_name: str = ""
    not_back_since: date | None = None


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session of the request that has its mark already. code: as the reader may see it."""

    on: date
    session: int
    code: str
    is_without_leave: bool


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """One request with everything that whoever decides needs on one page.

    reason, evidence: empty where they would tell the reader what the ground would. basis: of today, None where the
    reader may see no figures. past: sessions of it that have a mark. planned: whether the agreed days stand over the
    register. is_of_this_school: whether the reader's rights are at the school that was asked.
    """

    line: LeaveLine
    school_name: str
    asked_by: str
    asked_by_id: int | None
    recorded_by: str
    recorded_at: datetime
    reason: str
    met_on: date | None
    withdrawn_because: str
    ground_is_shown: bool
    basis: LeaveBasis | None
    decisions: tuple[DecisionFacts, ...]
    earlier: tuple[LeaveLine, ...]
    evidence: tuple[EvidenceFacts, ...]
    past: tuple[PastSession, ...]
    letters: tuple[LetterLine, ...]
    parents: tuple[ParentFacts, ...]
    planned: bool
    is_over: bool
    may_change: bool
    may_decide: bool
    may_send: bool


class NoteKind(StrEnum):
    """What a register says about leave that has no plan: it is no mark, and no code is chosen by it."""

    UNDECIDED = "undecided"
    """Asked for, and not decided."""
    NOT_AGREED = "not-agreed"
    """Asked for this day, and not agreed."""
    OVERRUN = "overrun"
    """Agreed up to a day that is over, and the pupil has not been back since."""


@dataclass(frozen=True, slots=True)
class LeaveNote:
    """A word beside a pupil in a register. code: of absence without leave (G or O). until: the last day agreed."""

    pupil_id: int
    request_id: int
    kind: NoteKind
    code: str = ""
    until: date | None = None
