"""Small rules about plans: which half-days one holds, and which right planning a code asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bellwether.core.policy import Policy

__all__ = ["PART_TIME", "SUSPENDED", "Session", "action_for", "covers", "sessions_between"]

Session = tuple[date, int]
"""A day and its half, 0 AM, 1 PM."""

PART_TIME: Final = frozenset({"C2", "X"})
"""What a session that was agreed off is: of a pupil of compulsory school age, and of another."""
SUSPENDED: Final = "E"
_LEAVE: Final = "leave.codes"
_DAY: Final = timedelta(days=1)


def action_for(code: str, *, policy: Policy, on: date) -> Action:
    """Who may plan a code: suspensions, part-time timetables and leave are decided by those who may decide them."""
    if code == SUSPENDED:
        return Action.SUSPEND
    if code in PART_TIME:
        return Action.AGREE_PART_TIME
    is_leave = policy.rule(_LEAVE, on=on) is not None and code in policy.codes(_LEAVE, on=on)
    return Action.DECIDE_LEAVE if is_leave else Action.PLAN_ABSENCE


def sessions_between(first: Session, last: Session, pattern: str = "") -> Iterator[Session]:
    """The half-days from one to another, both inside, that the weekly pattern holds; "" holds all."""
    day = first[0]
    while day <= last[0]:
        for half in (0, 1):
            if covers(first, last, pattern, at=(day, half)):
                yield day, half
        day += _DAY


def covers(first: Session, last: Session, pattern: str, *, at: Session) -> bool:
    """Whether a plan from one half-day to another, with a weekly pattern, holds in a half-day."""
    return first <= at <= last and (not pattern or pattern[2 * at[0].weekday() + at[1]] == "1")
