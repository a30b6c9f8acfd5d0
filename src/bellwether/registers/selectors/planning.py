"""Planned absences as somebody may read them: of a school, a class or a pupil, and what has become of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.core.calendar import academic_year_of
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, code_of
from bellwether.core.policy import compulsory_school_age
from bellwether.core.taking import MarkProblemKind, mark_rules
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import PlannedAbsence, RegisterRow
from bellwether.registers.plan_facts import PlanningFor, PlanProgress, PlanRecord
from bellwether.registers.plan_rules import action_for, sessions_between
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.store.reading import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from bellwether.core.access import Actor, Reach
    from bellwether.core.policy import Policy
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.selectors.privacy import Sight

__all__ = [
    "codes_together",
    "plan",
    "plan_progress",
    "planned_together",
    "planning_for",
    "plans_ahead",
    "plans_of_class",
    "pupil_plans",
    "pupil_to_plan",
    "records_of",
]

_PLANNED: Final = "register.planned-codes"
_NOTED: Final = "register.note-codes"
_NO_MARK: Final = frozenset((BYTE_UNMARKED, BYTE_CLOSED, BYTE_NOT_ON_ROLL))
_MAIN: Final = "main"
_TOGETHER: Final = ("V", "P", "W", "B")
"""Trip, sport, work experience, another educational activity: what pupils go to in company."""


def plans_ahead(school_id: int, *, on: date, actor: Actor) -> tuple[PlanRecord, ...]:
    """The plans of a school that stand and last to a day or begin after it, by their first half-days. One query."""
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SEE_PUPIL, reach)
    rows = PlannedAbsence.objects.filter(school_id=school_id, ends_on__gte=on, withdrawn_at__isnull=True)
    return records_of(rows, reach=reach, actor=actor)


def plans_of_class(group_id: int, *, on: date, actor: Actor) -> tuple[PlanRecord, ...]:
    """The same for the pupils who are in a class on the day."""
    reach = people.reach_of_group(group_id)
    require(actor, Action.SEE_PUPIL, reach)
    group = people.group(group_id, actor=actor)
    pupils = [one.id for one in people.roll(group_id=group_id, on=on, actor=actor)]
    rows = PlannedAbsence.objects.filter(
        school_id=group.school_id, pupil_id__in=pupils, ends_on__gte=on, withdrawn_at__isnull=True
    )
    return records_of(rows, reach=reach, actor=actor)


def pupil_plans(pupil_id: int, *, actor: Actor) -> tuple[PlanRecord, ...]:
    """Every plan of a pupil at the schools in the actor's reach, withdrawn ones too, by their first half-days."""
    reach = people.reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    rows = PlannedAbsence.objects.filter(pupil_id__in=people.pupil_ids_of([pupil_id])[pupil_id])
    return records_of(rows, reach=reach, actor=actor)


def plan(plan_id: int, *, school_id: int, actor: Actor) -> PlanRecord:
    """One plan of a school. Raises OutOfReachError, NotGrantedError."""
    row = PlannedAbsence.objects.filter(pk=plan_id, school_id=school_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_PUPIL)
    reach = people.reach_of_pupil(row.pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    return _record(row, sight=sight_of(actor, reach), policy=organisations.policy(school_id), reach=reach, actor=actor)


def planned_together(found: PlanRecord, *, actor: Actor) -> tuple[PlanRecord, ...]:
    """The other plans of the same act that still stand."""
    reach = organisations.reach_of_school(found.school_id)
    if not found.together or not may(actor, Action.SEE_PUPIL, reach):
        return ()
    rows = PlannedAbsence.objects.filter(
        school_id=found.school_id, together=found.together, withdrawn_at__isnull=True
    ).exclude(pk=found.id)
    return records_of(rows, reach=reach, actor=actor)


def records_of(rows: QuerySet[PlannedAbsence], *, reach: Reach, actor: Actor) -> tuple[PlanRecord, ...]:
    """Plans as the actor may see them where they lie, by their first half-days. For selectors that have asked."""
    found = list(rows.order_by("starts_on", "first_session", "pk"))
    sight = sight_of(actor, reach)
    policies = {school: organisations.policy(school) for school in sorted({row.school_id for row in found})}
    return tuple(_record(row, sight=sight, policy=policies[row.school_id], reach=reach, actor=actor) for row in found)


def _record(row: PlannedAbsence, *, sight: Sight, policy: Policy, reach: Reach, actor: Actor) -> PlanRecord:
    is_shown = sight.sees(row.code)
    may_plan = may(actor, Action.PLAN_ABSENCE, reach)
    return PlanRecord(
        id=row.pk,
        school_id=row.school_id,
        pupil_id=row.pupil_id,
        kind=row.kind if is_shown else "",
        code=sight.code(row.code, on=row.starts_on),
        code_is_shown=is_shown,
        starts_on=row.starts_on,
        first_session=row.first_session,
        ends_on=row.ends_on,
        last_session=row.last_session,
        pattern=row.pattern,
        misses=row.misses,
        leaves_at=row.leaves_at,
        returns_at=row.returns_at,
        reason=sight.note(row.reason, code=row.code),
        nature=sight.note(row.nature, code=row.code),
        evidence_note=sight.note(row.evidence_note, code=row.code) if may_plan else "",
        asked_by=row.asked_by if may_plan else "",
        parent_agreed_on=row.parent_agreed_on,
        agreed_by_parent_id=row.agreed_by_parent_id,
        review_on=row.review_on,
        leave_request_id=row.leave_request_id,
        part_time_id=row.part_time_id,
        suspension_id=row.suspension_id,
        together=row.together,
        replaces_id=row.replaces_id,
        made_by_id=row.made_by_id,
        made_at=row.made_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by_id=row.withdrawn_by_id,
        withdrawn_because=sight.note(row.withdrawn_because, code=row.code),
        may_change=is_shown and may(actor, action_for(row.code, policy=policy, on=row.starts_on), reach),
    )


def plan_progress(found: PlanRecord, *, actor: Actor) -> PlanProgress:
    """What has become of a plan's sessions. A session that the rows do not hold yet counts as none. Two queries."""
    reach = people.reach_of_pupil(found.pupil_id, on=actor.on)
    require(actor, Action.SEE_PUPIL, reach)
    sight = sight_of(actor, reach)
    years = {academic_year_of(found.starts_on), academic_year_of(found.ends_on)}
    rows = RegisterRow.objects.filter(school_id=found.school_id, pupil_id=found.pupil_id, year__in=years)
    cells = {year: bytes(marks) for year, marks in rows.values_list("year", "marks")}
    held, marks = 0, []
    for on, half in sessions_between(found.first, found.last, found.pattern):
        year, column = column_of(on, half)
        byte = cells[year][column] if year in cells else BYTE_CLOSED
        held += byte not in (BYTE_CLOSED, BYTE_NOT_ON_ROLL)
        if byte not in _NO_MARK:
            marks.append((on, half, sight.code(code_of(byte), on=on)))
    otherwise = tuple(one for one in marks if one[2] != found.code)
    return PlanProgress(held, len(marks), len(marks) - len(otherwise), otherwise)


def planning_for(school_id: int, pupil_id: int, *, on: date, actor: Actor) -> PlanningFor:
    """What the form of a plan needs to know. Raises OutOfReachError, NotGrantedError. The queries are fixed."""
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.PLAN_ABSENCE, reach)
    pupil = pupil_to_plan(school_id, pupil_id, on=on, actor=actor)
    policy = organisations.policy(school_id)
    return PlanningFor(
        pupil=pupil,
        siblings=_siblings(school_id, pupil_id, on=on, actor=actor),
        parents=_parents(pupil_id, on=on, actor=actor),
        codes=_codes(policy, pupil, on=on),
        note_codes=frozenset(policy.codes(_NOTED, on=on) if policy.rule(_NOTED, on=on) is not None else ()),
        times=organisations.session_times(school_id, on=on, nc_year=pupil.nc_year),
        is_compulsory_age=on in compulsory_school_age(pupil.born_on, policy=policy, on=on),
    )


def pupil_to_plan(school_id: int, pupil_id: int, *, on: date, actor: Actor) -> PupilOnRoll:
    """A pupil who is on the school's roll on a day, or is still to come. Raises OutOfReachError."""
    found = people.roll(school_id=school_id, on=on, actor=actor, pupil_ids=[pupil_id])
    if not found:
        coming = people.enrolments(
            first=on, last=on.replace(year=on.year + 1, day=1), actor=actor, school_id=school_id, pupil_ids=[pupil_id]
        )
        for one in coming[:1]:
            found = people.roll(school_id=school_id, on=one.starts_on, actor=actor, pupil_ids=[pupil_id])
    if not found:
        raise OutOfReachError(Action.SEE_PUPIL)
    return found[0]


def _siblings(school_id: int, pupil_id: int, *, on: date, actor: Actor) -> tuple[PupilOnRoll, ...]:
    ids = people.siblings([pupil_id], actor=actor, on=on).get(pupil_id, ())
    return people.roll(school_id=school_id, on=on, actor=actor, pupil_ids=ids) if ids else ()


def _parents(pupil_id: int, *, on: date, actor: Actor) -> tuple[tuple[int, str, bool], ...]:
    found = people.families([pupil_id], actor=actor, on=on).get(pupil_id)
    return tuple((one.id, one.name, one.lives_with_pupil) for one in found.parents) if found else ()


def _codes(policy: Policy, pupil: PupilOnRoll, *, on: date) -> tuple[str, ...]:
    """What may be planned without a decision: of the policy's codes, none of a whole school or group, D for two."""
    rules = mark_rules()
    wide = rules[MarkProblemKind.SCHOOL_LEVEL].codes | rules[MarkProblemKind.GROUP_LEVEL].codes
    left_out = wide | (rules[MarkProblemKind.NOT_DUAL].codes if pupil.kind == _MAIN else frozenset())
    return tuple(
        code
        for code in _listed(policy, on=on)
        if code not in left_out and action_for(code, policy=policy, on=on) is Action.PLAN_ABSENCE
    )


def _listed(policy: Policy, *, on: date) -> Iterable[str]:
    return policy.codes(_PLANNED, on=on) if policy.rule(_PLANNED, on=on) is not None else ()


def codes_together(school_id: int, *, on: date, actor: Actor) -> tuple[tuple[str, ...], frozenset[str]]:
    """What pupils do together that may be planned without a decision, and for which of it a mark says what it was.

    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.PLAN_ABSENCE, organisations.reach_of_school(school_id))
    policy = organisations.policy(school_id)
    listed = set(_listed(policy, on=on))
    noted = policy.codes(_NOTED, on=on) if policy.rule(_NOTED, on=on) is not None else ()
    may_be = (code for code in _TOGETHER if action_for(code, policy=policy, on=on) is Action.PLAN_ABSENCE)
    return tuple(code for code in may_be if code in listed), frozenset(noted)
