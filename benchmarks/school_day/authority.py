"""An authority of 100,000 pupils on a Tuesday morning in November, loaded through the product's own services.

It is the demo's authority on another scale: the same simulation, families, roles and registers of the year so far, by
the same code. One school has 1,500 pupils, and most of its registers of this morning are taken; nobody else's are.
Run as a program, with the settings in the environment: makes the tables, loads them, and writes down who is who.
"""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as clock_time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bellwether.core.access import Role, Scope
from bellwether.core.simulate import SimulatedAuthority, simulate
from bellwether.demo.world.cast import PlannedPerson
from bellwether.demo.world.marks import make_marks
from bellwether.demo.world.moment import SCHOOL_ZONE, Stage, open_days
from bellwether.demo.world.places import PlannedSchool, PlannedTimes
from bellwether.demo.world.planning import PlannedWorld, classes_of
from bellwether.demo.world.pupils import make_pupils

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bellwether.demo.loading.people import Loaded

__all__ = ["LARGE_SCHOOL", "MORNING", "SEED"]

SEED: Final = 1
MORNING: Final = datetime(2026, 11, 17, 8, 55, tzinfo=UTC)
LARGE_SCHOOL: Final = 1_500
_BEYOND: Final = 2_000
"""Pupils simulated on top: those of the largest school beyond its 1,500 are left out again, and some come later."""
_TIMES: Final = (
    PlannedTimes(0, clock_time(8, 40), clock_time(8, 50), clock_time(9, 10), clock_time(12, 0)),
    PlannedTimes(1, clock_time(13, 0), clock_time(13, 5), clock_time(13, 25), clock_time(15, 15)),
)
_PHASES: Final = ("primary", "secondary", "special")
_POSTS: Final = ((Role.HEAD, "head", "Head teacher"), (Role.OFFICE, "office", "School office"))


def _simulated(pupils: int) -> tuple[SimulatedAuthority, int]:
    """The year of an authority with one school cut to 1,500 pupils; that school's place."""
    made = simulate(pupils=pupils + _BEYOND * pupils // 100_000, seed=SEED, year=MORNING.year)
    today = np.datetime64(MORNING.date())
    sizes = np.bincount(made.school_of_pupil)
    large = int(sizes.argmax())
    kept = np.ones(made.enrolments, dtype=np.bool_)
    on_roll = (made.school_of_pupil == large) & (made.pupils["admission_date"] <= today)
    on_roll &= ~(made.pupils["leaving_date"] < today)
    # Its last classes go: those that stay are as large as classes are.
    kept[np.flatnonzero(on_roll)[LARGE_SCHOOL:]] = False
    cut = replace(
        made,
        school_of_pupil=made.school_of_pupil[kept],
        upn=made.upn[kept],
        pupils={name: column[kept] for name, column in made.pupils.items()},
        household=made.household[kept],
        codes=made.codes[kept],
    )
    return cut, large


def _schools(made: SimulatedAuthority) -> tuple[PlannedSchool, ...]:
    return tuple(
        PlannedSchool(
            key=f"school-{place}", name=f"{name} {place}", urn=f"{900_001 + place}", laestab=f"999{2001 + place}",
            phase=_PHASES[phase], kind="Academy converter" if place % 2 else "Community school",
            in_trust=bool(place % 2), preset="",
            lowest_year=0 if phase != 1 else 7, highest_year=6 if phase == 0 else 11,
            telephone="01134960000", address="ZZ1 1AA", times=_TIMES,
        )
        for place, (name, phase) in enumerate(zip(made.school_names, made.school_phase.tolist(), strict=True))
    )  # fmt: skip


def _staff(schools: Sequence[PlannedSchool], classes: Sequence[tuple[int, str]]) -> Iterator[PlannedPerson]:
    """Two posts at each school, and a teacher for each class."""
    for school in schools:
        for role, short, post in _POSTS:
            address = f"{short}@{school.key}.example"
            yield PlannedPerson(address, f"Sam {post}", role, post, school.name, Scope.SCHOOL, school.key)
    for place, name in classes:
        school = schools[place]
        address, post = f"teacher.{name.lower()}@{school.key}.example", f"Class teacher, {name}"
        where = f"{school.key}/{name}"
        yield PlannedPerson(address, "Sam Teacher", Role.CLASS_TEACHER, post, school.name, Scope.GROUP, where)


def plan(pupils: int) -> tuple[PlannedWorld, int]:
    """The whole authority as a value, and the place of its large school."""
    made, large = _simulated(pupils)
    stage = Stage(made, MORNING.astimezone(SCHOOL_ZONE))
    chance = Random(SEED)  # noqa: S311 - a made-up world
    planned, parents = make_pupils(stage, chance=chance)
    classes, schools = classes_of(planned), _schools(made)
    cast = tuple(_staff(schools, classes))
    gc.freeze()  # the plan has millions of parts, and lives to the end: no need to walk over it again and again
    gc.set_threshold(50_000, 20, 100)
    return PlannedWorld(stage, planned, parents, classes, cast, chance, schools), large


def load(pupils: int) -> dict[str, Any]:
    """Make the tables and load everybody. Returns who is who: classes with their teacher and pupils, and the office."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from bellwether.audit import services as audit
    from bellwether.core.access import system_actor
    from bellwether.demo.loading.accounts import load_accounts
    from bellwether.demo.loading.company import Company
    from bellwether.demo.loading.history import load_history
    from bellwether.demo.loading.morning import load_morning
    from bellwether.demo.loading.people import load_people
    from bellwether.demo.loading.places import load_places

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    world, large = plan(pupils)
    founded = datetime.combine(world.stage.first_day, clock_time(8), tzinfo=SCHOOL_ZONE)
    actor = system_actor(founded.date(), post="making the authority of the bars")
    with transaction.atomic():
        places = load_places(world, actor=actor, now=founded)
        loaded = load_people(world, places, actor=actor, now=founded)
        visitors = load_accounts(world, places, loaded, actor=actor, now=founded)
    company = Company(world, places, loaded, visitors, on=world.stage.today)
    marks = make_marks(world.stage, seed=SEED)
    load_history(world, marks, places, loaded, company, actor=actor, founded=founded)
    of_large = replace(world, classes=tuple(one for one in world.classes if one[0] == large))
    load_morning(of_large, marks, loaded, company, chance=world.chance)
    while audit.seal(world.stage.now):
        pass
    users = {person.where: visitor.user_id for person, visitor in zip(world.cast, visitors, strict=True)}
    return _who_is_who(world, large, schools=places.schools, loaded=loaded, users=users)


def _who_is_who(
    world: PlannedWorld, large: int, *, schools: Sequence[int], loaded: Loaded, users: Mapping[str, int]
) -> dict[str, Any]:
    """users: by where they hold their role; of the two posts at a school the last, which is the office."""
    members: dict[tuple[int, str], list[int]] = {}
    for one in world.pupils:
        if one.now_at is not None:
            members.setdefault((one.stay.school, one.stay.class_name), []).append(loaded.pupils[one.upn])
    classes = [
        {
            "group": loaded.groups[place, name],
            "user": users[f"{world.schools[place].key}/{name}"],
            "pupils": sorted(members[place, name]),
        }
        for place, name in world.classes
        if place != large and (place, name) in members
    ]
    return {
        "pupils": len(world.pupils),
        "schools": len(world.schools),
        "days": [day.isoformat() for day in open_days(world.stage.authority)],
        "classes": classes,
        "large": {
            "school": schools[large],
            "office": users[world.schools[large].key],
            "pupils": sum(len(found) for (place, _), found in members.items() if place == large),
        },
    }


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(load(int(sys.argv[1]))), encoding="utf-8")
