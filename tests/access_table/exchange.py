"""The doors of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, Role
from tests.access_table.doors import IN_SCHOOL, LIST, Door
from tests.exchange.staging import MARKS, staged

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

BRING = Action.IMPORT_MARKS
PEOPLE = Action.IMPORT_PEOPLE


def _of_school(*more: object) -> dict[str, Callable[[World], list[object]]]:
    return {"args": lambda w: [w.school, *more], "other_args": lambda w: [w.outside, *more]}


def _import(world: World, *, other: bool = False) -> int:
    """A file of marks that the office has brought and that was read, with a pupil whom nobody knows."""
    school = world.outside if other else world.school
    return staged(world, MARKS + "A000000000000,2026-11-16,AM,/\n", school=school, role=Role.OFFICE, other=other)


def _of_import(*more: object) -> dict[str, Callable[[World], list[object]]]:
    return {"args": lambda w: [_import(w), *more], "other_args": lambda w: [_import(w, other=True), *more]}


# Where somebody may bring files to one school alone, the list of schools leads straight to it.
ONE_SCHOOL = frozenset({200, 302})
GONE_ON = frozenset({302})

DOORS = (
    Door("exchange:imports", LIST, BRING, ok=ONE_SCHOOL),
    Door("exchange:school", IN_SCHOOL, BRING, **_of_school()),
    Door("exchange:bring-marks", IN_SCHOOL, BRING, **_of_school()),
    Door("exchange:bring-people", IN_SCHOOL, PEOPLE, **_of_school()),
    Door("exchange:people-template", IN_SCHOOL, PEOPLE, **_of_school("pupils")),
    Door("exchange:folder", IN_SCHOOL, PEOPLE, **_of_school()),
    Door("exchange:stage", IN_SCHOOL, BRING, **_of_import()),
    Door("exchange:list", IN_SCHOOL, BRING, **_of_import("unknown")),
    Door("exchange:list-file", IN_SCHOOL, BRING, **_of_import("unknown")),
    Door("exchange:apply", IN_SCHOOL, BRING, **_of_import(), post=True, ok=GONE_ON),
    Door("exchange:cancel", IN_SCHOOL, BRING, **_of_import(), post=True, ok=GONE_ON),
    Door("exchange:again", IN_SCHOOL, BRING, **_of_import(), post=True, ok=GONE_ON),
)
