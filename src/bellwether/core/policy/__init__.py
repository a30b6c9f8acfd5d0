"""Dated rules with a source: what a policy says on a day, and what it makes of a pupil's figures.

`load_policy` reads a preset (`preset_names`), `policy.rule(...)` answers for a day, `findings` turns one pupil's
facts into sentences, `penalty_tier` says which notice the law leaves open, `policy_thresholds` gives the plain numbers
that the counting kernels use.

>>> from datetime import date
>>> from bellwether.core.policy import load_policy
>>> load_policy("dfe-2024").number("register.retention-years", on=date(2025, 1, 1))
6
"""

from bellwether.core.policy.facts import Figures, Finding, PupilFacts, ThresholdFacts, Urgency
from bellwether.core.policy.findings import findings, needs_finding, top_urgency, urgency
from bellwether.core.policy.loading import load_policy, preset_names, read_adjustments, read_policy
from bellwether.core.policy.model import (
    Declaration,
    Policy,
    PolicyRefusedError,
    Rule,
    RuleKindError,
    RuleNotInForceError,
    RuleValue,
    SetAside,
    SetBy,
    Step,
    UnknownPolicyError,
    UnknownRuleError,
    ValueKind,
)
from bellwether.core.policy.penalty import (
    LeftOut,
    MixedNoticesError,
    Payment,
    PenaltyNotice,
    PenaltyTier,
    Tier,
    notices_for,
    penalty_tier,
    years_after,
)
from bellwether.core.policy.reference import ReferenceRow, policy_rows, value_in_words
from bellwether.core.policy.registry import declarations
from bellwether.core.policy.school_age import compulsory_school_age, school_age_status
from bellwether.core.policy.thresholds import Thresholds, policy_thresholds

__all__ = [
    "Declaration",
    "Figures",
    "Finding",
    "LeftOut",
    "MixedNoticesError",
    "Payment",
    "PenaltyNotice",
    "PenaltyTier",
    "Policy",
    "PolicyRefusedError",
    "PupilFacts",
    "ReferenceRow",
    "Rule",
    "RuleKindError",
    "RuleNotInForceError",
    "RuleValue",
    "SetAside",
    "SetBy",
    "Step",
    "ThresholdFacts",
    "Thresholds",
    "Tier",
    "UnknownPolicyError",
    "UnknownRuleError",
    "Urgency",
    "ValueKind",
    "compulsory_school_age",
    "declarations",
    "findings",
    "load_policy",
    "needs_finding",
    "notices_for",
    "penalty_tier",
    "policy_rows",
    "policy_thresholds",
    "preset_names",
    "read_adjustments",
    "read_policy",
    "school_age_status",
    "top_urgency",
    "urgency",
    "value_in_words",
    "years_after",
]
