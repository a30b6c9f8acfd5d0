"""What stands against planning an absence: the code and the pupil, the calendar and the roll, marks and other plans."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bellwether.core.calendar import academic_year_of, day_of_column
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.dated import Status
from bellwether.core.problems import Severity
from bellwether.core.taking import LeaveFacts, MarkProblemKind, leave_advice, plan_problems
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.acts.judging import Judge
from bellwether.registers.acts.year_facts import gather_year
from bellwether.registers.models import PlannedAbsence, RegisterRow
from bellwether.registers.plan_facts import PlanKind, PlanProblem, PlanProblemKind
from bellwether.registers.plan_rules import Session, covers, sessions_between
from bellwether.registers.store.cells import opened_row
from bellwether.registers.store.reading import column_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.core.policy import Policy
    from bellwether.core.taking import Advice, MarkProblem
    from bellwether.registers.plan_facts import PlanWanted
    from bellwether.registers.selectors.privacy import Sight

__all__ = ["Checked", "check_plans", "of_rule"]


@dataclass(slots=True)
class Checked:
    """What was found: errors, warnings, and how many sessions the plans cover."""

    problems: list[PlanProblem] = field(default_factory=list)
    warnings: list[PlanProblem] = field(default_factory=list)
    sessions: int = 0

    def add(self, found: PlanProblem) -> None:
        """Sort one finding."""
        (self.problems if found.severity is Severity.ERROR else self.warnings).append(found)


def of_rule(pupil_id: int, found: Advice, *, policy: Policy, on: date) -> PlanProblem:
    """What a rule of the policy warns of: one that nobody has confirmed never decides alone."""
    status = policy.rule_in_force(found.rule, on=on).status
    severity = Severity.WARNING if status is Status.UNCONFIRMED else Severity.ERROR
    return PlanProblem(pupil_id, PlanProblemKind.RULE, severity, rule=found.rule, facts=found.facts)


@dataclass(frozen=True, slots=True)
class _School:
    """What is known of the school and its pupils for the time of the plans."""

    judge: Judge
    years: frozenset[int]
    cells: Mapping[tuple[int, int], bytes]
    others: Mapping[int, Sequence[PlannedAbsence]]
    sight: Sight

    def byte(self, pupil_id: int, at: Session) -> int:
        """What stands, or will stand, in a cell."""
        year, column = column_of(*at)
        row = self.cells.get((pupil_id, year))
        return BYTE_NOT_ON_ROLL if row is None else row[column]


def check_plans(
    school_id: int,
    wanted: Sequence[PlanWanted],
    *,
    policy: Policy,
    sight: Sight,
    actor: Actor,
    replacing: Collection[int] = (),
) -> Checked:
    """Everything against the plans. replacing: plans whose place they take, which do not count as others.

    The number of queries depends on the number of years the plans touch, not on pupils or sessions.
    """
    checked = Checked()
    known = _gather(school_id, wanted, policy=policy, sight=sight, actor=actor, replacing=replacing)
    for plan in wanted:
        _check(plan, known, checked)
    return checked


def _gather(
    school_id: int,
    wanted: Sequence[PlanWanted],
    *,
    policy: Policy,
    sight: Sight,
    actor: Actor,
    replacing: Collection[int],
) -> _School:
    pupils = {plan.pupil_id for plan in wanted}
    first, last = min(plan.starts_on for plan in wanted), max(plan.ends_on for plan in wanted)
    known_years = set(organisations.known_years(school_id))
    years = {year for year in known_years if academic_year_of(first) <= year <= academic_year_of(last)}
    ends = {first, min(last, max((_last_day(year) for year in years), default=first))}
    found = {
        one.id: one
        for day in sorted(ends)
        for one in people.roll(school_id=school_id, on=day, actor=actor, pupil_ids=pupils)
    }
    others: dict[int, list[PlannedAbsence]] = defaultdict(list)
    standing = PlannedAbsence.objects.filter(
        school_id=school_id,
        pupil_id__in=pupils,
        starts_on__lte=last,
        ends_on__gte=first,
        withdrawn_at__isnull=True,
        misses=True,
    ).exclude(pk__in=list(replacing))
    for row in standing.order_by("starts_on", "pk"):
        others[row.pupil_id].append(row)
    return _School(
        judge=Judge(policy, last, found),
        years=frozenset(years),
        cells=_cells(school_id, pupils, years, actor=actor),
        others=others,
        sight=sight,
    )


def _last_day(year: int) -> date:
    return day_of_column(year + 1, 0) - timedelta(days=1)


def _cells(
    school_id: int, pupils: Collection[int], years: Collection[int], *, actor: Actor
) -> dict[tuple[int, int], bytes]:
    """The rows as they stand; for years that are not opened yet, as they would be opened."""
    rows = RegisterRow.objects.filter(school_id=school_id, pupil_id__in=list(pupils), year__in=list(years))
    cells = {(pupil, year): bytes(marks) for pupil, year, marks in rows.values_list("pupil_id", "year", "marks")}
    for year in sorted(years):
        missing = [pupil for pupil in pupils if (pupil, year) not in cells]
        facts = gather_year(school_id, year, actor=actor, pupil_ids=missing) if missing else None
        for pupil in missing:
            if facts is not None and pupil in facts.spans:
                row = opened_row(facts.spans[pupil], year=year, closed=facts.closed_for(pupil))
                cells[pupil, year] = row
    return cells


def _check(plan: PlanWanted, known: _School, checked: Checked) -> None:
    for found in plan_problems(plan.code, on=plan.starts_on, policy=known.judge.policy):
        checked.add(_of_mark(plan, found, at=(plan.starts_on, plan.first_session), sessions=0))
    if academic_year_of(plan.ends_on) not in known.years or academic_year_of(plan.starts_on) not in known.years:
        last = max(known.years, default=None)
        facts = {} if last is None else {"known_to": _last_day(last).isoformat()}
        checked.add(
            PlanProblem(plan.pupil_id, PlanProblemKind.CALENDAR_UNKNOWN, Severity.ERROR, on=plan.ends_on, facts=facts)
        )
        return
    asked = list(
        sessions_between((plan.starts_on, plan.first_session), (plan.ends_on, plan.last_session), plan.pattern)
    )
    held = [at for at in asked if known.byte(plan.pupil_id, at) != BYTE_CLOSED]
    if not held:
        checked.add(PlanProblem(plan.pupil_id, PlanProblemKind.NO_SESSION, Severity.ERROR, on=plan.starts_on))
        return
    if plan.kind is PlanKind.STUDY_LEAVE:
        _check_in_advance(plan, known.judge.policy, checked)
    if plan.misses:
        checked.sessions += len(held)
        _check_marked(plan, held, known, checked)
        _check_overlaps(plan, held, known, checked)
    _check_codes(plan, held, known, checked)


def _check_in_advance(plan: PlanWanted, policy: Policy, checked: Checked) -> None:
    """Study leave is agreed before it begins, by the rule on leave."""
    facts = LeaveFacts(plan.code, plan.parent_agreed_on or plan.starts_on, plan.starts_on, plan.ends_on, 0, 0)
    for found in leave_advice(facts, policy=policy, on=plan.starts_on):
        if found.holds:
            checked.add(of_rule(plan.pupil_id, found, policy=policy, on=plan.starts_on))


def _check_codes(plan: PlanWanted, held: Sequence[Session], known: _School, checked: Checked) -> None:
    """Each rule once, with the first session in which it speaks and how often it does."""
    found: dict[MarkProblemKind, PlanProblem] = {}
    for at in held:
        for problem in _mark_problems(plan, at, known):
            earlier = found.get(problem.kind)
            found[problem.kind] = (
                _of_mark(plan, problem, at=at, sessions=1)
                if earlier is None
                else replace(earlier, sessions=earlier.sessions + 1)
            )
    for one in found.values():
        checked.add(one)


def _mark_problems(plan: PlanWanted, at: Session, known: _School) -> tuple[MarkProblem, ...]:
    byte = known.byte(plan.pupil_id, at)
    is_on_roll = byte != BYTE_NOT_ON_ROLL
    found = known.judge.problems(
        plan.code,
        pupil_id=plan.pupil_id,
        on=at[0],
        session=at[1],
        byte=BYTE_UNMARKED if is_on_roll else byte,
        note=plan.nature,
    )
    # Of somebody who is not on roll nothing else is known.
    return found if is_on_roll else tuple(one for one in found if one.kind is MarkProblemKind.NOT_ON_ROLL)


def _of_mark(plan: PlanWanted, problem: MarkProblem, *, at: Session, sessions: int) -> PlanProblem:
    return PlanProblem(
        plan.pupil_id,
        PlanProblemKind.MARK,
        problem.severity,
        on=at[0],
        session=at[1],
        sessions=sessions,
        mark=problem,
    )


def _check_marked(plan: PlanWanted, held: Sequence[Session], known: _School, checked: Checked) -> None:
    marked = [at for at in held if known.byte(plan.pupil_id, at) not in (BYTE_UNMARKED, BYTE_NOT_ON_ROLL)]
    if marked:
        is_all = len(marked) == len(held)
        kind = PlanProblemKind.ALL_MARKED if is_all else PlanProblemKind.SOME_MARKED
        severity = Severity.ERROR if is_all else Severity.WARNING
        checked.add(PlanProblem(plan.pupil_id, kind, severity, *marked[0], sessions=len(marked)))


def _check_overlaps(plan: PlanWanted, held: Sequence[Session], known: _School, checked: Checked) -> None:
    for other in known.others.get(plan.pupil_id, ()):
        first, last = (other.starts_on, other.first_session), (other.ends_on, other.last_session)
        both = [at for at in held if covers(first, last, other.pattern, at=at)]
        if both:
            facts = {"code": known.sight.code(other.code, on=both[0][0]), "last": other.ends_on.isoformat()}
            checked.add(
                PlanProblem(
                    plan.pupil_id,
                    PlanProblemKind.OVERLAP,
                    Severity.WARNING,
                    *both[0],
                    sessions=len(both),
                    facts={**facts, "first": other.starts_on.isoformat()},
                )
            )
