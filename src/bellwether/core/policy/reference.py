"""A policy as rows for generated pages: every rule, what it means, what it says and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bellwether.core.policy.wording import day_in_words

if TYPE_CHECKING:
    from bellwether.core.policy.model import Policy, Rule, RuleValue

__all__ = ["ReferenceRow", "policy_rows", "value_in_words"]


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One dated entry as people read it. All texts; `until` is None while it is in force."""

    rule: str
    describes: str
    value: str
    since: date
    until: date | None
    status: str
    source: str
    set_by: str
    origin: str
    applies_to: str
    text: str


def value_in_words(value: RuleValue, unit: str | None) -> str:
    """As in `30 minutes`, `1 in 10 of possible sessions`, `G, N, O, U`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_in_words(item, None)}" for key, item in value.items())
    if isinstance(value, tuple):
        joined = (" | " if any(isinstance(item, Mapping) for item in value) else ", ").join(
            value_in_words(item, None) for item in value
        )
        return f"{joined} {unit}" if unit else joined
    return f"{value} {unit}" if unit else str(value)


def _value(rule: Rule) -> str:
    is_share = rule.unit is not None and rule.unit.startswith("of ")
    if is_share and isinstance(rule.value, tuple):
        return f"{rule.value[0]} in {rule.value[1]} {rule.unit}"
    return value_in_words(rule.value, rule.unit)


def policy_rows(policy: Policy) -> tuple[ReferenceRow, ...]:
    """Every entry of the policy, by rule id and then by its first day."""
    return tuple(
        ReferenceRow(
            rule=rule.id,
            describes=policy.declared[rule_id].describes,
            value=_value(rule),
            since=rule.in_force.first,
            until=rule.in_force.last,
            status=rule.status.value,
            source=str(rule.source),
            set_by=policy.declared[rule_id].set_by.value,
            origin=rule.origin,
            applies_to=", ".join(sorted(rule.applies_to)) if rule.applies_to else "every school",
            text=rule.text or "",
        )
        for rule_id in sorted(policy.rules)
        for rule in policy.rules[rule_id]
    )
