"""Whether a mark can be: what stops impossible ones and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.codes import CODES, Code
from bellwether.core.dated import Status
from bellwether.core.problems import Severity
from bellwether.core.taking.model import Level, MarkProblem, MarkProblemKind
from bellwether.core.taking.rules import MarkRule, mark_rules

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.policy import Policy
    from bellwether.core.taking.model import Facts, PupilOnDay, SessionOnDay

__all__ = ["amend_problems", "mark_problems", "plan_problems", "take_problems"]

_HALF_DAYS: Final = ("AM", "PM")
_NOTE_RULE: Final = "register.note-codes"
_PLAN_RULE: Final = "register.planned-codes"
_TAKE_RULE: Final = "register.take-within"
_AMEND_RULE: Final = "register.amend-years"


@dataclass(frozen=True, slots=True)
class _Asked:
    code: Code
    pupil: PupilOnDay
    at: SessionOnDay
    today: date
    level: Level
    rule: MarkRule

    @property
    def is_named(self) -> bool:
        """Whether the rule names this code."""
        return self.code.code in self.rule.codes


def mark_problems(
    code: str,
    *,
    pupil: PupilOnDay,
    at: SessionOnDay,
    today: date,
    level: Level = Level.PUPIL,
    note: str = "",
    policy: Policy | None = None,
) -> tuple[MarkProblem, ...]:
    """Everything that is wrong with making this mark, in the order of the rules; empty for a good one.

    code: as the law writes it. level: for whom the mark is made at once. note: what is written beside it; asked for
    only with a policy, whose rule `register.note-codes` says of which codes the nature is recorded. A problem whose
    severity is an error refuses the mark; a warning leaves it to the person.
    Source: `rules.toml`, each rule with its own, and the table of codes.
    """
    if code not in CODES:
        rule = mark_rules()[MarkProblemKind.NO_SUCH_CODE]
        return (MarkProblem(rule.kind, rule.severity, code, rule.id, {}),)
    found = []
    for kind, check in _CHECKS.items():
        rule = mark_rules()[kind]
        if at.on not in rule.in_force:
            continue
        if (facts := check(_Asked(CODES[code], pupil, at, today, level, rule))) is not None:
            found.append(MarkProblem(kind, rule.severity, code, rule.id, facts))
    return (*found, *_note_problems(code, on=at.on, note=note, policy=policy))


def plan_problems(code: str, *, on: date, policy: Policy) -> tuple[MarkProblem, ...]:
    """Whether a code may be planned for a day ahead.

    Presence, lateness and N never, whatever the policy says; of the others those that its rule
    `register.planned-codes` lists. Before that rule began nothing is said. Source: rule `mark.never-planned`.
    """
    rule = mark_rules()[MarkProblemKind.NEVER_PLANNED]
    if code in rule.codes:
        return (MarkProblem(rule.kind, rule.severity, code, rule.id, {}),)
    if policy.rule(_PLAN_RULE, on=on) is None or code in policy.codes(_PLAN_RULE, on=on):
        return ()
    return (MarkProblem(MarkProblemKind.NOT_PLANNABLE, Severity.ERROR, code, _PLAN_RULE, {}),)


def amend_problems(code: str, *, on: date, today: date, policy: Policy) -> tuple[MarkProblem, ...]:
    """Whether a mark of the day `on` may still be put right today. Source: rule `register.amend-years` of today."""
    if policy.rule(_AMEND_RULE, on=today) is None:
        return ()
    years = policy.number(_AMEND_RULE, on=today)
    if (on.year + years, on.month, on.day) >= (today.year, today.month, today.day):
        return ()
    facts: Facts = {"years": years, "day": on.isoformat()}
    return (MarkProblem(MarkProblemKind.TOO_OLD, Severity.ERROR, code, _AMEND_RULE, facts),)


def take_problems(code: str, *, on: date, marked_on: date, policy: Policy) -> tuple[MarkProblem, ...]:
    """Whether a register of the day `on` that nobody took may still be taken. marked_on: the day of its marking.

    Source: rule `register.take-within` of the day of its marking.
    """
    if policy.rule(_TAKE_RULE, on=marked_on) is None:
        return ()
    days = policy.number(_TAKE_RULE, on=marked_on)
    if (marked_on - on).days <= days:
        return ()
    facts: Facts = {"days": days, "day": on.isoformat()}
    return (MarkProblem(MarkProblemKind.TAKEN_TOO_LATE, Severity.ERROR, code, _TAKE_RULE, facts),)


def _note_problems(code: str, *, on: date, note: str, policy: Policy | None) -> tuple[MarkProblem, ...]:
    rule = None if policy is None else policy.rule(_NOTE_RULE, on=on)
    if policy is None or rule is None or note.strip() or code not in policy.codes(_NOTE_RULE, on=on):
        return ()
    # A rule that nobody has confirmed warns and never decides alone.
    severity = Severity.WARNING if rule.status is Status.UNCONFIRMED else Severity.ERROR
    return (MarkProblem(MarkProblemKind.NOTE_MISSING, severity, code, _NOTE_RULE, {}),)


def _not_in_force(asked: _Asked) -> Facts | None:
    if asked.code.meaning_on(asked.at.on) is not None:
        return None
    first, last = asked.code.meanings[0].in_force.first, asked.code.meanings[-1].in_force.last
    facts = {"first": first.isoformat()}
    return facts if last is None else facts | {"last": last.isoformat()}


def _wrong_session(asked: _Asked) -> Facts | None:
    half = _HALF_DAYS[asked.at.session]
    return None if asked.code.session in (None, half) else {"session": half}


def _below(level: Level) -> _Check:
    return lambda asked: {} if asked.is_named and asked.level < level else None


def _not_on_roll(asked: _Asked) -> Facts | None:
    if asked.pupil.on_roll:
        return None
    # A planned closure stands in every row of the school. Z is for those still to come, not for those who left.
    allowed = asked.code.code == "#" or (asked.code.code == "Z" and not asked.pupil.has_left)
    return None if allowed else {"when": "after leaving" if asked.pupil.has_left else "before admission"}


def _already_on_roll(asked: _Asked) -> Facts | None:
    return {} if asked.is_named and asked.pupil.on_roll else None


def _closed_session(asked: _Asked) -> Facts | None:
    return None if asked.at.is_open or asked.is_named else {}


def _future(asked: _Asked) -> Facts | None:
    return {"day": asked.at.on.isoformat()} if asked.at.on > asked.today and not asked.is_named else None


def _when_age_is(*, age: bool | None) -> _Check:
    return lambda asked: {} if asked.is_named and asked.pupil.compulsory_school_age is age else None


def _not_dual(asked: _Asked) -> Facts | None:
    return {} if asked.is_named and not asked.pupil.dual_registered else None


def _over_dual(asked: _Asked) -> Facts | None:
    return {"standing": "D"} if asked.is_named and asked.pupil.standing == "D" else None


def _study_leave_year(asked: _Asked) -> Facts | None:
    year, least = asked.pupil.year_group, asked.rule.least_year_group
    if not asked.is_named or year is None or least is None or year >= least:
        return None
    return {"year_group": year}


_Check = Callable[[_Asked], "Facts | None"]
_CHECKS: Final[dict[MarkProblemKind, _Check]] = {
    MarkProblemKind.NOT_IN_FORCE: _not_in_force,
    MarkProblemKind.WRONG_SESSION: _wrong_session,
    MarkProblemKind.SCHOOL_LEVEL: _below(Level.SCHOOL),
    MarkProblemKind.GROUP_LEVEL: _below(Level.GROUP),
    MarkProblemKind.NOT_ON_ROLL: _not_on_roll,
    MarkProblemKind.ALREADY_ON_ROLL: _already_on_roll,
    MarkProblemKind.CLOSED_SESSION: _closed_session,
    MarkProblemKind.FUTURE: _future,
    MarkProblemKind.COMPULSORY_AGE: _when_age_is(age=True),
    MarkProblemKind.AGE_UNKNOWN: _when_age_is(age=None),
    MarkProblemKind.NOT_COMPULSORY_AGE: _when_age_is(age=False),
    MarkProblemKind.NOT_DUAL: _not_dual,
    MarkProblemKind.OVER_DUAL: _over_dual,
    MarkProblemKind.STUDY_LEAVE_YEAR: _study_leave_year,
}
