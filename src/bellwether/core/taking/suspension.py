"""What the policy has to say to a suspension: how many school days it comes to. Advice, never an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.taking.leave import Advice

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.policy import Policy

__all__ = ["SuspensionFacts", "suspension_advice"]

_YEAR: Final = "suspension.days-most"
_TERM: Final = "suspension.term-days-reviewed"


@dataclass(frozen=True, slots=True)
class SuspensionFacts:
    """Half-days of school for which a pupil is suspended, this time among them: in the school year, in the term."""

    half_days_of_year: int
    half_days_of_term: int


def suspension_advice(facts: SuspensionFacts, *, policy: Policy, on: date) -> tuple[Advice, ...]:
    """What the policy in force on the first day says: the most days of a year, and from where governors look at it.

    Source: rules `suspension.days-most`, `suspension.term-days-reviewed`.
    """
    found = []
    for rule_id, half_days in ((_YEAR, facts.half_days_of_year), (_TERM, facts.half_days_of_term)):
        if policy.rule(rule_id, on=on) is None:
            continue
        rule, limit = policy.rule_in_force(rule_id, on=on), policy.number(rule_id, on=on)
        said = {"half_days": half_days, "limit": limit}
        found.append(Advice(rule_id, half_days > 2 * limit, str(rule.source), rule.version, said))
    return tuple(found)
