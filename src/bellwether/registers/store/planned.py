"""What is planned for a session, by pupil: absences, closures of a kind that is no `#`, part-time timetables.

For callers who have asked `core.access` already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from bellwether.core.policy import compulsory_school_age
from bellwether.organisations import selectors as organisations
from bellwether.registers.facts import Plan
from bellwether.registers.models import PlannedAbsence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.policy import Policy
    from bellwether.people.facts import PupilOnRoll

__all__ = ["absence_plans", "closure_plans", "plans_and_outings", "timetable_plans", "whatever_is_planned"]

_CODES_OVER_A_CLOSURE: Final = frozenset({"D"})
"""A session due at another school is not touched by a closure here."""


def whatever_is_planned(
    school_id: int, *, on: date, session: int, pupils: Iterable[PupilOnRoll], group_id: int | None, policy: Policy
) -> dict[int, Plan]:
    """The one plan that counts for each pupil: a closure before an absence before the timetable. Two queries."""
    return plans_and_outings(school_id, on=on, session=session, pupils=pupils, group_id=group_id, policy=policy)[0]


def plans_and_outings(
    school_id: int, *, on: date, session: int, pupils: Iterable[PupilOnRoll], group_id: int | None, policy: Policy
) -> tuple[dict[int, Plan], dict[int, Plan]]:
    """What counts, as `whatever_is_planned` has it, and who is only out for a while between registers. Two queries."""
    listed = tuple(pupils)
    rows = _standing(school_id, on=on, session=session, pupil_ids=[pupil.id for pupil in listed])
    absences = _by_pupil(row for row in rows if row.misses)
    closures = closure_plans(school_id, on=on, session=session, pupils=listed, group_id=group_id)
    elsewhere = {pupil for pupil, plan in absences.items() if plan.code in _CODES_OVER_A_CLOSURE}
    shut = {pupil: plan for pupil, plan in closures.items() if pupil not in elsewhere}
    counting = timetable_plans(on, session, pupils=listed, policy=policy) | absences | shut
    return counting, _by_pupil(row for row in rows if not row.misses)


def absence_plans(school_id: int, *, on: date, session: int, pupil_ids: Iterable[int]) -> dict[int, Plan]:
    """The planned absence that covers a session, by pupil; of two the one made last. One query."""
    rows = _standing(school_id, on=on, session=session, pupil_ids=pupil_ids)
    return _by_pupil(row for row in rows if row.misses)


def _standing(school_id: int, *, on: date, session: int, pupil_ids: Iterable[int]) -> list[PlannedAbsence]:
    """The plans that cover a session, in the order in which they were made."""
    standing = PlannedAbsence.objects.filter(
        Q(starts_on__lt=on) | Q(starts_on=on, first_session__lte=session),
        Q(ends_on__gt=on) | Q(ends_on=on, last_session__gte=session),
        school_id=school_id,
        pupil_id__in=list(pupil_ids),
        withdrawn_at__isnull=True,
    )
    place = 2 * on.weekday() + session
    return [row for row in standing.order_by("made_at", "pk") if not row.pattern or row.pattern[place] == "1"]


def _by_pupil(rows: Iterable[PlannedAbsence]) -> dict[int, Plan]:
    return {
        row.pupil_id: Plan(
            row.pupil_id,
            row.code,
            row.nature or row.reason,
            "planned-absence",
            row.pk,
            row.kind,
            leaves_at=row.leaves_at,
            returns_at=row.returns_at,
            is_outing=not row.misses,
        )
        for row in rows
    }


def closure_plans(
    school_id: int, *, on: date, session: int, pupils: Iterable[PupilOnRoll], group_id: int | None
) -> dict[int, Plan]:
    """Y3 and Y4 of the school's calendar for those whom they touch. A planned closure is in the grid itself."""
    standing = [
        one
        for one in organisations.closures(school_id, first=on, last=on)
        if one.code != "#" and session in one.sessions
    ]
    return {
        pupil.id: Plan(pupil.id, one.code, one.reason, "closure", one.id)
        for one in standing
        for pupil in pupils
        if one.is_whole_school or pupil.nc_year in one.years or {pupil.group_id, group_id} & set(one.group_ids)
    }


def timetable_plans(on: date, session: int, *, pupils: Iterable[PupilOnRoll], policy: Policy) -> dict[int, Plan]:
    """X for pupils outside compulsory school age in sessions that their part-time pattern leaves out."""
    place = 2 * on.weekday() + session
    return {
        pupil.id: Plan(pupil.id, "X", "", "timetable")
        for pupil in pupils
        if pupil.attends
        and pupil.attends[place] == "0"
        and on not in compulsory_school_age(pupil.born_on, policy=policy, on=on)
    }
