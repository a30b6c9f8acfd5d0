"""The values about part-time timetables that travel to and from this room. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.registers.plan_facts import PlanProblem, PlanRecord

__all__ = [
    "TOLD",
    "PartTimeAnswer",
    "PartTimePurpose",
    "ReviewFacts",
    "ReviewOutcome",
    "ReviewWanted",
    "TimetableFacts",
    "TimetableWanted",
]

TOLD: Final = ("social_worker", "virtual_school", "sen", "authority")
"""Who is told of a part-time timetable: each has the day on which they were, or none."""


class PartTimePurpose(StrEnum):
    """What a part-time timetable is for."""

    HEALTH = "health"
    RETURN = "return"
    """Coming back after a long absence."""
    NEEDS = "needs"
    """Special educational needs or a disability."""
    OTHER = "other"


class ReviewOutcome(StrEnum):
    """What a review decides."""

    CONTINUE = "continue"
    """The same half-days, agreed anew to another end."""
    CHANGE = "change"
    """Other half-days from a day on, agreed anew."""
    END = "end"


@dataclass(frozen=True, slots=True)
class TimetableWanted:
    """A part-time timetable as it was agreed.

    for_behaviour: the answer to whether it is meant to manage behaviour; None where nobody was asked. attends: 14 of
    1/0, Monday AM first: the half-days on which the pupil comes. told: by `TOLD`, the day or None. Days that are not
    known are None: the rules then say what the record lacks.
    """

    pupil_id: int
    purpose: PartTimePurpose
    for_behaviour: bool | None
    reason: str
    best_interests: str
    attends: str
    starts_on: date
    ends_on: date | None
    review_on: date | None
    parent_id: int | None
    agreed_on: date | None
    way_back: str
    full_time_on: date | None
    told: tuple[date | None, ...] = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class ReviewWanted:
    """A review as it was held. from_on: the first day of what was agreed anew; last_on: its last day, or of all."""

    held_on: date
    outcome: ReviewOutcome
    note: str
    last_on: date | None
    from_on: date | None = None
    attends: str = ""
    review_on: date | None = None
    parent_id: int | None = None
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PartTimeAnswer:
    """What became of a wish: the timetable, or what stood against it."""

    timetable_id: int | None = None
    problems: tuple[PlanProblem, ...] = ()
    warnings: tuple[PlanProblem, ...] = ()

    @property
    def is_made(self) -> bool:
        """Whether it was written down."""
        return self.timetable_id is not None


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A review that was held."""

    held_on: date
    outcome: ReviewOutcome
    note: str
    plan_id: int | None
    recorded_by_id: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TimetableFacts:
    """A part-time timetable with its periods and reviews, for those who may read why.

    periods: the plans that stand, by their first days; the last one is the present period, or was. told: by `TOLD`.
    parents: names of those who agreed, by id, as far as they are known still.
    """

    id: int
    school_id: int
    pupil_id: int
    code: str
    purpose: PartTimePurpose
    reason: str
    best_interests: str
    way_back: str
    full_time_on: date
    told: tuple[date | None, ...]
    made_by_id: int | None
    made_at: datetime
    ended_on: date | None
    periods: tuple[PlanRecord, ...]
    reviews: tuple[ReviewFacts, ...]
    may_change: bool

    @property
    def present(self) -> PlanRecord | None:
        """The period that goes on, or went on last."""
        return self.periods[-1] if self.periods else None

    @property
    def starts_on(self) -> date | None:
        """The first day of all."""
        return self.periods[0].starts_on if self.periods else None

    @property
    def missed(self) -> str:
        """The half-days left out each week, 14 of 1/0."""
        return self.present.pattern if self.present else ""
