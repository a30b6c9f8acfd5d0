"""The findings for one pupil, most urgent first, and the key that ranks pupils by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.policy.findings.absence import absence_findings
from bellwether.core.policy.findings.book import book_of
from bellwether.core.policy.findings.marks import mark_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.core.policy.facts import Finding, PupilFacts
    from bellwether.core.policy.model import Policy

__all__ = ["findings", "urgency"]


def findings(facts: PupilFacts, policy: Policy) -> tuple[Finding, ...]:
    """What the policy makes of the pupil's figures as at `facts.as_of`, most urgent first.

    Only rules in force on that day lead to a finding. Every finding names its rule, version, source and status, and
    one that rests on an unconfirmed rule says so in its text. Empty where nothing asks for attention.
    """
    book = book_of(policy, facts.as_of)
    found = absence_findings(facts, book) + mark_findings(facts, book)
    return tuple(sorted(found, key=lambda finding: -finding.urgency))


def urgency(found: Sequence[Finding], facts: PupilFacts) -> tuple[int, int, str, str]:
    """A key that sorts the most urgent pupil first: by the most urgent finding, then by sessions missed.

    Pupils alike in both stand by school and pupil, so that the order is always the same.
    """
    top = max((finding.urgency for finding in found), default=0)
    return (-top, -facts.missed, facts.school or "", facts.pupil)
