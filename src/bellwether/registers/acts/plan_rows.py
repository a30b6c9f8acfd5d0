"""The rows of plans: made from a wish, withdrawn, and cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.registers.models import PlannedAbsence

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.registers.plan_facts import PlanWanted

__all__ = ["cut_short", "plan_row", "withdraw_rows"]


def plan_row(
    school_id: int,
    plan: PlanWanted,
    *,
    actor: Actor,
    now: datetime,
    together: str = "",
    **links: int | None,
) -> PlannedAbsence:
    """A row, not yet saved. links: what it replaces, or belongs to (replaces_id, part_time_id, suspension_id)."""
    return PlannedAbsence(
        school_id=school_id,
        pupil_id=plan.pupil_id,
        kind=plan.kind.value,
        code=plan.code,
        starts_on=plan.starts_on,
        first_session=plan.first_session,
        ends_on=plan.ends_on,
        last_session=plan.last_session,
        pattern=plan.pattern,
        misses=plan.misses,
        leaves_at=plan.leaves_at,
        returns_at=plan.returns_at,
        reason=plan.reason.strip(),
        nature=plan.nature.strip(),
        evidence_note=plan.evidence_note.strip(),
        asked_by=plan.asked_by.strip(),
        parent_agreed_on=plan.parent_agreed_on,
        agreed_by_parent_id=plan.agreed_by_parent_id,
        review_on=plan.review_on,
        leave_request_id=plan.leave_request_id,
        together=together,
        made_by_id=actor.user_id,
        made_at=now,
        **links,
    )


def withdraw_rows(plan_ids: Collection[int], *, reason: str, actor: Actor, now: datetime) -> int:
    """Withdraw those that stand; of two who do so at once, one finds nothing left."""
    standing = PlannedAbsence.objects.filter(pk__in=set(plan_ids), withdrawn_at__isnull=True)
    return standing.update(withdrawn_at=now, withdrawn_by_id=actor.user_id, withdrawn_because=reason.strip())


def cut_short(
    row: PlannedAbsence, *, last: tuple[date, int], reason: str, actor: Actor, now: datetime
) -> PlannedAbsence | None:
    """Let a plan end with a half-day before its own last: withdrawn, and what is left of it in its place.

    None where nothing is left. A plan that ends by then anyway is given back as it is.
    """
    if (row.ends_on, row.last_session) <= last:
        return row
    withdraw_rows([row.pk], reason=reason, actor=actor, now=now)
    if last < (row.starts_on, row.first_session):
        return None
    kept = {key: value for key, value in PlannedAbsence.objects.filter(pk=row.pk).values().get().items() if key != "id"}
    changed = {"replaces_id": row.pk, "ends_on": last[0], "last_session": last[1], "made_at": now}
    again = {"made_by_id": actor.user_id, "withdrawn_at": None, "withdrawn_by_id": None, "withdrawn_because": ""}
    return PlannedAbsence.objects.create(**{**kept, **changed, **again})
