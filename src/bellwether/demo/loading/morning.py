"""The morning of today: most registers taken by their teachers, some pupils late, some missing without a word."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Role
from bellwether.core.codes import byte_of
from bellwether.demo.world.marks import column_of_day
from bellwether.demo.world.moment import SCHOOL_ZONE
from bellwether.registers import services
from bellwether.registers.facts import OfferedMark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from bellwether.demo.loading.company import Company
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.world.marks import PlannedMarks
    from bellwether.demo.world.planning import PlannedWorld
    from bellwether.demo.world.pupils import PlannedPupil

__all__ = ["is_taken", "load_morning"]

_PRESENT: Final = frozenset("/\\")
_NOT_TAKEN_OF: Final = 6
"""One class of so many has no register yet."""
_KNOWN_EARLY: Final = 0.45
"""Of the pupils who are ill, how many somebody rang about before the register was taken."""
_A_WEEKEND: Final = 6
"""Sessions that may lie between an afternoon and the next morning of school, and that afternoon with its morning."""
_LATE_DESK_OF: Final = 3
"""Of so many pupils without a reason at a school, one came in at the late desk after all."""


def load_morning(world: PlannedWorld, marks: PlannedMarks, loaded: Loaded, company: Company, *, chance: Random) -> None:
    """Take the registers that were taken, as their teachers did; then work the late desk."""
    today = column_of_day(world.stage.year, world.stage.today)
    missing: dict[int, list[PlannedPupil]] = {position: [] for position in range(len(world.schools))}
    for place, (position, name) in enumerate(world.classes):
        if not is_taken(place):
            continue
        pupils = [
            pupil
            for pupil in world.pupils
            if pupil.now_at is not None and (pupil.stay.school, pupil.stay.class_name) == (position, name)
        ]
        codes = {pupil.upn: _code(marks, pupil.stay.row, today, chance=chance) for pupil in pupils}
        _take(world, position, name, codes, loaded=loaded, company=company, chance=chance)
        missing[position] += [pupil for pupil in pupils if codes[pupil.upn] == "N"]
    for position, pupils in missing.items():
        _late_desk(world, position, pupils, loaded=loaded, company=company, chance=chance)


def is_taken(place: int) -> bool:
    """Whether the register of a class, by its place in the plan, was taken this morning."""
    return place % _NOT_TAKEN_OF != _NOT_TAKEN_OF - 2


def _code(marks: PlannedMarks, row: int, today: int, *, chance: Random) -> str:
    """What a teacher marks who sees who is there, and knows what was told before. today: the column of the morning."""
    truth = marks.morning[row]
    if truth not in ("I", "O", "N", "U"):
        return truth
    was_ill = byte_of("I") in marks.before[row, max(0, today - _A_WEEKEND) : today]
    is_known = was_ill or chance.random() < _KNOWN_EARLY
    return "I" if truth == "I" and is_known else "N"


def _take(
    world: PlannedWorld,
    position: int,
    name: str,
    codes: Mapping[str, str],
    *,
    loaded: Loaded,
    company: Company,
    chance: Random,
) -> None:
    opens = datetime.combine(world.stage.today, world.schools[position].times[0].late_from, tzinfo=SCHOOL_ZONE)
    refused: set[int] = set()
    while True:
        offered = [
            _offered(loaded.pupils[upn], code, refused, chance=chance)
            for upn, code in codes.items()
            if code not in _PRESENT
        ]
        answer = services.take_register(
            loaded.groups[position, name],
            on=world.stage.today,
            session=0,
            marks=offered,
            rest_present=True,
            close_unmarked=False,
            actor=company.teacher(position, name),
            now=opens + timedelta(seconds=chance.randint(60, 500)),
        )
        found = {problem.pupil_id for problem in answer.problems}
        if not answer.problems or not found - refused:
            return
        refused |= found  # a code that only the office may give: the teacher leaves the reason open


def _offered(pupil_id: int, code: str, refused: set[int], *, chance: Random) -> OfferedMark:
    if pupil_id in refused:
        return OfferedMark(pupil_id, "", "N")
    return OfferedMark(pupil_id, "", code, minutes_late=chance.randint(2, 15) if code == "L" else None)


def _late_desk(
    world: PlannedWorld,
    position: int,
    pupils: Sequence[PlannedPupil],
    *,
    loaded: Loaded,
    company: Company,
    chance: Random,
) -> None:
    """Some of those without a reason have come in since: late, or too late to count."""
    closes = datetime.combine(world.stage.today, world.schools[position].times[0].closes, tzinfo=SCHOOL_ZONE)
    for pupil in pupils[::_LATE_DESK_OF]:
        came = min(closes + timedelta(minutes=chance.randint(-6, 12)), world.stage.now - timedelta(minutes=2))
        services.arrive_late(
            loaded.pupils[pupil.upn],
            arrived=came.time().replace(second=0),
            reason=chance.choice(("Overslept", "Bus was late", "Dropped a brother off first", "Traffic")),
            actor=company.of_school(Role.OFFICE, position),
            now=came,
        )
