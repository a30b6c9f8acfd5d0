"""The values that travel from this room to its pages and to others. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.taking import StepStatus

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from bellwether.core.taking import LadderPlace, StepState
    from bellwether.people.facts import ParentFacts, PupilOnRoll
    from bellwether.registers.facts import PupilProblem

__all__ = [
    "AttemptFacts",
    "Away",
    "CallFacts",
    "CalledByTheHour",
    "Confirmed",
    "FamilyCall",
    "LadderFacts",
    "LateOften",
    "NewContact",
    "NudgeFacts",
    "ProposalFacts",
    "QuietFacts",
    "ReasonWanted",
    "Sent",
    "Today",
]


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One contact that was tried. kind, outcome: of `monitor.kinds`; by: the name, else the post, of who tried."""

    id: int
    on: date
    at: datetime
    kind: str
    outcome: str
    parent_id: int | None
    pupil_ids: tuple[int, ...]
    message_id: int | None
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """A mark that a family's words speak for and nobody has confirmed yet."""

    id: int
    pupil_id: int
    on: date
    code: str
    reason: str
    attempt_id: int | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """A pupil who is away now, and nobody knows why.

    sessions: those of today without a reason. was_here: in school this morning, and not back since lunch.
    since: day and session in which the absence began. concern_days: earlier days without a reason, those of this
    absence included, today not. is_first: no absence before it this year. comes_first, must_tell: of
    `people.facts.Around`, all that this list says of it. n_deadline: the last day for the reason of the oldest N, None
    where there is none or it is not known.
    """

    pupil: PupilOnRoll
    sessions: tuple[int, ...]
    is_unmarked: bool
    was_here: bool
    since: tuple[date, int]
    concern_days: int
    is_first: bool
    comes_first: bool
    must_tell: bool
    attempts: tuple[AttemptFacts, ...]
    proposals: tuple[ProposalFacts, ...]
    place: LadderPlace
    n_deadline: date | None

    @property
    def overdue(self) -> tuple[StepState, ...]:
        """The steps that should have been done."""
        return tuple(one for one in self.place.steps if one.status is StepStatus.OVERDUE)


@dataclass(frozen=True, slots=True)
class FamilyCall:
    """One call: brothers and sisters away today, the most vulnerable first, and who is called, in order.

    has_safe_contact: there is a note on how not to reach one of the contacts: it is read before anyone calls.
    """

    children: tuple[Away, ...]
    contacts: tuple[ParentFacts, ...]

    @property
    def pupil_id(self) -> int:
        """The pupil by whom the call is named."""
        return self.children[0].pupil.id

    @property
    def pupil_ids(self) -> tuple[int, ...]:
        """The pupils of the call."""
        return tuple(one.pupil.id for one in self.children)

    @property
    def is_overdue(self) -> bool:
        """Whether any step for any of them should have been done."""
        return any(one.place.is_overdue for one in self.children)

    @property
    def has_safe_contact(self) -> bool:
        """Whether anybody who is called has a note on how not to reach them."""
        return any(one.has_safe_contact for one in self.contacts)

    @property
    def attempts(self) -> tuple[AttemptFacts, ...]:
        """What was tried for any of them, newest first, each once."""
        found = {one.id: one for child in self.children for one in child.attempts}
        return tuple(sorted(found.values(), key=lambda one: (one.at, one.id), reverse=True))

    @property
    def proposals(self) -> tuple[ProposalFacts, ...]:
        """The marks that wait to be confirmed."""
        return tuple(one for child in self.children for one in child.proposals)


@dataclass(frozen=True, slots=True)
class ReasonWanted:
    """A pupil who is here again, or accounted for, while an earlier N still wants its reason."""

    pupil: PupilOnRoll
    oldest_n: date
    deadline: date | None


@dataclass(frozen=True, slots=True)
class QuietFacts:
    """A pupil of whom nobody is to be called until a day. is_away: whether a reason for today would be wanted."""

    id: int
    pupil: PupilOnRoll
    from_on: date
    to_on: date
    reason: str
    note: str
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """A school's day, for the office. calls: the most vulnerable first. not_taken: pupils in registers nobody took.

    is_elsewhere: registers are taken in another system; not_taken then are pupils whose marks have not come yet.
    """

    school_id: int
    school_name: str
    now: datetime
    on: date
    is_school_day: bool
    sessions: tuple[int, ...]
    calls: tuple[FamilyCall, ...]
    quiet: tuple[QuietFacts, ...]
    wanted: tuple[ReasonWanted, ...]
    not_taken: int
    may_follow_up: bool
    may_amend: bool
    is_elsewhere: bool = False

    @property
    def away(self) -> tuple[Away, ...]:
        """Everyone who is away without a reason."""
        return tuple(child for call in self.calls for child in call.children)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The page of one family. past: what was tried in the last weeks. reads_safeguarding: may open the notes."""

    today: Today
    call: FamilyCall | None
    children: tuple[PupilOnRoll, ...]
    contacts: tuple[ParentFacts, ...]
    past: tuple[AttemptFacts, ...]
    proposals: tuple[ProposalFacts, ...]
    reads_safeguarding: bool


@dataclass(frozen=True, slots=True)
class CalledByTheHour:
    """Whether every absence was called by the hour that the school set. call_by: None where it set none."""

    call_by: time | None
    in_time: int = 0
    later: int = 0
    not_called: int = 0


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """Who is overdue on the ladder, the longest first, and how the calls of today went."""

    today: Today
    overdue: tuple[Away, ...]
    called: CalledByTheHour


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact as somebody writes it down. code: the reason given as an attendance code, "" where there is none."""

    pupil_ids: tuple[int, ...]
    kind: str
    outcome: str
    parent_id: int | None = None
    code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a send: the new messages, and the pupils of whom nobody could be told."""

    message_ids: tuple[int, ...] = ()
    not_reached: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation put into the register: how many marks; with any problem nothing was changed."""

    school_id: int
    pupil_id: int
    saved: int
    problems: tuple[PupilProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class LateOften:
    """A pupil who was often late of late, and whose family has not asked for a word before the bell."""

    pupil: PupilOnRoll
    mornings: int


@dataclass(frozen=True, slots=True)
class NudgeFacts:
    """A family that asked for a word before the bell. telephone: "" for those who may not see it. outcome: of today.

    read_first: there is a note on how not to reach that parent: nothing is sent, and somebody reads it before calling.
    has_gone: the parent is of the family no longer.
    """

    id: int
    pupil: PupilOnRoll
    parent_id: int
    parent_name: str
    telephone: str
    by: str
    weekdays: str
    to_on: date
    is_today: bool
    outcome: str = ""
    read_first: bool = False
    has_gone: bool = False
