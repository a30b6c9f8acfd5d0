"""What is known beforehand: appointments, days elsewhere, a part-time timetable, study leave, a suspension."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Role
from bellwether.organisations import selectors as organisations
from bellwether.registers.part_time_facts import PartTimePurpose, TimetableWanted
from bellwether.registers.plan_facts import PlanKind, PlanWanted
from bellwether.registers.services import planning
from bellwether.registers.suspension_facts import SuspensionWanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from random import Random

    from bellwether.core.access import Actor
    from bellwether.core.calendar import SchoolDays
    from bellwether.demo.loading.company import Company
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.marks import PlannedMarks
    from bellwether.demo.world.planning import PlannedWorld
    from bellwether.demo.world.pupils import PlannedPupil

__all__ = ["load_planned"]

_PRESENT: Final = frozenset("/\\")
_EVENING_BEFORE: Final = timedelta(hours=16)
_WEEK_ELSEWHERE: Final = "0000001100" + "0000"  # Thursdays
_ATTENDS: Final = "1110111011" + "0000"  # but Tuesday and Thursday afternoons
_PLANNED: Final = 7
_EXAM_YEAR: Final = 11


def load_planned(
    world: PlannedWorld, marks: PlannedMarks, places: Places, loaded: Loaded, company: Company, *, chance: Random
) -> None:
    """Plan some of each kind at every school, for pupils who would be there this morning."""
    now = world.stage.now - _EVENING_BEFORE
    for position, school in enumerate(places.schools):
        days = organisations.school_days(school, world.stage.year)
        there = [
            pupil
            for pupil in world.pupils
            if pupil.now_at is not None
            and pupil.stay.school == position
            and pupil.stay.nc_year > 0
            and marks.morning[pupil.stay.row] in _PRESENT
        ]
        at_home = [
            pupil for pupil in there if pupil.contacts[0].has_responsibility and pupil.contacts[0].lives_with_pupil
        ]
        part_time = chance.choice(at_home)
        others = chance.sample([pupil for pupil in there if pupil is not part_time], _PLANNED)
        ids = [loaded.pupils[pupil.upn] for pupil in others]
        office, head = company.of_school(Role.OFFICE, position), company.of_school(Role.HEAD, position)
        _plan_some(school, ids, days, today=world.stage.today, actor=office, now=now)
        _part_time(school, part_time, loaded, days, today=world.stage.today, actor=head, now=now)
        _suspend(school, ids[-1], days, today=world.stage.today, actor=head, now=now)
        exams = [
            loaded.pupils[pupil.upn] for pupil in there if pupil.stay.nc_year == _EXAM_YEAR and pupil not in others
        ]
        _study_leave(school, exams[:3], days, today=world.stage.today, actor=head, now=now)


def _plan_some(school: int, ids: Sequence[int], days: SchoolDays, *, today: date, actor: Actor, now: datetime) -> None:
    """An appointment this morning, one between registers, two to come, days elsewhere, a festival."""
    soon, later = days.school_days_after(today, 1), days.school_days_after(today, 6)
    last = days.school_days_after(today, 20) or later or today
    wishes = [
        PlanWanted(
            ids[0], PlanKind.APPOINTMENT, "M", today, today, "Hospital check", last_session=0, returns_at=time(11, 30),
            evidence_note="Appointment letter seen",
        ),
        PlanWanted(
            ids[1], PlanKind.APPOINTMENT, "M", today, today, "Speech therapy", misses=False, leaves_at=time(10, 15),
            returns_at=time(11, 0),
        ),
        PlanWanted(
            ids[2], PlanKind.PROVISION, "B", today, last, "Every Thursday", pattern=_WEEK_ELSEWHERE,
            nature="Horticulture at the community farm",
        ),
    ]  # fmt: skip
    if soon is not None:
        wishes.append(
            PlanWanted(
                ids[3], PlanKind.APPOINTMENT, "M", soon, soon, "Orthodontist", first_session=1, leaves_at=time(12, 30)
            )
        )
    if later is not None:
        wishes += [
            PlanWanted(ids[4], PlanKind.OBSERVANCE, "R", later, later, "A holy day of the family’s church"),
            PlanWanted(ids[5], PlanKind.VISIT, "V", later, later, "Orchestra day at the city hall"),
        ]
    for wish in wishes:
        planning.plan_absences(school, wanted=[wish], actor=actor, now=now, despite_warnings=True)


def _part_time(
    school: int, pupil: PlannedPupil, loaded: Loaded, days: SchoolDays, *, today: date, actor: Actor, now: datetime
) -> None:
    """Agreed four weeks ago at the most, reviewed in a few days."""
    review, last = days.school_days_after(today, 3), days.school_days_after(today, 12)
    if review is None or last is None:
        return
    wanted = TimetableWanted(
        pupil_id=loaded.pupils[pupil.upn],
        purpose=PartTimePurpose.RETURN,
        for_behaviour=False,
        reason="Coming back after seven weeks in hospital; whole days are still too much.",
        best_interests="The consultant advises a return in steps. Each full day so far ended in two days in bed.",
        attends=_ATTENDS,
        starts_on=today,
        ends_on=last,
        review_on=review,
        parent_id=loaded.parents[str(pupil.contacts[0].parent)],
        agreed_on=now.date(),
        way_back="Thursday afternoons come back first, then Tuesdays, when a week has gone well.",
        full_time_on=last + timedelta(days=1),
        told=(None, None, now.date(), None),
    )
    planning.agree_part_time(school, wanted=wanted, actor=actor, now=now, despite_warnings=True)


def _suspend(school: int, pupil_id: int, days: SchoolDays, *, today: date, actor: Actor, now: datetime) -> None:
    """Seven school days from today, so that education elsewhere becomes due."""
    last = days.school_days_after(today, 6)
    if last is None:
        return
    wanted = SuspensionWanted(
        pupil_id=pupil_id,
        is_permanent=False,
        starts_on=today,
        ends_on=last,
        reason="Brought a firework to school and lit it in the dining hall.",
        parent_told_on=now.date(),
    )
    planning.suspend(school, wanted=wanted, actor=actor, now=now, despite_warnings=True)


def _study_leave(
    school: int, ids: Sequence[int], days: SchoolDays, *, today: date, actor: Actor, now: datetime
) -> None:
    first, last = days.school_days_after(today, 2), days.school_days_after(today, 4)
    if not ids or first is None or last is None:
        return
    wanted = [
        PlanWanted(one, PlanKind.STUDY_LEAVE, "S", first, last, "GCSE mathematics, resit", parent_agreed_on=now.date())
        for one in ids
    ]
    planning.plan_absences(school, wanted=wanted, actor=actor, now=now, despite_warnings=True)
