"""The contact ladder: what is done, by when, while a pupil is absent and nobody has said why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bellwether.core.policy import ValueKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bellwether.core.calendar import SchoolDays
    from bellwether.core.policy import Policy

__all__ = ["LadderAction", "LadderPlace", "LadderStep", "StepState", "StepStatus", "ladder_for", "ladder_state"]

_DAY: Final = timedelta(days=1)


class LadderAction(StrEnum):
    """What is done. The value is the stable name under which a contact is logged."""

    TEXT = "text"
    CALL = "call"
    EVERY_CONTACT = "every-contact"
    TELL = "tell"
    """Tell the professionals around the child, where there are any."""
    CONTACT_AGAIN = "contact-again"
    HOME_VISIT = "home-visit"
    WELFARE_CHECK = "welfare-check"


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step.

    day: the school day of the absence on which it is due, its first being 1. by: the time of that day, local; None
    for the end of the day. each_day: due on every school day of the absence from `day` on. tell: who is told.
    rule, source: what says so.
    """

    action: LadderAction
    day: int
    by: time | None
    rule: str
    source: str
    each_day: bool = False
    tell: tuple[str, ...] = ()


class StepStatus(StrEnum):
    """Where a step stands."""

    DONE = "done"
    LATER = "later"
    """Its day has not come."""
    DUE = "due"
    """Today, and its time has not passed."""
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    """The school's days are not known so far ahead."""


@dataclass(frozen=True, slots=True)
class StepState:
    """A step on its way: the day and the time by which it is due, and where it stands."""

    step: LadderStep
    due_on: date | None
    due_by: time | None
    status: StepStatus


@dataclass(frozen=True, slots=True)
class LadderPlace:
    """Where one absence stands on the ladder.

    day_of_absence: the school day of the absence that today is, or was last. current: the first step that is overdue,
    else the first that is due, else None. next_step: the first whose day has not come, or None.
    """

    steps: tuple[StepState, ...]
    day_of_absence: int
    current: StepState | None
    next_step: StepState | None

    @property
    def is_overdue(self) -> bool:
        """Whether any step should have been done."""
        return any(each.status is StepStatus.OVERDUE for each in self.steps)


def ladder_for(policy: Policy, on: date) -> tuple[LadderStep, ...]:
    """The steps that the policy has on that day, in the order in which they are due.

    A rule that is not in force, or a flag that says no, has no step. Source: rules `first-day.*`.
    """
    steps = [step for rule_id, action in _ACTION_OF.items() if (step := _step(rule_id, action, policy=policy, on=on))]
    return tuple(sorted(steps, key=lambda step: (step.day, step.by is None, step.by or time.max)))


def ladder_state(
    steps: Collection[LadderStep],
    *,
    absent_since: tuple[date, int],
    now: datetime,
    done: Mapping[LadderAction, Collection[date]],
    school_days: SchoolDays,
) -> LadderPlace:
    """Where an absence without a reason stands.

    absent_since: the day and the session (0 AM, 1 PM) of its first N. now: local time of the school. done: the days
    on which each action was done for this absence; those before it do not count. school_days: of the school.
    The times of the day are those of a morning: an absence that began at noon has until the end of that day.
    Ask it only of absences in a register that somebody submitted; when the reason is known, ask no more.
    """
    first = absent_since[0]
    states = tuple(
        _state(
            step,
            due=_due(step, absent_since=absent_since, today=now.date(), school_days=school_days),
            now=now,
            done=[day for day in done.get(step.action, ()) if day >= first],
        )
        for step in steps
    )
    return LadderPlace(
        steps=states,
        day_of_absence=school_days.count_between(first - _DAY, now.date() + _DAY),
        current=_first(states, StepStatus.OVERDUE) or _first(states, StepStatus.DUE),
        next_step=_first(states, StepStatus.LATER),
    )


def _first(states: Collection[StepState], status: StepStatus) -> StepState | None:
    return next((each for each in states if each.status is status), None)


def _due(
    step: LadderStep, *, absent_since: tuple[date, int], today: date, school_days: SchoolDays
) -> tuple[date | None, time | None]:
    """The day and the time by which a step is due."""
    first, session = absent_since
    on = school_days.school_days_after(first - _DAY, step.day)
    if step.each_day and on is not None and on < today:
        # The last school day up to today: on a Sunday nobody is asked for a call.
        count = school_days.count_between(first - _DAY, today + _DAY)
        on = school_days.school_days_after(first - _DAY, count)
    is_from_noon = on == first and session == 1
    return on, None if is_from_noon else step.by


def _state(
    step: LadderStep, *, due: tuple[date | None, time | None], now: datetime, done: Collection[date]
) -> StepState:
    on, by = due
    if on is None:
        status = StepStatus.UNKNOWN
    elif on in done or (done and not step.each_day):
        status = StepStatus.DONE
    elif on > now.date():
        status = StepStatus.LATER
    elif on < now.date() or (by is not None and now.time() > by):
        status = StepStatus.OVERDUE
    else:
        status = StepStatus.DUE
    return StepState(step, on, by, status)


_ACTION_OF: Final = {
    "first-day.text-by": LadderAction.TEXT,
    "first-day.call-by": LadderAction.CALL,
    "first-day.every-contact-by": LadderAction.EVERY_CONTACT,
    "first-day.tell": LadderAction.TELL,
    "first-day.again-each-day": LadderAction.CONTACT_AGAIN,
    "first-day.home-visit-by": LadderAction.HOME_VISIT,
    "first-day.welfare-check-by": LadderAction.WELFARE_CHECK,
}


def _step(rule_id: str, action: LadderAction, *, policy: Policy, on: date) -> LadderStep | None:
    rule = policy.rule(rule_id, on=on)
    if rule is None or rule.value is False:
        return None
    is_daily = action is LadderAction.CONTACT_AGAIN
    day, by = (2, _call_by(policy, on)) if is_daily else _day_and_time(rule_id, policy, on)
    tell = policy.texts(rule_id, on=on) if action is LadderAction.TELL else ()
    return LadderStep(action, day, by, rule_id, str(rule.source), is_daily, tell)


def _day_and_time(rule_id: str, policy: Policy, on: date) -> tuple[int, time | None]:
    """A rule that says a day of absence means the end of it; one that says a time means the first day."""
    match policy.declaration(rule_id).kind:
        case ValueKind.WHOLE:
            return policy.number(rule_id, on=on), None
        case ValueKind.TIME:
            return 1, time.fromisoformat(policy.time(rule_id, on=on))
        case _:
            return 1, None


def _call_by(policy: Policy, on: date) -> time | None:
    """Further days have the clock of the first day's call."""
    rule_id = "first-day.call-by"
    return None if policy.rule(rule_id, on=on) is None else time.fromisoformat(policy.time(rule_id, on=on))
