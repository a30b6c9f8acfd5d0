"""Choosing the preset in force, and adjusting single rules. What goes beyond the law is refused with the rule."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, Reach, require
from bellwether.core.policy import PolicyRefusedError, preset_names
from bellwether.core.policy.values import freeze
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.facts import AdjustmentFacts, PolicyChoiceFacts
from bellwether.organisations.models import PolicyAdjustment, PolicyChoice
from bellwether.organisations.selectors.places import (
    authority,
    reach_of_authority,
    reach_of_school,
    reach_of_trust,
    school,
    schools_of,
    trust,
)
from bellwether.organisations.selectors.rules import adjustments, compose, layers_of, plain, policy_choices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import NewAdjustment

__all__ = ["adjust_policy", "choose_policy", "withdraw_adjustment"]

_NOT_SAVED = 2**62  # as an id: after every row that exists


def _reach(scope: str, scope_id: int) -> Reach:
    """Where the settings of a place lie; OutOfReachError where there is no such place."""
    if scope == "school":
        return reach_of_school(scope_id)
    if scope == "trust":
        trust(scope_id)
        return reach_of_trust(scope_id)
    authority(scope_id)
    return reach_of_authority(scope_id)


def _layers_under(scope: str, scope_id: int) -> Iterator[dict[str, int]]:
    """The layers of every school that a setting of this place counts for; of the place alone where it has none."""
    if scope == "school":
        yield layers_of(school(scope_id))
        return
    below = schools_of(authority_id=scope_id) if scope == "la" else schools_of(trust_id=scope_id)
    yield {scope: scope_id}
    for one in below:
        yield layers_of(one)


def _check(
    scope: str, scope_id: int, *, choice: PolicyChoiceFacts | None = None, change: AdjustmentFacts | None = None
) -> None:
    """Raise PlaceRefusedError where any school under the place would be left without a lawful policy."""
    for layers in _layers_under(scope, scope_id):
        choices, changes = policy_choices(layers), adjustments(layers)
        try:
            compose(
                [*(one for one in choices if not _is_same_day(one, choice)), *([choice] if choice else [])],
                [*changes, *([change] if change else [])],
            )
        except PolicyRefusedError as error:
            raise PlaceRefusedError(*error.problems, field="value") from error


def _is_same_day(one: PolicyChoiceFacts, other: PolicyChoiceFacts | None) -> bool:
    return other is not None and (one.scope, one.scope_id, one.from_on) == (other.scope, other.scope_id, other.from_on)


def _name_and_post(actor: Actor) -> str:
    return f"{actor.name}, {actor.post}"


@transaction.atomic
def choose_policy(scope: str, scope_id: int, *, preset: str, from_on: date, actor: Actor, now: datetime) -> None:
    """Put a preset in force for an authority ("la"), a trust or a school from a day on. Event "policy.chosen"."""
    require(actor, Action.MANAGE_ORGANISATION, _reach(scope, scope_id))
    if preset not in preset_names():
        raise PlaceRefusedError(gettext("There is no policy of that name"), field="preset")
    made_by = _name_and_post(actor)
    _check(scope, scope_id, choice=PolicyChoiceFacts(0, scope, scope_id, preset, from_on, made_by))
    before = PolicyChoice.objects.filter(scope=scope, scope_id=scope_id, from_on=from_on).first()
    PolicyChoice.objects.update_or_create(
        scope=scope,
        scope_id=scope_id,
        from_on=from_on,
        defaults={"preset": preset, "made_by": made_by, "made_at": now},
    )
    record(
        "policy.chosen",
        actor=actor,
        chain=f"{scope}:{scope_id}",
        subject=(scope, scope_id),
        now=now,
        before={"preset": before.preset, "from_on": from_on} if before else None,
        after={"preset": preset, "from_on": from_on},
    )


@transaction.atomic
def adjust_policy(scope: str, scope_id: int, *, asked: NewAdjustment, actor: Actor, now: datetime) -> int:
    """Set one rule otherwise than in the preset, from a day on. Event "policy.adjusted"; returns the id.

    Raises PlaceRefusedError with the rule and its source where only the law may set it, or where the value passes
    what the law allows on any day.
    """
    require(actor, Action.MANAGE_ORGANISATION, _reach(scope, scope_id))
    if asked.to_on is not None and asked.to_on < asked.from_on:
        raise PlaceRefusedError(gettext("The last day must not lie before the first"), field="to_on")
    change = AdjustmentFacts(
        id=_NOT_SAVED,
        scope=scope,
        scope_id=scope_id,
        rule_id=asked.rule_id,
        value=freeze(asked.value),
        from_on=asked.from_on,
        to_on=asked.to_on,
        reason=asked.reason,
        made_by=_name_and_post(actor),
        withdrawn_at=None,
    )
    _check(scope, scope_id, change=change)
    row = PolicyAdjustment.objects.create(
        scope=scope,
        scope_id=scope_id,
        rule_id=asked.rule_id,
        value=plain(change.value),
        from_on=asked.from_on,
        to_on=asked.to_on,
        reason=asked.reason,
        made_by=change.made_by,
        made_at=now,
    )
    record(
        "policy.adjusted",
        actor=actor,
        chain=f"{scope}:{scope_id}",
        subject=(scope, scope_id),
        now=now,
        after={**asdict(asked), "value": row.value, "adjustment_id": row.pk},
    )
    return row.pk


@transaction.atomic
def withdraw_adjustment(adjustment_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an adjustment back as if it had not been made. Event "policy.adjustment-withdrawn"."""
    row = PolicyAdjustment.objects.select_for_update().filter(pk=adjustment_id).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_ORGANISATION)
    require(actor, Action.MANAGE_ORGANISATION, _reach(row.scope, row.scope_id))
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    record(
        "policy.adjustment-withdrawn",
        actor=actor,
        chain=f"{row.scope}:{row.scope_id}",
        subject=(row.scope, row.scope_id),
        now=now,
        before={"rule_id": row.rule_id, "value": row.value, "from_on": row.from_on, "to_on": row.to_on},
        after={"adjustment_id": adjustment_id},
    )
