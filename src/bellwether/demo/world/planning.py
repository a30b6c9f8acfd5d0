"""The whole made-up authority in one value."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from bellwether.demo.world.cast import make_cast
from bellwether.demo.world.moment import set_stage
from bellwether.demo.world.places import SCHOOLS
from bellwether.demo.world.pupils import make_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bellwether.demo.world.cast import PlannedPerson
    from bellwether.demo.world.families import PlannedParent
    from bellwether.demo.world.moment import Stage
    from bellwether.demo.world.places import PlannedSchool
    from bellwether.demo.world.pupils import PlannedPupil

__all__ = ["SEED", "PlannedWorld", "classes_of", "plan_world"]

SEED: Final = 3


@dataclass(frozen=True)
class PlannedWorld:
    """Everything that is loaded.

    classes: (position of the school, name), in order, of this academic year. schools: in the order of the simulation.
    """

    stage: Stage
    pupils: tuple[PlannedPupil, ...]
    parents: tuple[PlannedParent, ...]
    classes: tuple[tuple[int, str], ...]
    cast: tuple[PlannedPerson, ...]
    chance: Random
    schools: tuple[PlannedSchool, ...] = SCHOOLS


def plan_world(now: datetime, *, seed: int = SEED) -> PlannedWorld:
    """Make the world up for a moment; equal days and seeds give equal worlds."""
    stage = set_stage(now, seed=seed)
    # Chance of our own kind, for a made-up world: nothing secret hangs on it.
    chance = Random(f"{seed} {stage.year}")  # noqa: S311
    pupils, parents = make_pupils(stage, chance=chance)
    classes = classes_of(pupils)
    cast = make_cast(pupils, parents=parents, classes=classes, chance=chance)
    return PlannedWorld(stage, pupils, parents, classes, cast, chance)


def classes_of(pupils: Iterable[PlannedPupil]) -> tuple[tuple[int, str], ...]:
    """The position of the school and the name of every class, in order."""
    return tuple(sorted({(pupil.stay.school, pupil.stay.class_name) for pupil in pupils}, key=_order))


def _order(named: tuple[int, str]) -> tuple[int, int, str]:
    school, name = named
    digits = "".join(letter for letter in name if letter.isdigit())
    return school, int(digits or 0), name
