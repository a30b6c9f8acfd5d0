"""Which rules are in force for a school: the preset chosen for it, its trust or its authority, and who adjusted what.

The school's own choice goes before its trust's, that before its authority's; where nobody chose, the national preset
holds. Choices and adjustments are dated, so a past day is read by the rules of that day.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q

from bellwether.core.dated import Period
from bellwether.core.policy import Policy, load_policy
from bellwether.core.policy.overlay import without
from bellwether.core.policy.values import freeze
from bellwether.organisations.facts import AdjustmentFacts, PolicyChoiceFacts
from bellwether.organisations.kinds import kind_for_rules
from bellwether.organisations.models import PolicyAdjustment, PolicyChoice
from bellwether.organisations.once import read_once
from bellwether.organisations.selectors.places import school

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.core.policy import Rule
    from bellwether.organisations.facts import SchoolFacts

__all__ = [
    "NATIONAL_PRESET",
    "adjustments",
    "compose",
    "layers_of",
    "layers_of_place",
    "plain",
    "policy",
    "policy_choices",
    "policy_of",
    "registers_kept_elsewhere",
    "rule",
]

NATIONAL_PRESET: Final = "dfe-2024"
_DAY: Final = timedelta(days=1)
_ORDER: Final = ("la", "trust", "school")  # a later one is laid over an earlier one


class Choice(NamedTuple):
    """A preset from a day on; the layer says whose choice it was."""

    layer: int
    from_on: date
    preset: str


class Adjustment(NamedTuple):
    """An adjustment as something that can be compared and kept: its value as canonical JSON."""

    layer: int
    from_on: date
    id: int
    to_on: date | None
    rule_id: str
    value: str
    reason: str
    made_by: str


def layers_of(found: SchoolFacts) -> dict[str, int]:
    """The authority, the trust (where there is one) and the school: whose settings count, by kind of place."""
    layers = {"la": found.authority_id, "school": found.id}
    return layers if found.trust_id is None else {**layers, "trust": found.trust_id}


def _of(layers: Mapping[str, int]) -> Q:
    condition = Q()
    for scope, scope_id in layers.items():
        condition |= Q(scope=scope, scope_id=scope_id)
    return condition


def policy_choices(layers: Mapping[str, int]) -> tuple[PolicyChoiceFacts, ...]:
    """The presets chosen for these places, by place and day. layers: "la", "trust", "school" to the id."""
    rows = PolicyChoice.objects.filter(_of(layers)).order_by("from_on", "pk") if layers else ()
    return tuple(
        PolicyChoiceFacts(row.pk, row.scope, row.scope_id, row.preset, row.from_on, row.made_by) for row in rows
    )


def adjustments(layers: Mapping[str, int], *, with_withdrawn: bool = False) -> tuple[AdjustmentFacts, ...]:
    """The rules set otherwise for these places, by rule and day; withdrawn ones only if asked for."""
    rows = PolicyAdjustment.objects.filter(_of(layers)).order_by("rule_id", "from_on", "pk")
    if not with_withdrawn:
        rows = rows.filter(withdrawn_at__isnull=True)
    return tuple(
        AdjustmentFacts(
            id=row.pk,
            scope=row.scope,
            scope_id=row.scope_id,
            rule_id=row.rule_id,
            value=freeze(row.value),
            from_on=row.from_on,
            to_on=row.to_on,
            reason=row.reason,
            made_by=row.made_by,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    )


@read_once
def policy(school_id: int) -> Policy:
    """The full dated history of rules for a school. Three queries; the same settings give the same object.

    Raises PolicyRefusedError where settings no longer fit the presets: they were checked when they were made.
    """
    layers = layers_of(school(school_id))
    return compose(policy_choices(layers), adjustments(layers))


def layers_of_place(scope: str, scope_id: int) -> dict[str, int]:
    """Whose settings count for a place: those of a school's trust and authority for a school, else its own."""
    return layers_of(school(scope_id)) if scope == "school" else {scope: scope_id}


def policy_of(scope: str, scope_id: int) -> Policy:
    """The history of rules for an authority ("la"), a trust or a school by itself."""
    layers = layers_of_place(scope, scope_id)
    return compose(policy_choices(layers), adjustments(layers))


def rule(school_id: int, rule_id: str, *, on: date) -> Rule | None:
    """The rule in force for this school on that day, by its kind and its authority; None where there is none."""
    found = school(school_id)
    layers = layers_of(found)
    laid = compose(policy_choices(layers), adjustments(layers))
    return laid.rule(rule_id, on=on, school=kind_for_rules(found.kind))


def registers_kept_elsewhere(school_id: int, *, on: date) -> bool:
    """Whether the school takes its registers in another system on that day, so that marks come by import."""
    found = rule(school_id, "register.kept-elsewhere", on=on)
    return found is not None and found.value is True


def compose(choices: Sequence[PolicyChoiceFacts], changes: Sequence[AdjustmentFacts]) -> Policy:
    """One policy from choices and adjustments of an authority, a trust and a school. Raises PolicyRefusedError."""
    return _composed(
        tuple(sorted(Choice(_ORDER.index(one.scope), one.from_on, one.preset) for one in choices)),
        tuple(
            sorted(
                Adjustment(
                    layer=_ORDER.index(one.scope),
                    from_on=one.from_on,
                    id=one.id,
                    to_on=one.to_on,
                    rule_id=one.rule_id,
                    value=json.dumps(plain(one.value), sort_keys=True),
                    reason=one.reason,
                    made_by=one.made_by,
                )
                for one in changes
            )
        ),
    )


def plain(value: object) -> object:
    """A frozen value as JSON can write it."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, MappingProxyType | dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=512)
def _composed(choices: tuple[Choice, ...], changes: tuple[Adjustment, ...]) -> Policy:
    entries = _entries(changes)
    periods = _periods(choices)
    parts = [(period, load_policy(preset, entries)) for period, preset in periods]
    if len(parts) == 1:
        return parts[0][1]
    newest = parts[-1][1]
    rules: dict[str, tuple[Rule, ...]] = {}
    for period, part in parts:
        for rule_id, found in part.rules.items():
            rules[rule_id] = rules.get(rule_id, ()) + _inside(found, period)
    return replace(
        newest,
        version="|".join(part.version for _period, part in parts),
        rules=MappingProxyType({rule_id: found for rule_id, found in rules.items() if found}),
    )


def _inside(found: tuple[Rule, ...], period: Period) -> tuple[Rule, ...]:
    """The entries on the days of a period only."""
    return tuple(
        replace(one, in_force=Period(max(one.in_force.first, period.first), _earlier(one.in_force.last, period.last)))
        for one in found
        if one.in_force.overlaps(period)
    )


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(day for day in (one, other) if day is not None) if one or other else None


def _periods(choices: tuple[Choice, ...]) -> list[tuple[Period, str]]:
    """Which preset holds when: on each day the newest choice of the highest layer that has made one by then."""
    days = sorted({one.from_on for one in choices})
    found: list[tuple[Period, str]] = []
    first = date.min
    current = NATIONAL_PRESET
    for day in days:
        made = [one for one in choices if one.from_on <= day]
        chosen = max(made, key=lambda one: (one.layer, one.from_on)).preset
        if chosen == current:
            continue
        found.append((Period(first, day - _DAY), current))
        first, current = day, chosen
    return [*found, (Period(first), current)]


def _entries(changes: tuple[Adjustment, ...]) -> list[Mapping[str, object]]:
    """Adjustments as entries of a policy that never claim the same day twice: the later laid over the earlier."""
    laid: dict[str, list[tuple[Period, Adjustment]]] = {}
    for one in changes:
        own = Period(one.from_on, one.to_on)
        left = [(piece, old) for period, old in laid.get(one.rule_id, []) for piece in without(period, own)]
        laid[one.rule_id] = [*left, (own, one)]
    return [_entry(period, one) for found in laid.values() for period, one in found]


def _entry(period: Period, one: Adjustment) -> Mapping[str, object]:
    declared = load_policy(NATIONAL_PRESET).declared.get(one.rule_id)
    value = json.loads(one.value)
    if declared is not None and declared.kind == "day" and isinstance(value, str):
        value = date.fromisoformat(value)
    entry: dict[str, object] = {
        "id": one.rule_id,
        "value": value,
        "in_force_from": period.first,
        "status": "confirmed",
        "source": {"document": one.made_by or one.reason, "paragraph": _ORDER[one.layer]},
        "text": one.reason,
    }
    if declared is not None and declared.unit is not None:
        entry["unit"] = declared.unit
    if period.last is not None:
        entry["in_force_to"] = period.last
    return entry
