"""The rules of one policy on one day, ready to be cited: thirty thousand pupils ask the same few questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bellwether.core.dated import Status
from bellwether.core.policy.facts import Finding, Urgency
from bellwether.core.policy.thresholds import Thresholds, policy_thresholds

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.policy.model import Policy, Rule

__all__ = ["Book", "book_of"]


@dataclass(frozen=True, slots=True)
class _Backing:
    rule: str
    version: str
    source: str
    status: Status
    caution: str


@dataclass(frozen=True, slots=True)
class Book:
    """A policy opened at a day."""

    policy: Policy
    limits: Thresholds
    _backings: dict[tuple[str, ...], _Backing] = field(default_factory=dict)
    _rules: dict[str, Rule | None] = field(default_factory=dict)

    def has(self, *rule_ids: str) -> bool:
        """Whether every one of the rules is in force on the day."""
        return self.limits.in_force.issuperset(rule_ids)

    def rule(self, rule_id: str) -> Rule | None:
        """The entry in force on the day, looked up once."""
        if rule_id not in self._rules:
            self._rules[rule_id] = self.policy.rule(rule_id, on=self.limits.as_of)
        return self._rules[rule_id]

    def _backing(self, rule_ids: tuple[str, ...]) -> _Backing:
        found = self._backings.get(rule_ids)
        if found is None:
            rules = [self.policy.rule_in_force(rule_id, on=self.limits.as_of) for rule_id in rule_ids]
            doubtful = [rule for rule in rules if rule.status is Status.UNCONFIRMED]
            statuses = {rule.status for rule in rules}
            weakest = next((s for s in (Status.UNCONFIRMED, Status.SECONDARY) if s in statuses), Status.CONFIRMED)
            named = ", ".join(rule.id for rule in doubtful)
            caution = f" This rests on a rule that is not yet confirmed ({named})." if doubtful else ""
            found = _Backing(rules[0].id, rules[0].version, str(rules[0].source), weakest, caution)
            self._backings[rule_ids] = found
        return found

    def finding(self, *rule_ids: str, text: str, urgency: Urgency, marks: tuple[str, ...] = ()) -> Finding:
        """A finding that cites the first rule and is only as sure as the least sure of all."""
        backing = self._backing(rule_ids)
        return Finding(
            backing.rule,
            backing.version,
            backing.source,
            backing.status,
            text + backing.caution,
            marks,
            int(urgency),
        )


@lru_cache(maxsize=64)
def book_of(policy: Policy, as_of: date) -> Book:
    """The policy opened at a day; the same object for the same policy and day."""
    return Book(policy, policy_thresholds(policy, as_of))
