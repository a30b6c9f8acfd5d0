"""Part-time timetables as somebody may read them: for those who may know what reveals health, as their reasons do."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import PartTimeReview, PartTimeTimetable, PlannedAbsence
from bellwether.registers.part_time_facts import TOLD, PartTimePurpose, ReviewFacts, ReviewOutcome, TimetableFacts
from bellwether.registers.selectors.planning import records_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.core.access import Actor, Reach
    from bellwether.registers.plan_facts import PlanRecord

__all__ = ["timetable", "timetables"]


def timetables(school_id: int, *, actor: Actor) -> tuple[TimetableFacts, ...]:
    """Every part-time timetable of a school, those that go on first, then the latest. Three queries for all of them."""
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SEE_HEALTH, reach)
    rows = list(PartTimeTimetable.objects.filter(school_id=school_id).order_by("-made_at", "-pk"))
    found = _facts(rows, reach=reach, actor=actor)
    return tuple(sorted(found, key=lambda one: one.ended_on is not None))


def timetable(timetable_id: int, *, school_id: int, actor: Actor) -> TimetableFacts:
    """One part-time timetable. Raises OutOfReachError, NotGrantedError."""
    row = PartTimeTimetable.objects.filter(pk=timetable_id, school_id=school_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_HEALTH)
    reach = people.reach_of_pupil(row.pupil_id, on=actor.on)
    require(actor, Action.SEE_HEALTH, reach)
    return _facts([row], reach=reach, actor=actor)[0]


def _facts(rows: Sequence[PartTimeTimetable], *, reach: Reach, actor: Actor) -> list[TimetableFacts]:
    ids = [row.pk for row in rows]
    plans = PlannedAbsence.objects.filter(part_time_id__in=ids, withdrawn_at__isnull=True)
    periods: dict[int, list[PlanRecord]] = defaultdict(list)
    for plan in records_of(plans, reach=reach, actor=actor):
        periods[plan.part_time_id or 0].append(plan)
    reviews: dict[int, list[ReviewFacts]] = defaultdict(list)
    for review in PartTimeReview.objects.filter(timetable_id__in=ids).order_by("held_on", "pk"):
        reviews[review.timetable_id].append(_review(review))
    may_change = may(actor, Action.AGREE_PART_TIME, reach)
    return [
        TimetableFacts(
            id=row.pk,
            school_id=row.school_id,
            pupil_id=row.pupil_id,
            code=row.code,
            purpose=PartTimePurpose(row.purpose),
            reason=row.reason,
            best_interests=row.best_interests,
            way_back=row.way_back,
            full_time_on=row.full_time_on,
            told=tuple(getattr(row, f"told_{who}_on") for who in TOLD),
            made_by_id=row.made_by_id,
            made_at=row.made_at,
            ended_on=row.ended_on,
            periods=tuple(periods[row.pk]),
            reviews=tuple(reviews[row.pk]),
            may_change=may_change,
        )
        for row in rows
    ]


def _review(row: PartTimeReview) -> ReviewFacts:
    outcome = ReviewOutcome(row.outcome)
    return ReviewFacts(row.held_on, outcome, row.note, row.plan_id, row.recorded_by_id, row.recorded_at)
