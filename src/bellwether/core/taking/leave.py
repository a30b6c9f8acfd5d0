"""What the policy has to say to a request for leave or a part-time timetable: advice, never an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import academic_year_of

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.policy import Policy
    from bellwether.core.taking.model import Facts

__all__ = ["Advice", "EarlierLeave", "LeaveFacts", "PartTimeFacts", "leave_advice", "part_time_advice"]

_EXCEPTIONAL: Final = "C"
_DAYS_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class EarlierLeave:
    """An earlier request for exceptional leave of the same pupil; granted: None while undecided or withdrawn."""

    first_day: date
    last_day: date
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class LeaveFacts:
    """What is known of a request.

    code: of the leave asked for. missed, possible: sessions of this school year so far. unexplained: sessions of this
    year that stand as O or N. earlier: earlier requests, at any school, in any order. met: whether the family was met;
    asker_lives_with: whether a parent asks with whom the pupil lives. Both None where it is not known.
    """

    code: str
    asked_on: date
    first_day: date
    last_day: date
    missed: int
    possible: int
    unexplained: int = 0
    earlier: tuple[EarlierLeave, ...] = ()
    met: bool | None = None
    asker_lives_with: bool | None = None


@dataclass(frozen=True, slots=True)
class PartTimeFacts:
    """What is known of a part-time timetable: which parts of its record are there, why, and its days."""

    recorded: frozenset[str]
    first_day: date
    last_day: date | None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What one rule of the policy has to say.

    holds: whether what the rule warns of is so; None where a person has to judge, or nothing can be said yet.
    source: where the rule was read. version: the entry as it was written. facts: for the words.
    """

    rule: str
    holds: bool | None
    source: str
    version: str
    facts: Facts


_Finding = tuple[bool | None, "Facts"]


def leave_advice(facts: LeaveFacts, *, policy: Policy, on: date) -> tuple[Advice, ...]:
    """What the policy in force on the day `on` says to a request, rule by rule.

    The rules on exceptional leave speak only to code C. A rule that is not in force, or is switched off, says
    nothing. Source: rules `leave.*`.
    """
    checks = _FOR_EVERY_LEAVE | (_FOR_EXCEPTIONAL_LEAVE if facts.code == _EXCEPTIONAL else {})
    found = []
    for rule_id, check in checks.items():
        if policy.rule(rule_id, on=on) is not None and (finding := check(facts, policy, on)) is not None:
            found.append(_advice(rule_id, finding, policy=policy, on=on))
    return tuple(found)


def part_time_advice(facts: PartTimeFacts, *, policy: Policy, on: date) -> tuple[Advice, ...]:
    """What the policy in force on the day `on` says to a part-time timetable: what its record lacks, its purpose and
    its length. Source: rules `part-time.*`.
    """
    found: list[tuple[str, _Finding]] = []
    if policy.rule("part-time.record", on=on) is not None:
        wanted = policy.texts("part-time.record", on=on)
        found += [("part-time.record", (True, {"missing": each})) for each in wanted if each not in facts.recorded]
    if policy.rule("part-time.not-for", on=on) is not None:
        unfit = facts.purpose in policy.texts("part-time.not-for", on=on)
        found.append(("part-time.not-for", (unfit if facts.purpose else None, {"purpose": facts.purpose})))
    if policy.rule("part-time.weeks-most", on=on) is not None:
        found.append(("part-time.weeks-most", _length(facts, policy, on)))
    return tuple(_advice(rule_id, finding, policy=policy, on=on) for rule_id, finding in found)


def _advice(rule_id: str, finding: _Finding, *, policy: Policy, on: date) -> Advice:
    rule = policy.rule_in_force(rule_id, on=on)
    holds, facts = finding
    return Advice(rule_id, holds, str(rule.source), rule.version, facts)


def _length(facts: PartTimeFacts, policy: Policy, on: date) -> _Finding:
    most = policy.number("part-time.weeks-most", on=on)
    if facts.last_day is None:
        return None, {"most": most}
    days = (facts.last_day - facts.first_day).days + 1
    weeks = -(-days // _DAYS_A_WEEK)
    return weeks > most, {"weeks": weeks, "most": most}


def _in_advance(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    if facts.code not in policy.codes("leave.in-advance", on=on):
        return None
    dates = {"asked_on": facts.asked_on.isoformat(), "first_day": facts.first_day.isoformat()}
    return facts.asked_on >= facts.first_day, dates


def _asked_at_home(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    if facts.code not in policy.codes("leave.asked-by-home", on=on):
        return None
    return (None if facts.asker_lives_with is None else not facts.asker_lives_with), {}


def _meeting(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    if not policy.flag("leave.meeting-first", on=on):
        return None
    return (None if facts.met is None else not facts.met), {}


def _judged_by_a_person(rule_id: str) -> Callable[[LeaveFacts, Policy, date], _Finding | None]:
    def check(_facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
        return (None, {}) if policy.flag(rule_id, on=on) else None

    return check


def _attendance(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    below = policy.number("leave.refused-below", on=on)
    attended = facts.possible - facts.missed
    said = {"attended": attended, "possible": facts.possible, "below": below}
    return (100 * attended < below * facts.possible if facts.possible else None), said


def _unexplained(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    if not policy.flag("leave.refused-when-unexplained", on=on):
        return None
    return facts.unexplained > 0, {"sessions": facts.unexplained}


def _regular(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    asked = {academic_year_of(each.first_day) for each in facts.earlier}
    year = academic_year_of(facts.first_day)
    in_a_row = 1
    while year - in_a_row in asked:
        in_a_row += 1
    wanted = policy.number("leave.regular-years", on=on)
    return in_a_row >= wanted, {"years_in_a_row": in_a_row, "regular_from": wanted}


def _pattern(facts: LeaveFacts, policy: Policy, on: date) -> _Finding | None:
    if not policy.flag("leave.refused-when-pattern", on=on):
        return None
    year, month = academic_year_of(facts.first_day), facts.first_day.month
    alike = sorted(
        each.first_day
        for each in facts.earlier
        if each.first_day.month == month and academic_year_of(each.first_day) < year
    )
    return bool(alike), {"same_month": ", ".join(day.isoformat() for day in alike)}


_Check = Callable[[LeaveFacts, "Policy", "date"], _Finding | None]
_FOR_EVERY_LEAVE: Final[dict[str, _Check]] = {
    "leave.in-advance": _in_advance,
    "leave.asked-by-home": _asked_at_home,
}
_FOR_EXCEPTIONAL_LEAVE: Final[dict[str, _Check]] = {
    "leave.exceptional-only": _judged_by_a_person("leave.exceptional-only"),
    "leave.refused-below": _attendance,
    "leave.refused-when-unexplained": _unexplained,
    "leave.regular-years": _regular,
    "leave.refused-when-pattern": _pattern,
    "leave.meeting-first": _meeting,
}
