"""Families who asked for leave: some wait, one has begun and nobody decided, some are decided, with their letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Role
from bellwether.organisations import selectors as organisations
from bellwether.registers.leave_facts import LeaveState, NewDecision, NewLeave, Span
from bellwether.registers.services import leave

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from bellwether.core.access import Actor
    from bellwether.core.calendar import SchoolDays
    from bellwether.demo.loading.company import Company
    from bellwether.demo.loading.people import Loaded
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.planning import PlannedWorld

__all__ = ["load_leave"]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a family asks. first: school days from today, so many of them in all; before: days ago, when they asked."""

    ground: str
    first: int
    days: int
    before: int
    reason: str
    is_met: bool = False
    outcome: LeaveState | None = None
    code: str = ""
    reasons: str = ""
    card: bytes = b""


_WISHES: Final = (
    _Wish("holiday", 12, 5, 6, "Flights to see family abroad are cheaper that week, and both parents are free."),
    _Wish("exceptional", 3, 1, 2, "A grandmother's funeral, four hours away.", card=b"The service is at noon."),
    _Wish("exceptional", 0, 2, 1, "The wedding of an aunt. The invitation came late.", is_met=True),
    _Wish(
        "religious", 7, 1, 9, "A holy day of the family's church.", outcome=LeaveState.GRANTED, code="R",
        reasons="The day is set apart by the religious body that the parents belong to.",
    ),
    _Wish(
        "exceptional", 1, 5, 12, "A parent is home from service at sea for two weeks.", is_met=True,
        outcome=LeaveState.PART, code="C",
        reasons="Time with a parent back from service is exceptional. One day was agreed, so that the tests of that "
        "week are not missed.",
    ),
    _Wish(
        "holiday", 0, 3, 15, "A birthday trip that was booked in the summer.", is_met=True, outcome=LeaveState.REFUSED,
        reasons="A trip can be made in the school holidays, and nothing about this one is exceptional.",
    ),
)  # fmt: skip


def load_leave(world: PlannedWorld, places: Places, loaded: Loaded, company: Company, *, chance: Random) -> None:
    """Let some families of each school ask, and the head teachers decide on some of it."""
    for position, school in enumerate(places.schools):
        days = organisations.school_days(school, world.stage.year)
        pupils = [pupil for pupil in world.pupils if pupil.now_at is not None and pupil.stay.school == position]
        asking = [pupil for pupil in pupils if pupil.contacts[0].has_responsibility and pupil.stay.nc_year > 0]
        families = {one.upn: loaded.parents[str(one.contacts[0].parent)] for one in asking}
        actors = company.of_school(Role.OFFICE, position), company.of_school(Role.HEAD, position)
        for wish, pupil in zip(_WISHES, chance.sample(asking, len(_WISHES)), strict=True):
            if (span := _span(wish, days, world.stage.today)) is not None:
                who = loaded.pupils[pupil.upn], families[pupil.upn]
                _ask(school, wish, span, who=who, actors=actors, now=world.stage.now)


def _span(wish: _Wish, days: SchoolDays, today: date) -> Span | None:
    """The days of a wish; None where the school year ends before them."""
    first, last = _day(days, today, wish.first), _day(days, today, wish.first + wish.days - 1)
    return Span(first, 0, last, 1) if first and last else None


def _day(days: SchoolDays, today: date, ahead: int) -> date | None:
    return days.school_days_after(today, ahead) if ahead else today


def _ask(
    school: int, wish: _Wish, span: Span, *, who: tuple[int, int], actors: tuple[Actor, Actor], now: datetime
) -> None:
    """who: the pupil and the parent. actors: of the office, and the head teacher."""
    (pupil, parent), (office, head) = who, actors
    asked_at = now - timedelta(days=wish.before)
    new = NewLeave(
        ground=wish.ground,
        span=span,
        reason=wish.reason,
        asked_on=asked_at.date(),
        parent_id=parent,
        met_on=asked_at.date() if wish.is_met else None,
    )
    request = leave.record_leave(school, pupil, new, actor=office, now=asked_at)
    if wish.card:
        leave.add_evidence(request, wish.card, name="invitation.txt", actor=office, now=asked_at)
    if wish.outcome is not None:
        decided_at = asked_at + timedelta(days=1)
        part = Span(span.starts_on, 0, span.starts_on, 1) if wish.outcome is LeaveState.PART else None
        decision = NewDecision(wish.outcome, wish.reasons, wish.code, part)
        leave.decide_leave(request, decision, actor=head, now=decided_at)
        leave.write_letters(request, parent_ids=[parent], actor=office, now=decided_at + timedelta(hours=1))
