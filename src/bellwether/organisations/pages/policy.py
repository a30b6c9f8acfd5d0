"""Every rule in force for a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.policy import Policy, Rule, SetBy, value_in_words
from bellwether.organisations.words import (
    day_words,
    span_words,
)
from bellwether.ui.pages import Action, Cell, Colour, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.organisations.facts import (
        AdjustmentFacts,
        PolicyChoiceFacts,
    )

__all__ = ["PolicyPage", "PolicyPlace"]


@dataclass(frozen=True)
class PolicyPlace:
    """Whose policy is shown. kind: of school, as rules name it; may_manage: whether it may be changed."""

    scope: str
    id: int
    name: str
    kind: str | None
    may_manage: bool


@dataclass(frozen=True)
class PolicyPage:
    """Every rule in force for a place on a day: its value, where it comes from, who set it, what the law says."""

    name: str
    crumbs: tuple[Link, ...]
    title: str
    describes: str
    on: str
    choices: Table
    groups: tuple[Table, ...]
    adjusted: Table
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls,
        place: PolicyPlace,
        rules: Policy,
        law: Policy,
        *,
        choices: Sequence[PolicyChoiceFacts],
        changes: Sequence[AdjustmentFacts],
        on: date,
    ) -> PolicyPage:
        """law: the national rules, shown beside what was set otherwise."""
        scope, key, name = place.scope, place.id, place.name
        choose = Action(gettext("Choose another policy"), reverse("organisations:choose-policy", args=[scope, key]))
        areas = sorted({rule_id.partition(".")[0] for rule_id in rules.declared})
        return cls(
            name=name,
            crumbs=(Link(gettext("Places"), reverse("organisations:places")), Link(name, "")),
            title=rules.title,
            describes=rules.describes,
            on=day_words(on),
            choices=_choices(choices, rules),
            groups=tuple(table for area in areas if (table := _area(area, place, rules, law, on=on)).rows),
            adjusted=_adjusted(place, changes),
            actions=(choose,) if place.may_manage else (),
        )


def _choices(choices: Sequence[PolicyChoiceFacts], rules: Policy) -> Table:
    whose = {"la": gettext("Authority"), "trust": gettext("Trust"), "school": gettext("School")}
    rows = tuple(
        Row((Cell(day_words(one.from_on)), Cell(one.preset), Cell(whose[one.scope]), Cell(one.made_by)))
        for one in choices
    )
    head = (gettext("From"), gettext("Policy"), gettext("Chosen for the"), gettext("By"))
    empty = gettext("Nobody has chosen a policy: %(title)s holds.") % {"title": rules.title}
    return Table(gettext("Policies chosen"), head, rows, empty=empty)


def _area(area: str, place: PolicyPlace, rules: Policy, law: Policy, *, on: date) -> Table:
    rows = []
    for rule_id in sorted(one for one in rules.declared if one.partition(".")[0] == area):
        found = rules.rule(rule_id, on=on, school=place.kind)
        if found is not None:
            rows.append(_rule_row(place, rules, found, law.rule(rule_id, on=on, school=place.kind)))
    head = (gettext("Rule"), gettext("Value"), gettext("Set by"), gettext("Source"), gettext("Do"))
    return Table(_area_words(area), head, tuple(rows))


def _area_words(area: str) -> str:
    return area.replace("-", " ").capitalize()


def _rule_row(place: PolicyPlace, rules: Policy, found: Rule, law: Rule | None) -> Row:
    declared = rules.declared[found.id]
    is_local = declared.set_by is SetBy.LOCAL
    adjust = Action(
        gettext("Adjust"),
        reverse("organisations:adjust", args=[place.scope, place.id, found.id]),
        about=declared.describes,
    )
    note = ""
    if law is not None and law.value != found.value:
        note = gettext("National: %(value)s") % {"value": value_in_words(law.value, law.unit)}
    set_by = gettext("Law or national guidance") if not is_local else _origin(found)
    return Row(
        (
            Cell(declared.describes, note=found.id),
            Cell(value_in_words(found.value, found.unit), note=note),
            Cell(
                set_by,
                tags=() if found.status.value == "confirmed" else (Tag(gettext("not confirmed"), Colour.YELLOW),),
            ),
            Cell(str(found.source), note=span_words(found.in_force.first, found.in_force.last)),
            Cell(actions=(adjust,) if is_local and place.may_manage else ()),
        )
    )


def _origin(found: Rule) -> str:
    return str(found.source) if found.origin == "adjustment" else gettext("Policy %(name)s") % {"name": found.origin}


def _adjusted(place: PolicyPlace, changes: Sequence[AdjustmentFacts]) -> Table:
    def actions(one: AdjustmentFacts) -> tuple[Action, ...]:
        if not place.may_manage or (one.scope, one.scope_id) != (place.scope, place.id):
            return ()
        href = reverse("organisations:withdraw-adjustment", args=[place.scope, place.id, one.id])
        return (Action(gettext("Withdraw"), href, about=one.rule_id),)

    rows = tuple(
        Row(
            (
                Cell(one.rule_id),
                Cell(value_in_words(one.value, None)),
                Cell(span_words(one.from_on, one.to_on)),
                Cell(one.made_by, note=one.reason),
                Cell(actions=actions(one)),
            )
        )
        for one in changes
    )
    head = (gettext("Rule"), gettext("Value"), gettext("When"), gettext("By"), gettext("Do"))
    return Table(gettext("Adjustments"), head, rows, empty=gettext("Nothing is set otherwise than in the policy."))
