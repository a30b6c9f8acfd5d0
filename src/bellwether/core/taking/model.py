"""What is known when a mark is made, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.core.problems import Severity

__all__ = ["Facts", "Level", "MarkProblem", "MarkProblemKind", "PupilOnDay", "SessionOnDay"]

Facts: TypeAlias = "Mapping[str, str | int]"
"""What a page needs to say it in words."""


class Level(IntEnum):
    """For whom a mark is made at once."""

    PUPIL = 0
    GROUP = 1
    SCHOOL = 2


class MarkProblemKind(StrEnum):
    """What can be wrong with a mark or a plan. The value is what stands behind `mark.` in the id of our rule."""

    NO_SUCH_CODE = "no-such-code"
    NOT_IN_FORCE = "not-in-force"
    WRONG_SESSION = "wrong-session"
    SCHOOL_LEVEL = "school-level"
    GROUP_LEVEL = "group-level"
    NOT_ON_ROLL = "not-on-roll"
    ALREADY_ON_ROLL = "already-on-roll"
    CLOSED_SESSION = "closed-session"
    FUTURE = "future"
    COMPULSORY_AGE = "compulsory-age"
    AGE_UNKNOWN = "age-unknown"
    NOT_COMPULSORY_AGE = "not-compulsory-age"
    NOT_DUAL = "not-dual"
    OVER_DUAL = "over-dual"
    STUDY_LEAVE_YEAR = "study-leave-year"
    AGAINST_PLAN = "against-plan"
    AFTER_CLOSE = "after-close"
    BEFORE_CLOSE = "before-close"
    AFTER_SESSION = "after-session"
    NEVER_PLANNED = "never-planned"
    NOT_PLANNABLE = "not-plannable"
    """By the policy's rule `register.planned-codes`."""
    NOTE_MISSING = "note-missing"
    """By the policy's rule `register.note-codes`."""
    TOO_OLD = "too-old"
    """By the policy's rule `register.amend-years`."""
    TAKEN_TOO_LATE = "taken-too-late"
    """By the policy's rule `register.take-within`."""


@dataclass(frozen=True, slots=True)
class PupilOnDay:
    """What is known of one pupil on the day of the mark.

    on_roll: on this school's register that day. compulsory_school_age: None where the date of birth is not known.
    year_group: the national curriculum year, 0 for reception, below it nursery; None where unknown. standing: the
    mark that stands, as the law writes it, or `.`, `_`. dual_registered: at another school too. has_left: not on
    roll because the last day is over, rather than not yet begun.
    """

    on_roll: bool
    compulsory_school_age: bool | None
    year_group: int | None = None
    standing: str = "."
    dual_registered: bool = False
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class SessionOnDay:
    """A half-day of the school: session 0 AM, 1 PM; is_open: whether its calendar has that session."""

    on: date
    session: int
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class MarkProblem:
    """One thing that is wrong with a mark, or that a person should look at twice (a warning).

    rule: the id of the rule that says so: `mark.…` (`mark_rules`) or a rule of the policy. facts: for the words.
    """

    kind: MarkProblemKind
    severity: Severity
    code: str
    rule: str
    facts: Facts
