"""The registers that somebody may take on a day, and which of them are taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone

from bellwether.core.access import Action, may, require, require_somewhere
from bellwether.core.calendar import academic_year_of, first_monday
from bellwether.core.codes import code_of
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.people.selectors.counting import youngest_years
from bellwether.registers.elsewhere import is_kept_elsewhere
from bellwether.registers.models import RegisterEntry
from bellwether.registers.selectors.history import cells_on
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from bellwether.core.access import Actor
    from bellwether.core.codes import SessionTimes
    from bellwether.people.facts import GroupFacts
    from bellwether.registers.facts import RegisterFacts

__all__ = ["AroundRegister", "HalfState", "MyClass", "MySession", "around_register", "my_registers"]


class HalfState(StrEnum):
    """How the register of a half-day stands at a moment; MISSING: its time to close is over and nobody took it.

    ELSEWHERE and IMPORTED: it is taken in another system, and its marks have not come yet or have.
    """

    TAKEN = "taken"
    OPEN = "open"
    MISSING = "missing"
    LATER = "later"
    NO_SCHOOL = "no-school"
    ELSEWHERE = "elsewhere"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class MySession:
    """One half-day of a class. opens_at: where times are set; taken_at: None while nobody submitted it."""

    session: int
    state: HalfState
    opens_at: time | None = None
    taken_by: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MyClass:
    """A class whose registers the actor may take, with both halves of the day.

    is_elsewhere: they are taken in another system; taken_at of a half then says when its marks were imported.
    """

    group: GroupFacts
    school_name: str
    sessions: tuple[MySession, MySession]
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class AroundRegister:
    """What the page of a register shows beside it. other_half: what stands in the day's other half, by pupil."""

    can_take: bool
    other_half: dict[int, str]


def around_register(facts: RegisterFacts, *, actor: Actor) -> AroundRegister:
    """Whether the actor may take a register that they may see, and what stands in the other half of its day."""
    reach = people.reach_of_group(facts.group.id)
    require(actor, Action.SEE_PUPIL, reach)
    sight = sight_of(actor, reach)
    ids = [line.pupil.id for line in facts.lines]
    cells = cells_on(facts.group.school_id, on=facts.on, session=1 - facts.session, pupil_ids=ids)
    shown = {pupil: sight.code(code_of(cell[0]), on=facts.on) for pupil, cell in cells.items()}
    can_take = may(actor, Action.TAKE_REGISTER, reach) and not facts.is_elsewhere
    return AroundRegister(can_take, shown)


def my_registers(*, on: date, actor: Actor, now: datetime) -> tuple[MyClass, ...]:
    """The classes whose registers the actor may take, by school and name, and how those of a day stand.

    now: a moment of that day. The number of queries depends on the number of schools, not of classes. Raises
    NotGrantedError where there is none.
    """
    wall = timezone.localtime(now).time().replace(second=0, microsecond=0)
    where = require_somewhere(actor, Action.TAKE_REGISTER)
    school_ids = set(where.schools)
    for group_id in where.groups:
        school_ids |= people.reach_of_group(group_id).schools
    schools = organisations.schools(school_ids)
    groups: dict[int, list[GroupFacts]] = {}
    for school_id in sorted(schools, key=lambda each: (schools[each].name, each)):
        all_groups = people.groups(school_id, year=academic_year_of(on), actor=actor, kind="registration")
        is_whole = school_id in where.schools
        groups[school_id] = [group for group in all_groups if is_whole or group.id in where.groups]
    years = youngest_years((group.id for own in groups.values() for group in own), on=on, actor=actor)
    return tuple(
        one
        for school_id, own in groups.items()
        for one in _with_sessions(school_id, own, schools[school_id].name, years, on=on, wall=wall)
    )


def _with_sessions(
    school_id: int, groups: list[GroupFacts], name: str, years: dict[int, int], *, on: date, wall: time
) -> list[MyClass]:
    year = academic_year_of(on)
    closed = organisations.closed_columns(school_id, year)
    column = 2 * (on - first_monday(year)).days
    is_elsewhere = is_kept_elsewhere(organisations.policy(school_id), on=on)
    taken = _taken(school_id, on=on, is_elsewhere=is_elsewhere)
    of_year = {
        nc_year: organisations.session_times(school_id, on=on, nc_year=nc_year)
        for nc_year in {years.get(group.id) for group in groups}
    }

    def half(group: GroupFacts, session: int) -> MySession:
        by, at = taken.get((group.id, session), ("", None))
        times = of_year[years.get(group.id)].get(session)
        is_session = column + session not in closed
        state = _state(times, wall, is_session=is_session, is_elsewhere=is_elsewhere, is_in=at is not None)
        return MySession(session, state, times.opens if times else None, by, at)

    return [MyClass(group, name, (half(group, 0), half(group, 1)), is_elsewhere) for group in groups]


def _taken(school_id: int, *, on: date, is_elsewhere: bool) -> dict[tuple[int | None, int], tuple[str, datetime]]:
    kind = EntryKind.IMPORTED if is_elsewhere else EntryKind.TAKEN
    rows = RegisterEntry.objects.filter(school_id=school_id, on=on, kind=kind, group_id__isnull=False)
    found = rows.order_by("sequence").values_list("group_id", "session", "actor_name", "at")
    return {(group_id, session): (by, at) for group_id, session, by, at in found}


def _state(times: SessionTimes | None, wall: time, *, is_session: bool, is_elsewhere: bool, is_in: bool) -> HalfState:
    if not is_session:
        return HalfState.NO_SCHOOL
    if is_elsewhere:
        return HalfState.IMPORTED if is_in else HalfState.ELSEWHERE
    if is_in:
        return HalfState.TAKEN
    if times is None:
        return HalfState.OPEN
    if wall < times.opens:
        return HalfState.LATER
    return HalfState.MISSING if wall > times.closes else HalfState.OPEN
