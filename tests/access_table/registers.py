"""The doors of registers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bellwether.core.access import Action, Role, system_actor
from tests.access_table.doors import ANYBODY, IN_GROUP, IN_SCHOOL, LIST, OF_PUPIL, Door, Lies
from tests.world import NOW, TODAY, YEAR

if TYPE_CHECKING:
    from tests.world import World

DAY = TODAY
AM = 0
REFUSED = frozenset({403})
# Nothing offline is about anybody: the worker, its spare page, and whether this browser is signed in.
OFFLINE = "the machinery of working offline: says nothing about a pupil"
DONE = frozenset({302})


def _open(world: World) -> None:
    from bellwether.registers import services

    for school in (world.school, world.outside):
        services.open_rows(school, YEAR, actor=system_actor(TODAY), now=NOW)


def _group(world: World) -> list[object]:
    _open(world)
    return [world.group, DAY, AM]


def _outside_group(world: World) -> list[object]:
    return [world.outside_group, DAY, AM]


def _pupil(world: World) -> list[object]:
    _open(world)
    return [world.pupils["Ada"], DAY]


def _conflict(world: World, school: int, pupil: int) -> list[int]:
    from bellwether.registers.models import MarkConflict

    made = MarkConflict.objects.create(
        school_id=school,
        pupil_id=pupil,
        on=TODAY,
        session=0,
        seen=".",
        stood="/",
        offered="N",
        offered_by_name="Sam",
        offered_at=NOW,
    )
    return [school, made.pk]


def _late(world: World, *, other: bool = False) -> list[object]:
    """A pupil who came late this morning, and so has a slip."""
    from bellwether.registers import services

    _open(world)
    school, pupil = (world.outside, world.pupils["Jude"]) if other else (world.school, world.pupils["Ada"])
    office = world.actor(Role.OFFICE, other=other)
    arrived = NOW.time().replace(hour=8, minute=55)
    services.arrive_late(pupil, arrived=arrived, reason="Bus", actor=office, now=NOW, school_id=school)
    return [school, pupil, DAY, AM]


def _plan(world: World, *, other: bool = False) -> list[int]:
    """A visit that is planned for tomorrow."""
    from bellwether.registers import services
    from bellwether.registers.plan_facts import PlanKind, PlanWanted

    school, pupil = (world.outside, world.pupils["Jude"]) if other else (world.school, world.pupils["Ada"])
    tomorrow = TODAY + timedelta(days=1)
    wanted = PlanWanted(pupil, PlanKind.VISIT, "V", tomorrow, tomorrow, "The museum")
    office = world.actor(Role.OFFICE, other=other)
    return [school, *services.plan_absences(school, wanted=[wanted], actor=office, now=NOW).plan_ids]


def _timetable(world: World, *, other: bool = False) -> list[int]:
    """A part-time timetable that was agreed."""
    from bellwether.people.models import ParentOf
    from bellwether.registers.part_time_facts import PartTimePurpose, TimetableWanted
    from bellwether.registers.services.planning import agree_part_time

    school, pupil = (world.outside, world.pupils["Jude"]) if other else (world.school, world.pupils["Ada"])
    if other:
        ParentOf.objects.create(
            pupil_id=pupil,
            parent_id=world.parent,
            relation="mother",
            has_responsibility=True,
            has_care=True,
            lives_with_pupil=True,
            from_on=TODAY,
        )
    wanted = TimetableWanted(
        pupil_id=pupil,
        purpose=PartTimePurpose.HEALTH,
        for_behaviour=False,
        reason="Fatigue",
        best_interests="Rest",
        attends="11111111100000",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=14),
        review_on=TODAY + timedelta(days=7),
        parent_id=world.parent,
        agreed_on=TODAY,
        way_back="Step by step",
        full_time_on=TODAY + timedelta(days=21),
    )
    champion = world.actor(Role.ATTENDANCE_CHAMPION, other=other)
    answer = agree_part_time(school, wanted=wanted, actor=champion, now=NOW)
    return [school, answer.timetable_id or 0]


def _suspension(world: World, *, other: bool = False) -> list[int]:
    """A suspension that goes on."""
    from bellwether.registers.services.planning import suspend
    from bellwether.registers.suspension_facts import SuspensionWanted

    school, pupil = (world.outside, world.pupils["Jude"]) if other else (world.school, world.pupils["Ada"])
    last = TODAY + timedelta(days=14)
    wanted = SuspensionWanted(pupil, is_permanent=False, starts_on=TODAY, ends_on=last, reason="A fight")
    answer = suspend(school, wanted=wanted, actor=world.actor(Role.HEAD, other=other), now=NOW)
    return [school, answer.suspension_id or 0]


def _of_record(name: str, action: Action, lies: Lies, made: Any) -> Door:
    return Door(f"registers:{name}", lies, action, args=made, other_args=lambda w: made(w, other=True))


def _of_pupil_here(name: str, action: Action) -> Door:
    return Door(
        f"registers:{name}",
        IN_SCHOOL,
        action,
        args=lambda w: [w.school, w.pupils["Ada"]],
        other_args=lambda w: [w.outside, w.pupils["Jude"]],
    )


def _of_plan(name: str, action: Action, lies: Lies) -> Door:
    return Door(f"registers:{name}", lies, action, args=_plan, other_args=lambda w: _plan(w, other=True))


def _of_school(name: str, action: Action, *, post: bool = False, **more: Any) -> Door:
    return Door(
        f"registers:{name}",
        IN_SCHOOL,
        action,
        args=lambda w: [w.school],
        other_args=lambda w: [w.outside],
        post=post,
        ok=DONE if post else frozenset({200}),
        **more,
    )


DOORS = (
    Door("worker", ANYBODY, without_decision=OFFLINE),
    Door("offline", ANYBODY, without_decision=OFFLINE),
    Door("registers:who", ANYBODY, without_decision=OFFLINE),
    Door("registers:mine", LIST, Action.TAKE_REGISTER),
    Door("registers:take", IN_GROUP, Action.SEE_PUPIL, args=_group, other_args=_outside_group),
    Door("registers:since", IN_GROUP, Action.SEE_PUPIL, args=_group, other_args=_outside_group),
    Door(
        "registers:submit",
        IN_GROUP,
        Action.TAKE_REGISTER,
        args=_group,
        other_args=_outside_group,
        post=True,
        ok=frozenset({422}),  # let in, and told that nothing readable was sent
    ),
    Door(
        "registers:class-week",
        IN_GROUP,
        Action.SEE_PUPIL,
        args=lambda w: [_group(w)[0], DAY],
        other_args=lambda w: [w.outside_group, DAY],
    ),
    Door(
        "registers:pupil-week",
        OF_PUPIL,
        Action.SEE_PUPIL,
        args=_pupil,
        other_args=lambda w: [w.pupils["Jude"], DAY],
    ),
    Door(
        "registers:picture",
        OF_PUPIL,
        Action.SEE_PUPIL,
        args=lambda w: _pupil(w)[:1],
        other_args=lambda w: [w.pupils["Jude"]],
    ),
    Door(
        "registers:cell",
        OF_PUPIL,
        Action.SEE_PUPIL,
        args=lambda w: [*_pupil(w), AM],
        other_args=lambda w: [w.pupils["Jude"], DAY, AM],
    ),
    _of_school("plans", Action.SEE_PUPIL),
    Door(
        "registers:class-plans",
        IN_GROUP,
        Action.SEE_PUPIL,
        args=lambda w: [w.group],
        other_args=lambda w: [w.outside_group],
    ),
    Door(
        "registers:pupil-plans",
        OF_PUPIL,
        Action.SEE_PUPIL,
        args=lambda w: [w.pupils["Ada"]],
        other_args=lambda w: [w.pupils["Jude"]],
    ),
    _of_school("plan-find", Action.PLAN_ABSENCE),
    _of_pupil_here("plan-new", Action.PLAN_ABSENCE),
    _of_plan("plan", Action.SEE_PUPIL, OF_PUPIL),
    _of_plan("plan-change", Action.PLAN_ABSENCE, IN_SCHOOL),
    _of_plan("plan-withdraw", Action.PLAN_ABSENCE, IN_SCHOOL),
    _of_school("part-times", Action.SEE_HEALTH),
    _of_pupil_here("part-time-new", Action.AGREE_PART_TIME),
    _of_record("part-time", Action.SEE_HEALTH, OF_PUPIL, _timetable),
    _of_record("part-time-review", Action.AGREE_PART_TIME, IN_SCHOOL, _timetable),
    _of_record("part-time-told", Action.AGREE_PART_TIME, IN_SCHOOL, _timetable),
    _of_school("study-leave", Action.DECIDE_LEAVE),
    _of_school("plan-together", Action.PLAN_ABSENCE),
    _of_school("suspensions", Action.SEE_TODAY),
    _of_pupil_here("suspension-new", Action.SUSPEND),
    _of_record("suspension", Action.SEE_TODAY, OF_PUPIL, _suspension),
    # These see safeguarding at the school and not what happens there today.
    Door(
        "registers:suspension-reason",
        IN_SCHOOL,
        Action.SEE_SAFEGUARDING,
        args=_suspension,
        other_args=lambda w: _suspension(w, other=True),
        but=dict.fromkeys(
            (Role.LA_ATTENDANCE_OFFICER, Role.LA_LEGAL_OFFICER, Role.LA_MANAGER, Role.LOCALITY_MANAGER), REFUSED
        ),
    ),
    _of_record("suspension-provision", Action.PLAN_ABSENCE, IN_SCHOOL, _suspension),
    _of_record("suspension-end", Action.SUSPEND, IN_SCHOOL, _suspension),
    _of_record("suspension-withdraw", Action.SUSPEND, IN_SCHOOL, _suspension),
    _of_record("suspension-told", Action.PLAN_ABSENCE, IN_SCHOOL, _suspension),
    _of_school("missing", Action.SEE_MISSING_REGISTERS),
    # These two send messages to families, and do not see which registers are missing.
    _of_school(
        "chase",
        Action.SEND_MESSAGE,
        post=True,
        but={Role.INCLUSION_TEAM: REFUSED, Role.SAFEGUARDING_OR_SEN: REFUSED},
    ),
    _of_school("n-list", Action.AMEND_MARKS),
    _of_school("conflicts", Action.SETTLE_CONFLICTS),
    Door(
        "registers:settle",
        IN_SCHOOL,
        Action.SETTLE_CONFLICTS,
        args=lambda w: _conflict(w, w.school, w.pupils["Ada"]),
        other_args=lambda w: _conflict(w, w.outside, w.pupils["Jude"]),
        post=True,
        ok=DONE,
    ),
    _of_school("events", Action.MARK_WHOLE_SCHOOL),
    Door(
        "registers:undo-event",
        IN_SCHOOL,
        Action.MARK_WHOLE_SCHOOL,
        args=lambda w: [w.school, 1],
        other_args=lambda w: [w.outside, 1],
        post=True,
        ok=DONE,  # let in, and told to give a reason
    ),
    _of_school("late-desk", Action.USE_LATE_DESK),
    Door(
        "registers:arrive",
        IN_SCHOOL,
        Action.USE_LATE_DESK,
        args=lambda w: [w.school, w.pupils["Ada"]],
        other_args=lambda w: [w.outside, w.pupils["Jude"]],
    ),
    Door(
        "registers:slip",
        IN_SCHOOL,
        Action.USE_LATE_DESK,
        args=_late,
        other_args=lambda w: _late(w, other=True),
    ),
    _of_school("site", Action.USE_LATE_DESK),
    Door(
        "registers:pass",
        IN_SCHOOL,
        Action.USE_LATE_DESK,
        args=lambda w: [w.school, w.pupils["Ada"]],
        other_args=lambda w: [w.outside, w.pupils["Jude"]],
    ),
    _of_school("on-site", Action.SEE_ON_SITE_LIST),
)
