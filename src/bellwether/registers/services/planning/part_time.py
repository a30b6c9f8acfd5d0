"""Part-time timetables: agreed with a parent, for a time, reviewed, and ended or agreed anew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.policy import compulsory_school_age
from bellwether.core.problems import Severity
from bellwether.core.taking import PartTimeFacts, part_time_advice
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.plan_checks import Checked, of_rule
from bellwether.registers.acts.plan_rows import cut_short, plan_row
from bellwether.registers.models import PartTimeReview, PartTimeTimetable, PlannedAbsence
from bellwether.registers.part_time_facts import TOLD, PartTimeAnswer, PartTimePurpose, ReviewOutcome, TimetableWanted
from bellwether.registers.plan_facts import PlanKind, PlanProblem, PlanProblemKind, PlanWanted
from bellwether.registers.selectors.planning import pupil_to_plan
from bellwether.registers.services.planning.planning import checked_plans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.core.policy import Policy
    from bellwether.registers.part_time_facts import ReviewWanted

__all__ = ["agree_part_time", "note_told", "review_part_time"]

_HOME: Final = "part-time.agreed-with-home"
_BEHAVIOUR: Final = "managing behaviour"
_REASON: Final = "agreed part-time timetable"
_COMPULSORY, _NOT_COMPULSORY = "C2", "X"
_SCHOOL_WEEK: Final = 10  # half-days from Monday to Friday
_DAY: Final = timedelta(days=1)


def agree_part_time(
    school_id: int, *, wanted: TimetableWanted, actor: Actor, now: datetime, despite_warnings: bool = False
) -> PartTimeAnswer:
    """Write down a part-time timetable that was agreed, and plan its sessions. Event "part-time.agreed".

    C2 for a pupil of compulsory school age on its first day, X for another. What the record lacks, its length, its
    purpose and with whom it was agreed are checked by the policy's rules: a rule that nobody has confirmed warns, any
    other refuses. Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.AGREE_PART_TIME, organisations.reach_of_school(school_id))
    policy = organisations.policy(school_id)
    pupil = pupil_to_plan(school_id, wanted.pupil_id, on=actor.on, actor=actor)
    is_compulsory = wanted.starts_on in compulsory_school_age(pupil.born_on, policy=policy, on=wanted.starts_on)
    checked = Checked()
    _check_rules(wanted, policy, checked)
    _check_agreement(wanted, is_compulsory=is_compulsory, policy=policy, actor=actor, checked=checked)
    _check_shape(wanted, checked)
    if PartTimeTimetable.objects.filter(school_id=school_id, pupil_id=pupil.id, ended_on__isnull=True).exists():
        checked.add(PlanProblem(pupil.id, PlanProblemKind.GOES_ON, Severity.ERROR))
    plan = _plan(wanted, code=_COMPULSORY if is_compulsory else _NOT_COMPULSORY)
    if plan is not None:
        _add(checked, checked_plans(school_id, [plan], actor=actor))
    if plan is None or checked.problems or (checked.warnings and not despite_warnings):
        return PartTimeAnswer(problems=tuple(checked.problems), warnings=tuple(checked.warnings))
    with transaction.atomic():
        record = _record(school_id, wanted, code=plan.code, actor=actor, now=now)
        plan_row(school_id, plan, actor=actor, now=now, part_time_id=record.pk).save()
        _event("part-time.agreed", record, actor=actor, now=now, after={"starts_on": plan.starts_on})
    return PartTimeAnswer(record.pk, warnings=tuple(checked.warnings))


def _add(checked: Checked, more: Checked) -> None:
    checked.problems += more.problems
    checked.warnings += more.warnings


def _check_rules(wanted: TimetableWanted, policy: Policy, checked: Checked) -> None:
    facts = PartTimeFacts(
        recorded=_recorded(wanted),
        first_day=wanted.starts_on,
        last_day=wanted.ends_on,
        purpose=_BEHAVIOUR if wanted.for_behaviour else wanted.purpose.value,
    )
    for found in part_time_advice(facts, policy=policy, on=wanted.starts_on):
        if found.holds:
            checked.add(of_rule(wanted.pupil_id, found, policy=policy, on=wanted.starts_on))


def _recorded(wanted: TimetableWanted) -> frozenset[str]:
    """The parts of the record that are there, as the rule `part-time.record` names them."""
    parts = {
        "reason": wanted.reason.strip(),
        "best interests": wanted.best_interests.strip(),
        "parent's agreement": wanted.parent_id and wanted.agreed_on,
        "first day": wanted.starts_on,
        "last day": wanted.ends_on,
        "agreed sessions": wanted.attends,
        "reviews": wanted.review_on,
        "way back to full time": wanted.way_back.strip() and wanted.full_time_on,
    }
    return frozenset(name for name, there in parts.items() if there)


def _check_agreement(
    wanted: TimetableWanted, *, is_compulsory: bool, policy: Policy, actor: Actor, checked: Checked
) -> None:
    """With whom it was agreed, and when."""
    pupil, first = wanted.pupil_id, wanted.starts_on
    family = people.families([pupil], actor=actor, on=actor.on).get(pupil)
    parent = next((one for one in family.parents if one.id == wanted.parent_id), None) if family else None
    at_home = is_compulsory and policy.rule(_HOME, on=first) is not None and policy.flag(_HOME, on=first)
    if wanted.parent_id and (parent is None or (at_home and not parent.lives_with_pupil)):
        checked.add(PlanProblem(pupil, PlanProblemKind.NO_HOME_PARENT, Severity.ERROR, rule=_HOME))
    if wanted.agreed_on is not None and wanted.agreed_on > actor.on:
        checked.add(PlanProblem(pupil, PlanProblemKind.AGREED_LATER, Severity.ERROR, on=wanted.agreed_on))
    elif wanted.agreed_on is not None and wanted.agreed_on > first:
        checked.add(PlanProblem(pupil, PlanProblemKind.AGREED_LATER, Severity.WARNING, on=wanted.agreed_on))


def _check_shape(wanted: TimetableWanted, checked: Checked) -> None:
    pupil = wanted.pupil_id
    if wanted.attends and not _leaves_some_out(wanted.attends):
        checked.add(PlanProblem(pupil, PlanProblemKind.NOTHING_LEFT_OUT, Severity.ERROR))
    last = wanted.ends_on or wanted.starts_on
    reviewed = wanted.review_on is None or wanted.starts_on <= wanted.review_on <= last
    if last < wanted.starts_on or not reviewed or (wanted.full_time_on or last) < wanted.starts_on:
        checked.add(PlanProblem(pupil, PlanProblemKind.OUT_OF_ORDER, Severity.ERROR, on=wanted.review_on))


def _leaves_some_out(attends: str) -> bool:
    week = attends[:_SCHOOL_WEEK]
    return "0" in week and "1" in week


def _turned(pattern: str) -> str:
    """The other half-days of Monday to Friday: those left out for those attended, and back."""
    week = pattern[:_SCHOOL_WEEK]
    return "".join("1" if one == "0" else "0" for one in week) + "0000"


def _plan(wanted: TimetableWanted, *, code: str) -> PlanWanted | None:
    """The plan of its sessions; None where its days or half-days are not known, or say nothing."""
    if wanted.ends_on is None or wanted.ends_on < wanted.starts_on or not _leaves_some_out(wanted.attends):
        return None
    return PlanWanted(
        pupil_id=wanted.pupil_id,
        kind=PlanKind.PART_TIME,
        code=code,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        reason=_REASON,
        pattern=_turned(wanted.attends),
        parent_agreed_on=wanted.agreed_on,
        agreed_by_parent_id=wanted.parent_id,
        review_on=wanted.review_on,
    )


def _record(school_id: int, wanted: TimetableWanted, *, code: str, actor: Actor, now: datetime) -> PartTimeTimetable:
    return PartTimeTimetable.objects.create(
        school_id=school_id,
        pupil_id=wanted.pupil_id,
        code=code,
        purpose=wanted.purpose.value,
        reason=wanted.reason.strip(),
        best_interests=wanted.best_interests.strip(),
        way_back=wanted.way_back.strip(),
        full_time_on=wanted.full_time_on or wanted.ends_on or wanted.starts_on,
        made_by_id=actor.user_id,
        made_at=now,
        **_told(wanted.told),
    )


def _told(days: Sequence[date | None]) -> dict[str, date | None]:
    return {f"told_{who}_on": day for who, day in zip(TOLD, days, strict=True)}


def _event(event: str, record: PartTimeTimetable, *, actor: Actor, now: datetime, after: Mapping[str, object]) -> None:
    audit.record(
        event,
        actor=actor,
        chain=f"school:{record.school_id}",
        subject=("part-time-timetable", record.pk),
        now=now,
        after={"pupil_id": record.pupil_id, **after},
    )


def _open_record(timetable_id: int, *, actor: Actor) -> PartTimeTimetable:
    record = PartTimeTimetable.objects.filter(pk=timetable_id, ended_on__isnull=True).first()
    if record is None:
        raise OutOfReachError(Action.AGREE_PART_TIME)
    require(actor, Action.AGREE_PART_TIME, organisations.reach_of_school(record.school_id))
    return record


def note_told(timetable_id: int, *, told: Sequence[date | None], actor: Actor, now: datetime) -> None:
    """Write down who was told and when, by `TOLD`. Event "part-time.told"."""
    record = PartTimeTimetable.objects.filter(pk=timetable_id).first()
    if record is None:
        raise OutOfReachError(Action.AGREE_PART_TIME)
    require(actor, Action.AGREE_PART_TIME, organisations.reach_of_school(record.school_id))
    values = _told(told)
    with transaction.atomic():
        PartTimeTimetable.objects.filter(pk=timetable_id).update(**values)
        _event("part-time.told", record, actor=actor, now=now, after=values)


def review_part_time(
    timetable_id: int, *, wanted: ReviewWanted, actor: Actor, now: datetime, despite_warnings: bool = False
) -> PartTimeAnswer:
    """A review: it goes on to a new end, goes on otherwise, or ends. Event "part-time.reviewed".

    Going on is agreed anew, within the same limits. What was planned behind the change is cut off; what became a mark
    stays one. Raises OutOfReachError where it has ended before, NotGrantedError.
    """
    record = _open_record(timetable_id, actor=actor)
    periods = list(record.plans.filter(withdrawn_at__isnull=True).order_by("starts_on", "pk"))
    checked = Checked()
    plan = None
    if wanted.outcome is ReviewOutcome.END:
        _check_end(wanted, record, periods, checked)
    else:
        plan = _next_period(wanted, record, periods, checked=checked, actor=actor)
    if checked.problems or (checked.warnings and not despite_warnings):
        return PartTimeAnswer(problems=tuple(checked.problems), warnings=tuple(checked.warnings))
    with transaction.atomic():
        _write_review(record, wanted, periods, plan, actor=actor, now=now)
    return PartTimeAnswer(record.pk, warnings=tuple(checked.warnings))


def _check_end(
    wanted: ReviewWanted, record: PartTimeTimetable, periods: Sequence[PlannedAbsence], checked: Checked
) -> None:
    if wanted.last_on is None or (periods and wanted.last_on < periods[0].starts_on - _DAY):
        checked.add(PlanProblem(record.pupil_id, PlanProblemKind.OUT_OF_ORDER, Severity.ERROR, on=wanted.last_on))


def _next_period(
    wanted: ReviewWanted,
    record: PartTimeTimetable,
    periods: Sequence[PlannedAbsence],
    *,
    checked: Checked,
    actor: Actor,
) -> PlanWanted | None:
    """What is agreed anew, checked as the first period was."""
    policy = organisations.policy(record.school_id)
    present = periods[-1] if periods else None
    first = _begins(wanted, present, today=actor.on)
    attends = wanted.attends if wanted.outcome is ReviewOutcome.CHANGE or present is None else _turned(present.pattern)
    if wanted.last_on is None or wanted.last_on < first or (wanted.review_on or first) > wanted.last_on:
        checked.add(PlanProblem(record.pupil_id, PlanProblemKind.OUT_OF_ORDER, Severity.ERROR, on=wanted.last_on))
        return None
    again = _as_wanted(wanted, record, attends=attends, first=first)
    pupil = pupil_to_plan(record.school_id, record.pupil_id, on=actor.on, actor=actor)
    is_compulsory = first in compulsory_school_age(pupil.born_on, policy=policy, on=first)
    _check_rules(again, policy, checked)
    _check_agreement(again, is_compulsory=is_compulsory, policy=policy, actor=actor, checked=checked)
    _check_shape(again, checked)
    plan = _plan(again, code=_COMPULSORY if is_compulsory else _NOT_COMPULSORY)
    if plan is not None:
        _add(checked, checked_plans(record.school_id, [plan], actor=actor, replacing=[one.pk for one in periods]))
    return plan


def _begins(wanted: ReviewWanted, present: PlannedAbsence | None, *, today: date) -> date:
    """The first day of what is agreed anew: for the same half-days behind the old end, not before today."""
    if wanted.outcome is ReviewOutcome.CHANGE and wanted.from_on is not None:
        return wanted.from_on
    return max(today, present.ends_on + _DAY) if present is not None else today


def _as_wanted(wanted: ReviewWanted, record: PartTimeTimetable, *, attends: str, first: date) -> TimetableWanted:
    return TimetableWanted(
        pupil_id=record.pupil_id,
        purpose=PartTimePurpose(record.purpose),
        for_behaviour=False,
        reason=record.reason,
        best_interests=record.best_interests,
        attends=attends,
        starts_on=first,
        ends_on=wanted.last_on,
        review_on=wanted.review_on,
        parent_id=wanted.parent_id,
        agreed_on=wanted.agreed_on,
        way_back=record.way_back,
        full_time_on=max(record.full_time_on, first),
    )


def _write_review(
    record: PartTimeTimetable,
    wanted: ReviewWanted,
    periods: Sequence[PlannedAbsence],
    plan: PlanWanted | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    last = wanted.last_on if plan is None else plan.starts_on - _DAY
    if last is not None:
        for row in periods:
            cut_short(row, last=(last, 1), reason="reviewed", actor=actor, now=now)
    made = None
    if plan is not None:
        made = plan_row(record.school_id, plan, actor=actor, now=now, part_time_id=record.pk)
        made.save()
    else:
        record.ended_on = wanted.last_on
        record.save(update_fields=["ended_on"])
    PartTimeReview.objects.create(
        timetable=record,
        held_on=wanted.held_on,
        outcome=wanted.outcome.value,
        note=wanted.note.strip(),
        plan=made,
        recorded_by_id=actor.user_id,
        recorded_at=now,
    )
    done = {"outcome": wanted.outcome.value, "last_on": wanted.last_on, "plan": made.pk if made else None}
    _event("part-time.reviewed", record, actor=actor, now=now, after=done)
