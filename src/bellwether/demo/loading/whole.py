"""The whole loading, step by step; its last act is to note that it came to its end."""

from __future__ import annotations

import time
from datetime import datetime
from datetime import time as clock_time
from typing import TYPE_CHECKING

from bellwether.audit import services as audit
from bellwether.core.access import system_actor
from bellwether.demo.folder import DemoState
from bellwether.demo.loading.accounts import load_accounts
from bellwether.demo.loading.company import Company
from bellwether.demo.loading.follow_up import load_follow_up
from bellwether.demo.loading.history import load_history
from bellwether.demo.loading.leave import load_leave
from bellwether.demo.loading.morning import load_morning
from bellwether.demo.loading.people import load_people
from bellwether.demo.loading.places import load_places
from bellwether.demo.loading.planned import load_planned
from bellwether.demo.world.marks import make_marks
from bellwether.demo.world.moment import SCHOOL_ZONE
from bellwether.demo.world.planning import SEED, plan_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from bellwether.demo.folder import DemoFolder, Visitor
    from bellwether.demo.world.planning import PlannedWorld

__all__ = ["load_world"]


def load_world(
    folder: DemoFolder, *, now: datetime, began: float, report: Callable[[str], None], seed: int = SEED
) -> DemoState:
    """Make the tables and load everything. now: the real moment. began: by the monotonic clock. report: hears of steps.

    Nothing counts as loaded before the state is written: whatever stops this, the next start begins from nothing.
    """
    report("Making the database")
    _make_tables()
    report("Making people up")
    world = plan_world(now, seed=seed)
    visitors = _load(world, report, seed=seed)
    state = DemoState(
        seed=seed,
        now=world.stage.now.isoformat(),
        seconds=round(time.monotonic() - began, 1),
        pupils=len(world.pupils),
        schools=tuple(school.name for school in world.schools),
        visitors=visitors,
    )
    folder.finish(state)
    return state


def _make_tables() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _load(world: PlannedWorld, report: Callable[[str], None], *, seed: int) -> tuple[Visitor, ...]:
    # Before the year began; so what was known when reads as it would have been.
    founded = datetime.combine(world.stage.first_day, clock_time(8), tzinfo=SCHOOL_ZONE)
    actor = system_actor(founded.date(), post="making the demo")
    report("Opening the schools")
    places = load_places(world, actor=actor, now=founded)
    report(f"Enrolling {len(world.pupils):,} pupils")
    loaded = load_people(world, places, actor=actor, now=founded)
    report("Giving everybody their role")
    visitors = load_accounts(world, places, loaded, actor=actor, now=founded)
    company = Company(world, places, loaded, visitors, on=world.stage.today)
    report("Taking the registers of the year")
    marks = make_marks(world.stage, seed=seed)
    load_history(world, marks, places, loaded, company, actor=actor, founded=founded)
    report("Planning what is known beforehand")
    load_planned(world, marks, places, loaded, company, chance=world.chance)
    report("Beginning this morning")
    load_morning(world, marks, loaded, company, chance=world.chance)
    report("Ringing families")
    load_follow_up(world, marks, places, loaded, company, chance=world.chance)
    report("Asking for leave of absence")
    load_leave(world, places, loaded, company, chance=world.chance)
    report("Sealing the audit trail")
    audit.seal(world.stage.now)
    return visitors
