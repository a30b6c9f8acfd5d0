"""Which penalty notice may be issued to a parent for a child: a first, a second, or none.

The machine only says what the law leaves open on that day. Whether a notice is right is a person's decision, after
support.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bellwether.core.dated import Status
from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bellwether.core.policy.model import Policy, Rule

__all__ = [
    "LeftOut",
    "MixedNoticesError",
    "Payment",
    "PenaltyNotice",
    "PenaltyTier",
    "Tier",
    "notices_for",
    "penalty_tier",
    "years_after",
]


class MixedNoticesError(BellwetherError):
    """The notices are not all for one parent and one child; the cap is counted for each pair alone."""


class Tier(StrEnum):
    """What the law leaves open."""

    FIRST = "first"
    SECOND = "second"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class PenaltyNotice:
    """A notice that was issued: to one parent, for one child, on a day.

    withdrawn: taken back by the authority. acquitted: prosecuted for the absence, and found not guilty.
    """

    parent: str
    pupil: str
    issued_on: date
    withdrawn: bool = False
    acquitted: bool = False
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """What settles a notice: pounds, and the last day to pay counted from receipt, the day of receipt being 1."""

    amount: int
    within_days: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An earlier notice that does not count, and the rule that says so; no rule where no rule is needed."""

    notice: PenaltyNotice
    because: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class PenaltyTier:
    """What may be issued on a day, and what that rests on.

    payments: what settles the notice, earliest first; empty when none may be issued. instead: what is looked at then.
    counted, left_out: every earlier notice stands in one of the two. rules: the entries relied on.
    status: that of the least certain of them.
    """

    tier: Tier
    on: date
    payments: tuple[Payment, ...]
    instead: tuple[str, ...]
    counted: tuple[PenaltyNotice, ...]
    left_out: tuple[LeftOut, ...]
    rules: tuple[Rule, ...]

    @property
    def status(self) -> Status:
        """Unconfirmed as soon as one rule relied on is; else secondary as soon as one is."""
        statuses = {rule.status for rule in self.rules}
        order = (Status.UNCONFIRMED, Status.SECONDARY)
        return next((status for status in order if status in statuses), Status.CONFIRMED)

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of the rules relied on."""
        return tuple(rule.version for rule in self.rules)

    @property
    def text(self) -> str:
        """The answer in a sentence or three, naming every unconfirmed rule that it rests on."""
        sentences = [_SENTENCES[self.tier].format(count=len(self.counted), pays=_in_words(self.payments))]
        if self.instead:
            sentences.append(f"Look at {', '.join(self.instead[:-1])} or {self.instead[-1]}.")
        doubtful = [rule.id for rule in self.rules if rule.status is Status.UNCONFIRMED]
        if doubtful:
            sentences.append(f"This rests on rules not yet confirmed: {', '.join(doubtful)}.")
        return " ".join(sentences)


_SENTENCES = {
    Tier.FIRST: "No earlier notice to this parent for this child counts: {pays}.",
    Tier.SECOND: "{count} earlier notice to this parent for this child counts: {pays}.",
    Tier.BLOCKED: "{count} earlier notices to this parent for this child count: no further notice may be issued.",
}


def _in_words(payments: Iterable[Payment]) -> str:
    return ", or ".join(f"£{payment.amount} if paid within {payment.within_days} days" for payment in payments)


def years_after(day: date, years: int) -> date:
    """The first day after so many whole years that begin with `day`.

    Three years that begin with 1 October 2024 end with 30 September 2027, so the answer is 1 October 2027; those that
    begin with 29 February end with 28 February, so the answer is 1 March where there is no leap day.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def notices_for(notices: Iterable[PenaltyNotice], *, parent: str, pupil: str) -> tuple[PenaltyNotice, ...]:
    """Those of the notices that were issued to this parent for this child."""
    return tuple(notice for notice in notices if notice.parent == parent and notice.pupil == pupil)


def _reason(notice: PenaltyNotice, *, on: date, policy: Policy) -> LeftOut | None:
    """Why an earlier notice does not count, the surest reason first; None when it counts."""
    years = policy.rule_in_force("penalty-notice.cap-years", on=on)
    withdrawn = policy.rule_in_force("penalty-notice.counts-withdrawn", on=on)
    scheme = policy.rule_in_force("penalty-notice.counts-issued-from", on=on)
    acquitted = policy.rule_in_force("penalty-notice.counts-acquitted", on=on)
    length = policy.number("penalty-notice.cap-years", on=on)
    if notice.issued_on > on:
        return LeftOut(notice, "it is issued after this day")
    if notice.withdrawn and not withdrawn.value:
        return LeftOut(notice, "it was withdrawn", withdrawn)
    if on >= years_after(notice.issued_on, length):
        return LeftOut(notice, f"it was issued {length} years ago or more", years)
    if notice.issued_on < policy.day("penalty-notice.counts-issued-from", on=on):
        return LeftOut(notice, "it was issued before the present scheme began", scheme)
    if notice.acquitted and not acquitted.value:
        return LeftOut(notice, "the parent was acquitted", acquitted)
    return None


def _payments(names: Sequence[tuple[str, str]], *, on: date, policy: Policy) -> tuple[tuple[Payment, ...], list[Rule]]:
    ids = [rule_id for pair in names for rule_id in pair]
    payments = tuple(Payment(policy.number(amount, on=on), policy.number(days, on=on)) for amount, days in names)
    return payments, [policy.rule_in_force(rule_id, on=on) for rule_id in ids]


_PAYMENT_RULES = {
    Tier.FIRST: (
        ("penalty-notice.first-reduced-amount", "penalty-notice.first-reduced-days"),
        ("penalty-notice.first-amount", "penalty-notice.first-days"),
    ),
    Tier.SECOND: (("penalty-notice.second-amount", "penalty-notice.second-days"),),
    Tier.BLOCKED: (),
}


def _tier(counted: int, most: int) -> Tier:
    if counted >= most:
        return Tier.BLOCKED
    return Tier.SECOND if counted else Tier.FIRST


def _sort_out(
    notices: Sequence[PenaltyNotice], *, is_capped: bool, on: date, policy: Policy
) -> tuple[tuple[PenaltyNotice, ...], tuple[LeftOut, ...]]:
    """The notices that count, and those that do not with the reason."""
    if not is_capped:
        return (), tuple(LeftOut(notice, "no cap was in force on this day") for notice in notices)
    reasons = [_reason(notice, on=on, policy=policy) for notice in notices]
    counted = tuple(notice for notice, reason in zip(notices, reasons, strict=True) if reason is None)
    return counted, tuple(reason for reason in reasons if reason is not None)


def penalty_tier(previous: Sequence[PenaltyNotice], *, on: date, policy: Policy) -> PenaltyTier:
    """What notice may be issued on a day to the parent, for the child, of these earlier notices.

    previous: notices to one parent for one child, in any order (`notices_for` picks them out of a ledger); may be
    empty. Where the policy knows no cap on that day, every notice is a first one.
    Raises MixedNoticesError for more than one pair, RuleNotInForceError before any amounts are known.
    Source: rules `penalty-notice.*`.
    """
    if len({(notice.parent, notice.pupil) for notice in previous}) > 1:
        raise MixedNoticesError("the notices are to more than one parent or for more than one child")
    in_order = sorted(previous, key=lambda notice: (notice.issued_on, notice.reference or ""))
    cap = policy.rule("penalty-notice.most", on=on)
    counted, left_out = _sort_out(in_order, is_capped=cap is not None, on=on, policy=policy)
    tier = _tier(len(counted), policy.number("penalty-notice.most", on=on)) if cap else Tier.FIRST
    payments, rules = _payments(_PAYMENT_RULES[tier], on=on, policy=policy)
    if cap:
        rules += [cap, policy.rule_in_force("penalty-notice.cap-years", on=on)]
    if tier is Tier.BLOCKED:
        rules.append(policy.rule_in_force("penalty-notice.instead", on=on))
    rules += [reason.rule for reason in left_out if reason.rule]
    return PenaltyTier(
        tier=tier,
        on=on,
        payments=payments,
        instead=policy.texts("penalty-notice.instead", on=on) if tier is Tier.BLOCKED else (),
        counted=counted,
        left_out=left_out,
        rules=tuple({rule.version: rule for rule in rules}.values()),
    )
