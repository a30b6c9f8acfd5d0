"""Everything that waits for somebody today, place by place, as far as they may see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, places
from bellwether.core.measures import GroupCounts, suppress
from bellwether.core.taking import NState
from bellwether.desk.facts import ChildFacts, HomeFacts, SchoolDay, SideBySide, YearBySide
from bellwether.desk.selectors.doors import may_somewhere, school_doors
from bellwether.desk.waiting import waiting
from bellwether.monitor import selectors as monitor
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.people.selectors.counting import classes_of
from bellwether.registers import selectors as registers
from bellwether.registers.selectors.figures import day_figures, leave_waiting, missed
from bellwether.registers.selectors.mine import my_registers
from bellwether.registers.selectors.plan_reminders import plan_reminders
from bellwether.registers.selectors.year import year_figures

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.desk.facts import SchoolDoors
    from bellwether.organisations.facts import SchoolFacts, SetupGap
    from bellwether.registers.selectors.figures import DayFigures
    from bellwether.registers.selectors.mine import MyClass
    from bellwether.registers.selectors.year import YearFigures

__all__ = ["home"]

_DUE: Final = frozenset({NState.DUE, NState.OVERDUE})
_DAILY: Final = frozenset({Action.SEE_TODAY, Action.SEE_MISSING_REGISTERS})
_FAMILIES: Final = frozenset({Action.MANAGE_PUPILS, Action.SEE_FAMILY})
_WHOLE: Final = "all"
_MOST_CHECKED: Final = 12
"""Of how many schools the start page says what is unset; with more, the page of places leads to each."""

_MOST_COUNTED: Final = 40
"""Of how many schools the start page counts the year; more would keep its reader waiting."""
_CALLS_SHOWN: Final = 5
_A_DAY: Final = timedelta(days=1)


def home(*, actor: Actor, now: datetime, today: date) -> HomeFacts:
    """What the start page of this actor may show.

    Queries by the number of the actor's own schools, never of pupils,
    classes or of the schools shown side by side.
    """
    doors = school_doors(actor=actor)
    daily = [one for one in doors if one.may & _DAILY and one.school.id in _own_schools(actor)]
    figured = [one for one in doors if Action.SEE_FIGURES in one.may and one.school.is_open_on(today)]
    figures = day_figures([one.school.id for one in figured], on=today, actor=actor) if figured else {}
    classes = classes_of(figures, on=today, actor=actor) if figures else {}
    days = tuple(_day(one, figures, classes, actor=actor, now=now, today=today) for one in daily)
    shown, total_hidden = _side_by_side([one for one in figured if one not in daily], figures, classes)
    return HomeFacts(
        classes=_classes(actor=actor, today=today, now=now),
        days=days,
        schools=shown,
        total_hidden=total_hidden,
        years=_years(figured, actor=actor, today=today) if len(figured) <= _MOST_COUNTED else (),
        too_many=len(figured) > _MOST_COUNTED,
        children=_children(actor=actor, today=today),
        gaps=_gaps(doors, actor=actor, today=today),
        doors=doors,
        takes_registers=may_somewhere(actor, Action.TAKE_REGISTER),
        may_search=may_somewhere(actor, Action.SEE_PUPIL),
        has_role=bool(actor.in_force()),
    )


def _own_schools(actor: Actor) -> frozenset[int]:
    return frozenset().union(*(places(actor, action).schools for action in _DAILY))


def _classes(*, actor: Actor, today: date, now: datetime) -> tuple[MyClass, ...]:
    """The classes that are the actor's own; whoever takes any register of a school has the list of them all."""
    own = places(actor, Action.TAKE_REGISTER).groups
    if not own:
        return ()
    return tuple(one for one in my_registers(on=today, actor=actor, now=now) if one.group.id in own)


def _day(
    doors: SchoolDoors,
    figures: dict[int, DayFigures],
    classes: dict[int, int],
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> SchoolDay:
    school, may = doors.school.id, doors.may
    asks = Action.SEE_MISSING_REGISTERS in may and not organisations.registers_kept_elsewhere(school, on=today)
    missing = registers.missing_registers(school, now=now, actor=actor) if asks else None
    board = monitor.today(school, actor=actor, now=now) if Action.SEE_TODAY in may else None
    n_marks = registers.n_marks(school, today=today, actor=actor) if Action.AMEND_MARKS in may else None
    conflicts = registers.conflicts(school, actor=actor) if Action.SETTLE_CONFLICTS in may else None
    moves = people.moves(school, actor=actor, open_only=True) if Action.MOVE_PUPIL in may else None
    return SchoolDay(
        doors=doors,
        figures=figures.get(school),
        classes=classes.get(school, 0),
        missing=None if missing is None else len(missing),
        late_missing=sum(one.is_late for one in missing or ()),
        away=None if board is None else len(board.away),
        overdue=sum(one.place.is_overdue for one in board.away) if board else 0,
        calls=board.calls[:_CALLS_SHOWN] if board else (),
        proposals=sum(len(call.proposals) for call in board.calls) if board and board.may_amend else None,
        n_due=None if n_marks is None else sum(one.clock.state in _DUE for one in n_marks),
        conflicts=None if conflicts is None else len(conflicts),
        moves=None if moves is None else sum(one.to_school_id == school for one in moves),
        leave=leave_waiting(school, actor=actor) if Action.ASK_FOR_LEAVE in may else None,
        plans=_plans_due(school, actor=actor, today=today) if Action.PLAN_ABSENCE in may else None,
        contacts=_contacts(school, actor=actor, today=today) if may >= _FAMILIES else None,
        gaps=organisations.setup_gaps(school, actor=actor, today=today) if Action.MANAGE_ORGANISATION in may else None,
        others=waiting(school, may, actor),
    )


def _contacts(school_id: int, *, actor: Actor, today: date) -> int:
    return sum(one.chased_on is None for one in people.contact_gaps(school_id, actor=actor, on=today))


def _plans_due(school_id: int, *, actor: Actor, today: date) -> int:
    """Reviews, timetables past their end and education owed to the suspended, whose day has come."""
    return sum(one.is_due for one in plan_reminders(school_id, on=today, actor=actor))


def _side_by_side(
    doors: Sequence[SchoolDoors], figures: dict[int, DayFigures], classes: dict[int, int]
) -> tuple[tuple[SideBySide, ...], bool]:
    """The schools with their figures; small numbers are hidden from those who see figures and no pupils there."""
    blind = {one.school.id for one in doors if Action.SEE_PUPIL not in one.may}
    hidden = _hidden([figures[one.school.id] for one in doors]) if blind else frozenset()
    shown = tuple(
        SideBySide(
            school=one.school,
            figures=figures[one.school.id],
            classes=classes.get(one.school.id, 0),
            is_hidden=one.school.id in blind and str(one.school.id) in hidden,
        )
        for one in doors
    )
    return shown, _WHOLE in hidden


def _years(doors: Sequence[SchoolDoors], *, actor: Actor, today: date) -> tuple[YearBySide, ...]:
    """The year of each school up to yesterday: today's registers are still being taken."""
    found = year_figures([one.school.id for one in doors], as_of=today - _A_DAY, actor=actor) if doors else {}
    blind = [one.school.id for one in doors if Action.SEE_PUPIL not in one.may and one.school.id in found]
    hidden = {one: _hidden_of_year(found[one]) for one in blind}
    return tuple(
        YearBySide(one.school, found[one.school.id], hidden.get(one.school.id, frozenset()))
        for one in doors
        if one.school.id in found
    )


def _hidden_of_year(one: YearFigures) -> frozenset[str]:
    """What of a school's year has to be hidden. The schools stand by themselves: no sum of them is shown."""
    counts = GroupCounts(
        group=str(one.school_id),
        parent=None,
        axis="school",
        pupils=one.pupils,
        possible=one.possible,
        attended=one.attended,
        authorised=one.authorised,
        unauthorised=one.unauthorised,
        late=0,
        unmarked=0,
        persistent_pupils=one.persistent,
        severe_pupils=one.severe,
    )
    return suppress([counts])[0].hidden


def _hidden(found: Collection[DayFigures]) -> frozenset[str]:
    """The schools, by id as text, whose attendance has to be hidden, and the whole where its sum must be."""
    parts = [_counts(str(one.school_id), _WHOLE, one.pupils, one.attended, one.absent) for one in found]
    whole = _counts(
        _WHOLE,
        None,
        sum(one.pupils for one in found),
        sum(one.attended for one in found),
        sum(one.absent for one in found),
    )
    shown = {"possible", "attended", "authorised"}
    return frozenset(one.group for one in suppress([whole, *parts]) if one.hidden & shown)


def _counts(group: str, parent: str | None, pupils: int, attended: int, absent: int) -> GroupCounts:
    """Attendance alone is shown, so every absence is laid into one count."""
    return GroupCounts(
        group=group,
        parent=parent,
        axis="school",
        pupils=pupils,
        possible=attended + absent,
        attended=attended,
        authorised=absent,
        unauthorised=0,
        late=0,
        unmarked=0,
        persistent_pupils=0,
        severe_pupils=0,
    )


def _children(*, actor: Actor, today: date) -> tuple[ChildFacts, ...]:
    """The children whom the actor works with one by one, most days missed first."""
    own = places(actor, Action.SEE_PUPIL).pupils
    if not own:
        return ()
    names = people.names(own, actor=actor, on=today)
    found = missed(own, on=today, actor=actor)
    children = [ChildFacts(one, names[one], found[one]) for one in names if one in found]
    return tuple(sorted(children, key=lambda one: (-one.missed.missed, one.name, one.pupil_id)))


def _gaps(
    doors: Sequence[SchoolDoors], *, actor: Actor, today: date
) -> tuple[tuple[SchoolFacts, tuple[SetupGap, ...]], ...]:
    """What is unset, for those who set schools up and see no pupil there."""
    asked = [one.school for one in doors if Action.MANAGE_ORGANISATION in one.may and Action.SEE_PUPIL not in one.may]
    if len(asked) > _MOST_CHECKED:
        return ()
    return tuple((one, organisations.setup_gaps(one.id, actor=actor, today=today)) for one in asked)
