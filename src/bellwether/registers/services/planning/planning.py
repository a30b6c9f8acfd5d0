"""Making, changing and withdrawing plans. What became a mark meanwhile stays one, and is amended as such."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.plan_checks import check_plans
from bellwether.registers.acts.plan_rows import plan_row, withdraw_rows
from bellwether.registers.errors import NoSuchPlanError, ReasonMissingError
from bellwether.registers.models import PlannedAbsence
from bellwether.registers.plan_facts import PlanAnswer
from bellwether.registers.plan_rules import action_for
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.acts.plan_checks import Checked
    from bellwether.registers.plan_facts import PlanWanted

__all__ = ["change_plan", "plan_absences", "withdraw_plans"]


def plan_absences(
    school_id: int,
    *,
    wanted: Sequence[PlanWanted],
    actor: Actor,
    now: datetime,
    despite_warnings: bool = False,
) -> PlanAnswer:
    """Plan absences of one or several pupils of a school, all or none. Event "absence.planned".

    Each needs the right that its code asks for: suspending for E, agreeing to part-time timetables for C2 and X,
    deciding on leave for the codes of leave, planning absences for the rest. With a problem nothing is planned; with a
    warning neither, unless `despite_warnings`. The answer lists every one. A change of the same sessions by another
    plan is a warning; what is planned last counts. Raises OutOfReachError, NotGrantedError, ValueError for no plans.
    """
    checked = checked_plans(school_id, wanted, actor=actor)
    if checked.problems or (checked.warnings and not despite_warnings):
        return PlanAnswer(problems=tuple(checked.problems), warnings=tuple(checked.warnings), sessions=checked.sessions)
    together = str(uuid.uuid4()) if len(wanted) > 1 else ""
    with transaction.atomic():
        rows = [plan_row(school_id, plan, together=together, actor=actor, now=now) for plan in wanted]
        made = tuple(row.pk for row in PlannedAbsence.objects.bulk_create(rows))
        audit.record(
            "absence.planned",
            actor=actor,
            chain=f"school:{school_id}",
            subject=("school", school_id),
            now=now,
            after={"plans": made, "pupils": [plan.pupil_id for plan in wanted]},
        )
    return PlanAnswer(made, warnings=tuple(checked.warnings), sessions=checked.sessions)


def checked_plans(
    school_id: int, wanted: Sequence[PlanWanted], *, actor: Actor, replacing: Collection[int] = ()
) -> Checked:
    """Ask for leave, then everything that can stand against the plans."""
    if not wanted:
        raise ValueError("nothing to plan")
    reach = organisations.reach_of_school(school_id)
    policy = organisations.policy(school_id)
    for action in sorted({action_for(plan.code, policy=policy, on=plan.starts_on) for plan in wanted}):
        require(actor, action, reach)
    lies = people.reach_of_pupils({plan.pupil_id for plan in wanted}, on=actor.on)
    for plan in wanted:
        if plan.pupil_id not in lies or school_id not in lies[plan.pupil_id].schools:
            raise OutOfReachError(Action.PLAN_ABSENCE)
    return check_plans(school_id, wanted, policy=policy, sight=sight_of(actor, reach), actor=actor, replacing=replacing)


def change_plan(
    plan_id: int,
    *,
    wanted: PlanWanted,
    reason: str,
    actor: Actor,
    now: datetime,
    despite_warnings: bool = False,
) -> PlanAnswer:
    """Put another plan in the place of one, for the same pupil, with the reason. Event "plan.changed".

    The old plan is kept, withdrawn, and the new one names it. Both codes' rights are needed. Marks that came from the
    old plan stay. Raises NoSuchPlanError where it is withdrawn already, ReasonMissingError, OutOfReachError.
    """
    old = _standing(plan_id)
    policy = organisations.policy(old.school_id)
    require(
        actor,
        action_for(old.code, policy=policy, on=old.starts_on),
        organisations.reach_of_school(old.school_id),
    )
    if not reason.strip():
        raise ReasonMissingError
    if wanted.pupil_id != old.pupil_id:
        raise ValueError("a plan is changed for the same pupil")
    checked = checked_plans(old.school_id, [wanted], actor=actor, replacing=[plan_id])
    if checked.problems or (checked.warnings and not despite_warnings):
        return PlanAnswer(problems=tuple(checked.problems), warnings=tuple(checked.warnings), sessions=checked.sessions)
    with transaction.atomic():
        if not withdraw_rows([plan_id], reason=reason, actor=actor, now=now):
            raise NoSuchPlanError
        links = {"replaces_id": plan_id, "part_time_id": old.part_time_id, "suspension_id": old.suspension_id}
        new = plan_row(old.school_id, wanted, together=old.together, actor=actor, now=now, **links)
        new.leave_request_id = wanted.leave_request_id or old.leave_request_id
        new.save()
        audit.record(
            "plan.changed",
            actor=actor,
            chain=f"school:{old.school_id}",
            subject=("plan", new.pk),
            now=now,
            before={"plan": plan_id, "starts_on": old.starts_on, "ends_on": old.ends_on},
            after={"plan": new.pk, "starts_on": new.starts_on, "ends_on": new.ends_on},
        )
    return PlanAnswer((new.pk,), warnings=tuple(checked.warnings), sessions=checked.sessions)


def withdraw_plans(school_id: int, plan_ids: Collection[int], *, reason: str, actor: Actor, now: datetime) -> int:
    """Withdraw plans of one school, with the reason; returns how many stood. Event "plans.withdrawn".

    Marks that came from them stay: whoever withdraws puts those right that have to be. Raises ReasonMissingError,
    OutOfReachError where one is no plan of the school, NotGrantedError.
    """
    reach = organisations.reach_of_school(school_id)
    policy = organisations.policy(school_id)
    rows = list(PlannedAbsence.objects.filter(pk__in=set(plan_ids), school_id=school_id))
    if len(rows) != len(set(plan_ids)) or not rows:
        raise OutOfReachError(Action.PLAN_ABSENCE)
    for action in sorted({action_for(row.code, policy=policy, on=row.starts_on) for row in rows}):
        require(actor, action, reach)
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        withdrawn = withdraw_rows(plan_ids, reason=reason, actor=actor, now=now)
        if withdrawn:
            audit.record(
                "plans.withdrawn",
                actor=actor,
                chain=f"school:{school_id}",
                subject=("school", school_id),
                now=now,
                after={"plans": sorted(set(plan_ids))},
            )
    return withdrawn


def _standing(plan_id: int) -> PlannedAbsence:
    found = PlannedAbsence.objects.filter(pk=plan_id).first()
    if found is None:
        raise OutOfReachError(Action.PLAN_ABSENCE)
    return found
