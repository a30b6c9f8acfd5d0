"""The doors of places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bellwether.core.access import Action, Role
from tests.access_table.doors import IN_SCHOOL, LIST, Door
from tests.world import NOW, SINCE, YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

SEE, MANAGE = Action.SEE_ORGANISATION, Action.MANAGE_ORGANISATION


def _of_school(*more: object) -> dict[str, Callable[[World], list[object]]]:
    return {"args": lambda w: [w.school, *more], "other_args": lambda w: [w.outside, *more]}


def _of_policy(*more: object) -> dict[str, Callable[[World], list[object]]]:
    return {"args": lambda w: ["school", w.school, *more], "other_args": lambda w: ["school", w.outside, *more]}


def _closure(world: World, *, other: bool = False, code: str = "#") -> list[object]:
    """A closure of the school."""
    from bellwether.organisations import services
    from bellwether.organisations.facts import NewClosure

    day = date(2026, 12, 1)
    school = world.outside if other else world.school
    asked = NewClosure(day, day, code, "Training")
    return [services.add_closure(school, asked=asked, actor=world.actor(Role.HEAD, other=other), now=NOW)]


def _adjustment(world: World, *, other: bool = False) -> list[object]:
    """A rule that the school has set otherwise."""
    from bellwether.organisations import services
    from bellwether.organisations.facts import NewAdjustment

    school = world.outside if other else world.school
    asked = NewAdjustment("attendance.target", 97, SINCE, "Agreed")
    actor = world.actor(Role.HEAD, other=other)
    return ["school", school, services.adjust_policy("school", school, asked=asked, actor=actor, now=NOW)]


def _staged(world: World, *, other: bool = False) -> list[object]:
    """A file of GIAS that the head has read."""
    from bellwether.organisations import services
    from tests.organisations.test_gias import _file, _row

    actor = world.actor(Role.HEAD, other=other)
    return [services.stage_gias(_file(_row()), file_name="x.csv", actor=actor, now=NOW).id]


# Whoever marks the whole school enters an unexpected closure, though not a planned one.
CLOSE = {role: frozenset({200}) for role in (Role.ATTENDANCE_CHAMPION, Role.OFFICE)}
# Only who has read a file sees what it would change.
NOT_THEIRS = {role: frozenset({404}) for role in (Role.LA_MANAGER, Role.ADMINISTRATOR)}

DOORS = (
    Door("organisations:places", LIST, SEE),
    # Who looks after one school alone makes no other.
    Door("organisations:add-school", LIST, MANAGE, but={Role.HEAD: frozenset({404})}),
    Door("organisations:stage-gias", LIST, MANAGE),
    Door("organisations:gias", LIST, MANAGE, args=_staged, other_args=lambda w: _staged(w, other=True), but=NOT_THEIRS),
    Door("organisations:school", IN_SCHOOL, SEE, **_of_school()),
    Door("organisations:times", IN_SCHOOL, SEE, **_of_school()),
    Door("organisations:set-up", IN_SCHOOL, SEE, **_of_school()),
    Door("organisations:edit", IN_SCHOOL, MANAGE, **_of_school()),
    Door("organisations:terms", IN_SCHOOL, MANAGE, **_of_school(YEAR)),
    Door("organisations:add-closure", IN_SCHOOL, MANAGE, **_of_school(), but=CLOSE),
    Door(
        "organisations:withdraw-closure", IN_SCHOOL, MANAGE, args=_closure, other_args=lambda w: _closure(w, other=True)
    ),
    Door("organisations:add-times", IN_SCHOOL, MANAGE, **_of_school()),
    Door("organisations:convert", IN_SCHOOL, MANAGE, **_of_school()),
    Door("organisations:trust", IN_SCHOOL, MANAGE, **_of_school()),
    Door("organisations:merge", IN_SCHOOL, MANAGE, **_of_school()),
    Door("organisations:close", IN_SCHOOL, MANAGE, **_of_school()),
    Door("organisations:policy", IN_SCHOOL, SEE, **_of_policy()),
    Door("organisations:choose-policy", IN_SCHOOL, MANAGE, **_of_policy()),
    Door("organisations:adjust", IN_SCHOOL, MANAGE, **_of_policy("attendance.target")),
    Door(
        "organisations:withdraw-adjustment",
        IN_SCHOOL,
        MANAGE,
        args=_adjustment,
        other_args=lambda w: _adjustment(w, other=True),
    ),
)
