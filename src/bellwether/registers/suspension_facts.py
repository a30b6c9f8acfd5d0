"""The values about suspensions that travel to and from this room. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.registers.plan_facts import PlanProblem, PlanRecord

__all__ = ["ProvisionWanted", "SuspensionAnswer", "SuspensionFacts", "SuspensionWanted"]


@dataclass(frozen=True, slots=True)
class SuspensionWanted:
    """A decision to suspend, or to exclude for good: then ends_on is None. Half-days as of a plan."""

    pupil_id: int
    is_permanent: bool
    starts_on: date
    ends_on: date | None
    reason: str
    first_session: int = 0
    last_session: int = 1
    parent_told_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProvisionWanted:
    """Education elsewhere that was arranged for a suspended pupil: B, K or D, and what it is."""

    code: str
    nature: str
    from_on: date


@dataclass(frozen=True, slots=True)
class SuspensionAnswer:
    """What became of a decision: the suspension, or what stood against it."""

    suspension_id: int | None = None
    problems: tuple[PlanProblem, ...] = ()
    warnings: tuple[PlanProblem, ...] = ()

    @property
    def is_made(self) -> bool:
        """Whether it was written down."""
        return self.suspension_id is not None


@dataclass(frozen=True, slots=True)
class SuspensionFacts:
    """A suspension without its reason, which is read by itself.

    counts_from: the first day of the run of suspensions, one behind the other, to which it belongs. due_on: the school
    day from which education elsewhere is due, and due_day: which day of the run that is; None where it ends before, or
    the school's days are not known so far. half_days: of school in it; year_half_days, term_half_days: in the school
    year and the term of its first day, this one and earlier ones together, for good ones left out.
    """

    id: int
    school_id: int
    pupil_id: int
    is_permanent: bool
    starts_on: date
    first_session: int
    ends_on: date | None
    last_session: int
    parent_told_on: date | None
    decided_by_name: str
    decided_by_post: str
    decided_at: datetime
    provision_code: str
    provision_nature: str
    provision_from: date | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    counts_from: date
    due_on: date | None
    due_day: int | None
    half_days: int
    year_half_days: int
    term_half_days: int
    plans: tuple[PlanRecord, ...]
    may_suspend: bool
    may_arrange: bool
    may_read_reason: bool

    @property
    def stands(self) -> bool:
        """Whether nobody has withdrawn it."""
        return self.withdrawn_at is None

    def is_owed(self, on: date) -> bool:
        """Whether education elsewhere is due on a day, and none has been arranged by then."""
        is_arranged = self.provision_from is not None and self.provision_from <= on
        return (
            self.stands and self.due_on is not None and self.due_on <= on and not is_arranged and not self.is_over(on)
        )

    def is_over(self, on: date) -> bool:
        """Whether its last day is past."""
        return self.ends_on is not None and self.ends_on < on
