"""Requests for leave in the small world: Ada's mother asks for days in December."""

from __future__ import annotations

from datetime import date
from functools import partial

from bellwether.registers.leave_facts import LeaveState, NewDecision, NewLeave, Span
from bellwether.registers.services import leave
from tests.registers.builders import write
from tests.world import NOW, TODAY

MONDAY = date(2026, 12, 7)
FRIDAY = date(2026, 12, 11)
WEEK = Span(MONDAY, 0, FRIDAY, 1)
JUST_NOW = Span(date(2026, 11, 16), 0, date(2026, 11, 20), 1)  # began yesterday
REASONS = "The wedding of a close relative is exceptional."


def wanted(world, **more):
    given = {
        "ground": "exceptional",
        "span": WEEK,
        "reason": "A wedding abroad",
        "asked_on": TODAY,
        "parent_id": world.parent,
    } | more
    if given.get("asked_by"):
        given["parent_id"] = None
    return NewLeave(**given)


def ask(world, actor, *, pupil="Ada", school=None, now=NOW, **more):
    """A request, written down by somebody; its id."""
    if pupil != "Ada":
        more = {"asked_by": "Somebody Made-Up"} | more
    return leave.record_leave(school or world.school, world.pupils[pupil], wanted(world, **more), actor=actor, now=now)


def granted(**more):
    return NewDecision(**{"outcome": LeaveState.GRANTED, "reasons": REASONS, "code": "C", **more})


def part(span, **more):
    return NewDecision(**{"outcome": LeaveState.PART, "reasons": REASONS, "code": "C", "span": span, **more})


def refused(**more):
    return NewDecision(**{"outcome": LeaveState.REFUSED, "reasons": "It can be made in the holidays.", **more})


decide = partial(leave.decide_leave, now=NOW)


def mark(world, marks, *, pupil="Ada"):
    """Marks of sessions that are over: (day, session) to code."""
    for (on, session), code in marks.items():
        write(world.school, {world.pupils[pupil]: code.encode()}, on=on, session=session)
