"""The numbers of a policy on one day, as plain whole numbers for the counting kernels and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from bellwether.core.policy.loading import load_policy
from bellwether.core.policy.model import Policy, Rule, Step, as_steps, phrases, whole_numbers

__all__ = ["Thresholds", "policy_thresholds"]

_NATIONAL: Final = "dfe-2024"
_LADDERS: Final = ("response.stages", "response.levels")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a policy compares figures with on `as_of`. Shares are (part, whole); None where the policy has no rule.

    The figures of the output (flags, threshold, overdue N) are counted in every year and under every policy, so that
    they can be compared: where the rule is not in force on the day, its entry nearest in time is taken, from the
    national policy if need be. `in_force` holds the ids of the rules that are; only from those do findings follow.
    """

    as_of: date
    in_force: frozenset[str]
    persistent: tuple[int, int]
    severe: tuple[int, int]
    watch_from: tuple[int, int]
    penalty_sessions: int
    penalty_school_weeks: int
    penalty_codes: tuple[str, ...]
    penalty_near: int
    n_school_days: int
    run_alerts: tuple[int, ...]
    run_codes: tuple[str, ...]
    run_return: int
    illness_alerts: tuple[int, ...]
    illness_return: int
    possible_least: int
    unmarked_least: int
    suppress_below: int
    bands: tuple[int, ...]
    late_sessions: int | None
    late_minutes: int | None
    target: int | None
    refer_below: int | None
    joint_below: int | None
    steps: tuple[tuple[str, Step], ...]
    """The steps of the policy's ladders that figures alone can reach, each with its rule id, in the ladder's order."""


def _nearest(policy: Policy, rule_id: str, as_of: date) -> Rule | None:
    entries = [entry for entry in policy.rules.get(rule_id, ()) if entry.applies_to is None]
    return min(entries, key=lambda entry: entry.in_force.distance_in_days(as_of), default=None)


def _always(policy: Policy, rule_id: str, as_of: date) -> Rule:
    """The rule in force, or the entry nearest in time, or the national one: a counted figure needs a number."""
    found = policy.rule(rule_id, on=as_of) or _nearest(policy, rule_id, as_of)
    return found or load_policy(_NATIONAL).rule_in_force(rule_id, on=date.max)


def _whole(rule: Rule) -> int:
    return rule.value if isinstance(rule.value, int) else 0


def _number(policy: Policy, rule_id: str, as_of: date) -> int:
    return _whole(_always(policy, rule_id, as_of))


def _optional(policy: Policy, rule_id: str, as_of: date) -> int | None:
    rule = policy.rule(rule_id, on=as_of)
    return _whole(rule) if rule else None


def _ratio(policy: Policy, rule_id: str, as_of: date) -> tuple[int, int]:
    part, whole = whole_numbers(_always(policy, rule_id, as_of).value)
    return part, whole


def _steps(policy: Policy, as_of: date) -> tuple[tuple[str, Step], ...]:
    ladders = [(rule_id, policy.rule(rule_id, on=as_of)) for rule_id in _LADDERS]
    return tuple(
        (rule_id, step)
        for rule_id, rule in ladders
        if rule is not None
        for step in as_steps(rule.value)
        if step.absence_percent is not None
    )


@lru_cache(maxsize=64)
def policy_thresholds(policy: Policy, as_of: date) -> Thresholds:
    """The numbers of the policy on that day; the same object for the same policy and day."""
    return Thresholds(
        as_of=as_of,
        in_force=frozenset(rule_id for rule_id in policy.rules if policy.rule(rule_id, on=as_of)),
        persistent=_ratio(policy, "persistent-absence.ratio", as_of),
        severe=_ratio(policy, "severe-absence.ratio", as_of),
        watch_from=_ratio(policy, "absence.watch-from", as_of),
        penalty_sessions=_number(policy, "penalty-notice.threshold-sessions", as_of),
        penalty_school_weeks=_number(policy, "penalty-notice.threshold-school-weeks", as_of),
        penalty_codes=phrases(_always(policy, "penalty-notice.threshold-codes", as_of).value),
        penalty_near=_number(policy, "penalty-notice.near-sessions", as_of),
        n_school_days=_number(policy, "n-code.replace-within", as_of),
        run_alerts=whole_numbers(_always(policy, "return.attendance-alerts", as_of).value),
        run_codes=phrases(_always(policy, "return.attendance-codes", as_of).value),
        run_return=_number(policy, "return.attendance-sessions", as_of),
        illness_alerts=whole_numbers(_always(policy, "return.sickness-alerts", as_of).value),
        illness_return=_number(policy, "return.sickness-school-days", as_of),
        possible_least=_number(policy, "alerts.possible-least", as_of),
        unmarked_least=_number(policy, "alerts.unmarked-sessions", as_of),
        suppress_below=_number(policy, "publication.suppress-below", as_of),
        bands=whole_numbers(_always(policy, "absence.bands", as_of).value),
        late_sessions=_optional(policy, "alerts.late-sessions", as_of),
        late_minutes=_optional(policy, "alerts.late-minutes", as_of),
        target=_optional(policy, "attendance.target", as_of),
        refer_below=_optional(policy, "response.refer-below", as_of),
        joint_below=_optional(policy, "response.joint-below", as_of),
        steps=_steps(policy, as_of),
    )
