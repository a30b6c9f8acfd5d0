"""Suspensions as somebody may read them. Why a pupil was suspended is read by itself, and that is recorded."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.suspended_days import calendar_of, counts_from, due, half_days, of_term, of_year
from bellwether.registers.models import PlannedAbsence, Suspension
from bellwether.registers.selectors.planning import records_of
from bellwether.registers.suspension_facts import SuspensionFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.core.access import Actor, Reach
    from bellwether.core.policy import Policy
    from bellwether.registers.acts.suspended_days import Calendar
    from bellwether.registers.plan_facts import PlanRecord

__all__ = ["suspension", "suspensions"]


def suspensions(school_id: int, *, actor: Actor) -> tuple[SuspensionFacts, ...]:
    """The suspensions of a school since the beginning of the academic year, and those that reach into it; newest first.

    The number of queries depends on the years that are set, not on suspensions.
    """
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SEE_TODAY, reach)
    year = academic_year_of(actor.on)
    rows = [
        row
        for row in Suspension.objects.filter(school_id=school_id).order_by("-starts_on", "-pk")
        if row.ends_on is None or academic_year_of(row.ends_on) >= year
    ]
    return _facts(rows, school_id=school_id, reach=reach, actor=actor)


def suspension(suspension_id: int, *, school_id: int, actor: Actor) -> SuspensionFacts:
    """One suspension. Raises OutOfReachError, NotGrantedError."""
    row = Suspension.objects.filter(pk=suspension_id, school_id=school_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_TODAY)
    reach = people.reach_of_pupil(row.pupil_id, on=actor.on)
    require(actor, Action.SEE_TODAY, reach)
    return _facts([row], school_id=school_id, reach=reach, actor=actor)[0]


def _facts(rows: Sequence[Suspension], *, school_id: int, reach: Reach, actor: Actor) -> tuple[SuspensionFacts, ...]:
    if not rows:
        return ()
    policy = organisations.policy(school_id)
    same_pupils = Suspension.objects.filter(
        school_id=school_id, pupil_id__in={row.pupil_id for row in rows}, withdrawn_at__isnull=True
    )
    others: dict[int, list[Suspension]] = defaultdict(list)
    for row in same_pupils:
        others[row.pupil_id].append(row)
    years = {academic_year_of(row.starts_on) for each in others.values() for row in each}
    calendar = calendar_of(school_id, years=years | {academic_year_of(row.starts_on) for row in rows})
    plans: dict[int, list[PlanRecord]] = defaultdict(list)
    standing = PlannedAbsence.objects.filter(suspension_id__in=[row.pk for row in rows], withdrawn_at__isnull=True)
    for plan in records_of(standing, reach=reach, actor=actor):
        plans[plan.suspension_id or 0].append(plan)
    rights = {
        action: may(actor, action, reach) for action in (Action.SUSPEND, Action.PLAN_ABSENCE, Action.SEE_SAFEGUARDING)
    }
    return tuple(
        _one(row, others[row.pupil_id], plans[row.pk], calendar=calendar, policy=policy, rights=rights) for row in rows
    )


def _one(
    row: Suspension,
    same_pupil: Sequence[Suspension],
    plans: Sequence[PlanRecord],
    *,
    calendar: Calendar,
    policy: Policy,
    rights: dict[Action, bool],
) -> SuspensionFacts:
    first = counts_from(row, same_pupil, calendar)
    due_on, due_day = due(row, first=first, calendar=calendar, policy=policy)
    earlier = [one for one in same_pupil if one.starts_on <= row.starts_on]
    return SuspensionFacts(
        id=row.pk,
        school_id=row.school_id,
        pupil_id=row.pupil_id,
        is_permanent=row.is_permanent,
        starts_on=row.starts_on,
        first_session=row.first_session,
        ends_on=row.ends_on,
        last_session=row.last_session,
        parent_told_on=row.parent_told_on,
        decided_by_name=row.decided_by_name,
        decided_by_post=row.decided_by_post,
        decided_at=row.decided_at,
        provision_code=row.provision_code,
        provision_nature=row.provision_nature,
        provision_from=row.provision_from,
        withdrawn_at=row.withdrawn_at,
        withdrawn_because=row.withdrawn_because,
        counts_from=first,
        due_on=due_on,
        due_day=due_day,
        half_days=len(half_days(row, calendar)),
        year_half_days=of_year(earlier, on=row.starts_on, calendar=calendar),
        term_half_days=of_term(earlier, on=row.starts_on, calendar=calendar),
        plans=tuple(plans),
        may_suspend=rights[Action.SUSPEND],
        may_arrange=rights[Action.PLAN_ABSENCE],
        may_read_reason=rights[Action.SEE_SAFEGUARDING],
    )
