"""What can stand in the way of a request for leave, its decision, its evidence and its letters."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from bellwether.registers.facts import PupilProblem
    from bellwether.registers.plan_facts import PlanProblem

__all__ = ["LeaveProblem", "LeaveRefusedError"]


class LeaveProblem(StrEnum):
    """Why what was wanted was not done. The page finds the words."""

    NO_GROUND = "no-ground"  # no such ground on that day
    NOT_IN_ORDER = "not-in-order"
    TOO_LONG = "too-long"
    ASKED_LATER = "asked-later"  # asked for after today
    MET_LATER = "met-later"
    NOBODY = "nobody"  # nobody is said to have asked
    NO_REASON = "no-reason"
    SAME_DAYS = "same-days"  # another open request is about some of these days
    NOT_ON_ROLL = "not-on-roll"
    NOT_OPEN = "not-open"  # decided or withdrawn already
    WITHDRAWN = "withdrawn"
    MEANWHILE = "meanwhile"  # somebody else decided since the page was opened
    NO_CODE = "no-code"
    NOT_INSIDE = "not-inside"  # days that were not asked for
    ALL_OF_IT = "all-of-it"  # part is everything
    CANNOT_PLAN = "cannot-plan"
    CANNOT_AMEND = "cannot-amend"
    MANY_FILES = "many-files"
    SAME_FILE = "same-file"
    NO_PARENT = "no-parent"  # nobody chosen to write to, or somebody who is no parent
    NO_ADDRESS = "no-address"  # no e-mail address to send to


class LeaveRefusedError(BellwetherError):
    """What was asked cannot be done. field: the name of what it is about, or "". plans, marks: what stands against."""

    def __init__(
        self,
        problem: LeaveProblem,
        *,
        field: str = "",
        plans: tuple[PlanProblem, ...] = (),
        marks: tuple[PupilProblem, ...] = (),
    ) -> None:
        super().__init__(problem.value)
        self.problem, self.field, self.plans, self.marks = problem, field, plans, marks
