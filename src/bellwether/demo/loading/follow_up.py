"""What the offices did so far: marks put right, families told and called, a conflict that waits for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.access import Role
from bellwether.core.calendar import day_of_column
from bellwether.core.codes import byte_of
from bellwether.demo.loading.morning import is_taken
from bellwether.demo.world.marks import column_of_day
from bellwether.monitor import selectors as monitor_selectors
from bellwether.monitor import services as monitor
from bellwether.monitor.facts import NewContact
from bellwether.monitor.kinds import Kind, NudgeBy, Outcome, QuietReason
from bellwether.monitor.services.nudging import NewNudge
from bellwether.registers import services as registers
from bellwether.registers.facts import MarkChange, OfferedMark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from random import Random

    from bellwether.demo.loading.company import Company
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.marks import PlannedMarks
    from bellwether.demo.world.planning import PlannedWorld
    from bellwether.demo.world.pupils import PlannedPupil
    from bellwether.monitor.facts import FamilyCall

__all__ = ["load_follow_up"]

_SESSIONS_LOOKED_BACK: Final = 20
_PUT_RIGHT_AT_MOST: Final = 6
_EARLY: Final = (0, 3)
"""Schools, by position, whose offices have begun to follow up; the others have all of it before them."""


def load_follow_up(
    world: PlannedWorld, marks: PlannedMarks, places: Places, loaded: Loaded, company: Company, *, chance: Random
) -> None:
    """Do what was done before ten to ten, and a little of the days before."""
    for position, school in enumerate(places.schools):
        pupils = [pupil for pupil in world.pupils if pupil.now_at is not None and pupil.stay.school == position]
        _put_right(world, marks, position, school, pupils, loaded=loaded, company=company)
        _ask_for_nudges(world, position, school, pupils, loaded=loaded, company=company, chance=chance)
        if position in _EARLY:
            _follow_up(world, position, school, company=company, chance=chance)
    _clash(world, marks, loaded, company)


def _put_right(
    world: PlannedWorld,
    marks: PlannedMarks,
    position: int,
    school: int,
    pupils: list[PlannedPupil],
    *,
    loaded: Loaded,
    company: Company,
) -> None:
    """Some marks without a reason of the last days got theirs when somebody rang."""
    changes = [
        MarkChange(loaded.pupils[pupil.upn], day_of_column(world.stage.year, column), column % 2, "I")
        for pupil in pupils
        for column in _unexplained(world, marks, pupil.stay.row)
    ]
    if changes:
        registers.amend(
            school,
            changes=changes[:_PUT_RIGHT_AT_MOST],
            reason="Mother rang: a temperature, and sick in the night",
            actor=company.of_school(Role.OFFICE, position),
            now=_moment(world, minutes=-45),
        )


def _unexplained(world: PlannedWorld, marks: PlannedMarks, row: int) -> Iterator[int]:
    today = column_of_day(world.stage.year, world.stage.today)
    first = max(0, today - _SESSIONS_LOOKED_BACK)
    for column in np.flatnonzero(marks.before[row, first:today] == byte_of("N")).tolist():
        yield first + column


def _moment(world: PlannedWorld, *, minutes: int) -> datetime:
    return world.stage.now + timedelta(minutes=minutes)


def _ask_for_nudges(
    world: PlannedWorld,
    position: int,
    school: int,
    pupils: list[PlannedPupil],
    *,
    loaded: Loaded,
    company: Company,
    chance: Random,
) -> None:
    """Two families of each school want a word before the bell, and one is not to be called at all."""
    office, asked_at = company.of_school(Role.OFFICE, position), world.stage.now - timedelta(days=3)
    reachable = [pupil for pupil in pupils if pupil.contacts[0].has_responsibility]
    for pupil in chance.sample(reachable, 2):
        nudge = NewNudge(
            pupil_id=loaded.pupils[pupil.upn],
            parent_id=loaded.parents[str(pupil.contacts[0].parent)],
            by=chance.choice((NudgeBy.TEXT, NudgeBy.CALL)),
            weekdays="11111",
            from_on=asked_at.date(),
            to_on=world.stage.today + timedelta(days=21),
        )
        monitor.ask_for_nudge(school, nudge, actor=office, now=asked_at)
    monitor.add_quiet(
        school,
        pupil_id=loaded.pupils[chance.choice(reachable).upn],
        from_on=world.stage.today - timedelta(days=2),
        to_on=world.stage.today + timedelta(days=12),
        reason=QuietReason.BEREAVEMENT,
        note="A grandparent died; the family asked not to be rung. The head keeps in touch.",
        actor=office,
        now=asked_at,
    )


def _follow_up(world: PlannedWorld, position: int, school: int, *, company: Company, chance: Random) -> None:
    """The office texted every family at half past nine, and has begun to ring."""
    office, began = company.of_school(Role.OFFICE, position), _moment(world, minutes=-18)
    board = monitor_selectors.today(school, actor=office, now=began)
    monitor.send_messages(school, medium=Kind.TEXT, actor=office, now=began)
    outcomes = (Outcome.NO_ANSWER, Outcome.REASON, Outcome.LEFT_MESSAGE, Outcome.NO_ANSWER)
    for place, (call, outcome) in enumerate(zip(board.calls, outcomes, strict=False)):
        made = began + timedelta(minutes=4 + 3 * place)
        monitor.log_contact(school, _contact(call, outcome, chance=chance), actor=office, now=made)


def _contact(call: FamilyCall, outcome: Outcome, *, chance: Random) -> NewContact:
    is_reason = outcome is Outcome.REASON
    return NewContact(
        pupil_ids=call.pupil_ids,
        kind=Kind.CALL,
        outcome=outcome,
        parent_id=call.contacts[0].id if call.contacts else None,
        code="I" if is_reason else "",
        note=chance.choice(("Has a cold, back tomorrow", "Was sick in the night")) if is_reason else "",
    )


def _clash(world: PlannedWorld, marks: PlannedMarks, loaded: Loaded, company: Company) -> None:
    """A register kept on a device without a network came in late, and says otherwise than what stands by now."""
    away = frozenset(("I", "M", "E", "C"))
    taken = [named for place, named in enumerate(world.classes) if is_taken(place)]
    for position, name in taken:
        for pupil in world.pupils:
            here = pupil.now_at is not None and (pupil.stay.school, pupil.stay.class_name) == (position, name)
            if here and marks.morning[pupil.stay.row] in away:
                answer = registers.take_register(
                    loaded.groups[position, name],
                    on=world.stage.today,
                    session=0,
                    marks=[OfferedMark(loaded.pupils[pupil.upn], "", "/")],
                    rest_present=False,
                    close_unmarked=False,
                    actor=company.teacher(position, name),
                    now=_moment(world, minutes=-5),
                    source="offline",
                )
                if answer.conflicts:
                    return
