"""Suspensions and exclusions: decided by those who may, with education elsewhere from the day on which it is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.calendar import academic_year_of
from bellwether.core.problems import Severity
from bellwether.core.taking import SuspensionFacts as Counted
from bellwether.core.taking import suspension_advice
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.plan_checks import Checked, check_plans, of_rule
from bellwether.registers.acts.plan_rows import cut_short, plan_row, withdraw_rows
from bellwether.registers.acts.suspended_days import calendar_of, last_known_day, of_term, of_year
from bellwether.registers.errors import NoSuchPlanError, ReasonMissingError
from bellwether.registers.models import Suspension
from bellwether.registers.plan_facts import PlanKind, PlanProblem, PlanProblemKind, PlanWanted
from bellwether.registers.plan_rules import SUSPENDED
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.services.planning.planning import checked_plans
from bellwether.registers.suspension_facts import SuspensionAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.core.policy import Policy
    from bellwether.registers.acts.suspended_days import Calendar
    from bellwether.registers.suspension_facts import ProvisionWanted, SuspensionWanted

__all__ = [
    "arrange_provision",
    "end_suspension",
    "note_parent_told",
    "read_suspension_reason",
    "suspend",
    "withdraw_suspension",
]

_DAY: Final = timedelta(days=1)
_PLANNED_AS: Final = {False: "suspended", True: "permanently excluded"}
_ELSEWHERE: Final = {"B": PlanKind.PROVISION, "K": PlanKind.PROVISION, "D": PlanKind.DUAL}


def suspend(
    school_id: int, *, wanted: SuspensionWanted, actor: Actor, now: datetime, despite_warnings: bool = False
) -> SuspensionAnswer:
    """Write down a decision to suspend or exclude a pupil, and plan its sessions as E. Event "pupil.suspended".

    The reason is kept apart: whoever reads it is recorded. Too many days are said, by the policy's rules. An exclusion
    for good is planned to the end of the terms that are set. Raises OutOfReachError, NotGrantedError,
    ReasonMissingError.
    """
    require(actor, Action.SUSPEND, organisations.reach_of_school(school_id))
    if not wanted.reason.strip():
        raise ReasonMissingError
    policy = organisations.policy(school_id)
    calendar = calendar_of(school_id, years=[academic_year_of(wanted.starts_on)])
    row = _row(school_id, wanted, actor=actor, now=now)
    checked = Checked()
    if wanted.ends_on is not None and (wanted.ends_on, wanted.last_session) < (wanted.starts_on, wanted.first_session):
        checked.add(PlanProblem(wanted.pupil_id, PlanProblemKind.OUT_OF_ORDER, Severity.ERROR, on=wanted.ends_on))
        return SuspensionAnswer(problems=tuple(checked.problems))
    plan = _plan(row, calendar)
    found = checked_plans(school_id, [plan], actor=actor)
    checked.problems += found.problems
    checked.warnings += found.warnings
    _check_days(row, calendar, policy, checked)
    if checked.problems or (checked.warnings and not despite_warnings):
        return SuspensionAnswer(problems=tuple(checked.problems), warnings=tuple(checked.warnings))
    with transaction.atomic():
        row.save()
        plan_row(school_id, plan, actor=actor, now=now, suspension_id=row.pk).save()
        after = {"starts_on": row.starts_on, "ends_on": row.ends_on, "is_permanent": row.is_permanent}
        _event("pupil.suspended", row, actor=actor, now=now, after=after)
    return SuspensionAnswer(row.pk, warnings=tuple(checked.warnings))


def _row(school_id: int, wanted: SuspensionWanted, *, actor: Actor, now: datetime) -> Suspension:
    return Suspension(
        school_id=school_id,
        pupil_id=wanted.pupil_id,
        is_permanent=wanted.is_permanent,
        starts_on=wanted.starts_on,
        first_session=wanted.first_session,
        ends_on=None if wanted.is_permanent else wanted.ends_on,
        last_session=1 if wanted.is_permanent else wanted.last_session,
        reason=wanted.reason.strip(),
        parent_told_on=wanted.parent_told_on,
        decided_by_id=actor.user_id,
        decided_by_name=actor.name,
        decided_by_post=actor.post,
        decided_at=now,
    )


def _plan(row: Suspension, calendar: Calendar) -> PlanWanted:
    return PlanWanted(
        pupil_id=row.pupil_id,
        kind=PlanKind.SUSPENSION,
        code=SUSPENDED,
        starts_on=row.starts_on,
        first_session=row.first_session,
        ends_on=row.ends_on or last_known_day(calendar, year=academic_year_of(row.starts_on)),
        last_session=row.last_session,
        reason=_PLANNED_AS[row.is_permanent],
    )


def _check_days(row: Suspension, calendar: Calendar, policy: Policy, checked: Checked) -> None:
    """The days of the year and of the term, this suspension among them."""
    if row.is_permanent:
        return
    rows = [*Suspension.objects.filter(school_id=row.school_id, pupil_id=row.pupil_id, withdrawn_at__isnull=True), row]
    counted = Counted(
        of_year(rows, on=row.starts_on, calendar=calendar), of_term(rows, on=row.starts_on, calendar=calendar)
    )
    for found in suspension_advice(counted, policy=policy, on=row.starts_on):
        if found.holds:
            checked.add(of_rule(row.pupil_id, found, policy=policy, on=row.starts_on))


def _event(event: str, row: Suspension, *, actor: Actor, now: datetime, after: Mapping[str, object]) -> None:
    audit.record(
        event,
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("suspension", row.pk),
        now=now,
        after={"pupil_id": row.pupil_id, **after},
    )


def _standing(suspension_id: int, *, actor: Actor, action: Action) -> Suspension:
    row = Suspension.objects.filter(pk=suspension_id).first()
    if row is None:
        raise OutOfReachError(action)
    require(actor, action, organisations.reach_of_school(row.school_id))
    if row.withdrawn_at is not None:
        raise NoSuchPlanError
    return row


def arrange_provision(
    suspension_id: int, *, wanted: ProvisionWanted, actor: Actor, now: datetime, despite_warnings: bool = False
) -> SuspensionAnswer:
    """Education elsewhere from a day on: its code stands in place of E from then. Event "provision.arranged".

    Arranging it decides nothing about the suspension, so whoever plans absences may. Marks that stand stay.
    Raises OutOfReachError, NotGrantedError, NoSuchPlanError where the suspension was withdrawn.
    """
    row = _standing(suspension_id, actor=actor, action=Action.PLAN_ABSENCE)
    plans = list(row.plans.filter(withdrawn_at__isnull=True).order_by("starts_on", "pk"))
    checked = Checked()
    ends = max(((one.ends_on, one.last_session) for one in plans), default=(row.starts_on, 0))
    if wanted.code not in _ELSEWHERE or not row.starts_on <= wanted.from_on <= ends[0]:
        checked.add(PlanProblem(row.pupil_id, PlanProblemKind.OUT_OF_ORDER, Severity.ERROR, on=wanted.from_on))
        return SuspensionAnswer(problems=tuple(checked.problems))
    plan = PlanWanted(
        pupil_id=row.pupil_id,
        kind=_ELSEWHERE[wanted.code],
        code=wanted.code,
        starts_on=wanted.from_on,
        first_session=row.first_session if wanted.from_on == row.starts_on else 0,
        ends_on=ends[0],
        last_session=ends[1],
        reason="while " + _PLANNED_AS[row.is_permanent],
        nature=wanted.nature,
    )
    found = check_plans(
        row.school_id,
        [plan],
        policy=organisations.policy(row.school_id),
        sight=sight_of(actor, organisations.reach_of_school(row.school_id)),
        actor=actor,
        replacing=[one.pk for one in plans],
    )
    if found.problems or (found.warnings and not despite_warnings):
        return SuspensionAnswer(problems=tuple(found.problems), warnings=tuple(found.warnings))
    with transaction.atomic():
        for one in plans:
            cut_short(one, last=(wanted.from_on - _DAY, 1), reason="provision arranged", actor=actor, now=now)
        plan_row(row.school_id, plan, actor=actor, now=now, suspension_id=row.pk).save()
        row.provision_code, row.provision_nature, row.provision_from = plan.code, plan.nature.strip(), wanted.from_on
        row.save(update_fields=["provision_code", "provision_nature", "provision_from"])
        _event("provision.arranged", row, actor=actor, now=now, after={"from_on": wanted.from_on})
    return SuspensionAnswer(row.pk, warnings=tuple(found.warnings))


def end_suspension(
    suspension_id: int, *, last: tuple[date, int], reason: str, actor: Actor, now: datetime
) -> SuspensionAnswer:
    """Let a suspension end earlier than it was decided, or a pupil who was excluded come back. "suspension.ended".

    What was planned behind that half-day is cut off. A longer suspension is another decision. Raises as `suspend`.
    """
    row = _standing(suspension_id, actor=actor, action=Action.SUSPEND)
    if not reason.strip():
        raise ReasonMissingError
    ends = (row.ends_on, row.last_session)
    is_longer = row.ends_on is not None and last > ends
    if last < (row.starts_on, row.first_session) or is_longer:
        problem = PlanProblem(row.pupil_id, PlanProblemKind.OUT_OF_ORDER, Severity.ERROR, on=last[0])
        return SuspensionAnswer(problems=(problem,))
    with transaction.atomic():
        for one in row.plans.filter(withdrawn_at__isnull=True):
            cut_short(one, last=last, reason=reason, actor=actor, now=now)
        row.ends_on, row.last_session = last
        row.save(update_fields=["ends_on", "last_session"])
        _event("suspension.ended", row, actor=actor, now=now, after={"ends_on": last[0]})
    return SuspensionAnswer(row.pk)


def withdraw_suspension(suspension_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Withdraw a suspension altogether, with the reason. Event "suspension.withdrawn".

    Marks that came from it stay, to be put right by whoever may. Raises as `suspend`, and NoSuchPlanError.
    """
    row = _standing(suspension_id, actor=actor, action=Action.SUSPEND)
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        ids = list(row.plans.filter(withdrawn_at__isnull=True).values_list("pk", flat=True))
        withdraw_rows(ids, reason=reason, actor=actor, now=now)
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_because = now, actor.user_id, reason.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
        _event("suspension.withdrawn", row, actor=actor, now=now, after={"plans": ids})


def note_parent_told(suspension_id: int, *, on: date, actor: Actor, now: datetime) -> None:
    """Write down on which day a parent was told, and of their part. Event "suspension.told"."""
    row = _standing(suspension_id, actor=actor, action=Action.PLAN_ABSENCE)
    with transaction.atomic():
        row.parent_told_on = on
        row.save(update_fields=["parent_told_on"])
        _event("suspension.told", row, actor=actor, now=now, after={"on": on})


def read_suspension_reason(suspension_id: int, *, actor: Actor, now: datetime) -> str:
    """Why a pupil was suspended: for those who may see safeguarding, and the reading is itself recorded."""
    row = Suspension.objects.filter(pk=suspension_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_SAFEGUARDING)
    require(actor, Action.SEE_SAFEGUARDING, people.reach_of_pupil(row.pupil_id, on=actor.on))
    audit.record_read(
        Action.SEE_SAFEGUARDING,
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("suspension", suspension_id),
        now=now,
    )
    return row.reason
