"""The registers of the year up to yesterday, laid in bulk through the same log as any register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.registers import services
from bellwether.registers.facts import BulkSchool

if TYPE_CHECKING:
    from datetime import datetime, time

    from bellwether.core.access import Actor
    from bellwether.demo.loading.company import Company
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.marks import PlannedMarks
    from bellwether.demo.world.planning import PlannedWorld
    from bellwether.demo.world.pupils import PlannedPupil

__all__ = ["load_history"]

_MINUTES_TO_TAKE_IT: Final = 4


def load_history(
    world: PlannedWorld,
    marks: PlannedMarks,
    places: Places,
    loaded: Loaded,
    company: Company,
    *,
    actor: Actor,
    founded: datetime,
) -> int:
    """Open every row, as when the year began, and lay every register. Returns how many entries there are."""
    entries = 0
    for position, school in enumerate(places.schools):
        services.open_rows(school, world.stage.year, actor=actor, now=founded)
        pupils = [pupil for pupil in world.pupils if pupil.stay.school == position]
        entries += services.bulk_open_and_import(
            _bulk(world, marks, position, school, pupils, loaded=loaded, company=company),
            actor=actor,
            now=world.stage.now,
            source="page",
        )
    return entries


def _bulk(
    world: PlannedWorld,
    marks: PlannedMarks,
    position: int,
    school: int,
    pupils: list[PlannedPupil],
    *,
    loaded: Loaded,
    company: Company,
) -> BulkSchool:
    groups: dict[int, list[int]] = {}
    late: dict[tuple[int, int], int] = {}
    row_of = {pupil.stay.row: loaded.pupils[pupil.upn] for pupil in pupils}
    for pupil in pupils:
        group = loaded.groups[position, pupil.stay.class_name]
        groups.setdefault(group, []).append(loaded.pupils[pupil.upn])
    for (row, column), minutes in marks.minutes_late.items():
        if row in row_of:
            late[row_of[row], column] = minutes
    classes = [name for place, name in world.classes if place == position]
    return BulkSchool(
        school_id=school,
        year=world.stage.year,
        groups={group: tuple(sorted(members)) for group, members in groups.items()},
        opened={},
        marks={pupil: marks.before[row].tobytes() for row, pupil in row_of.items()},
        minutes_late=late,
        takers={loaded.groups[position, name]: company.teacher(position, name) for name in classes},
        taken_at={times.session: _taken_at(times.late_from) for times in world.schools[position].times},
    )


def _taken_at(late_from: time) -> time:
    return late_from.replace(minute=(late_from.minute + _MINUTES_TO_TAKE_IT) % 60)
