"""The registers that somebody may take on a day, and which of them are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.access import Action, may, require, require_somewhere
from bellwether.core.calendar import academic_year_of, first_monday
from bellwether.core.codes import code_of
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.elsewhere import is_kept_elsewhere
from bellwether.registers.models import RegisterEntry
from bellwether.registers.selectors.history import cells_on
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.facts import GroupFacts
    from bellwether.registers.facts import RegisterFacts

__all__ = ["AroundRegister", "MyClass", "MySession", "around_register", "my_registers"]


@dataclass(frozen=True, slots=True)
class MySession:
    """One half-day of a class. is_session: whether the school has it; taken_at: None while nobody submitted it."""

    session: int
    is_session: bool
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


def my_registers(*, on: date, actor: Actor) -> tuple[MyClass, ...]:
    """The classes whose registers the actor may take, by school and name, with what was taken on a day.

    The number of queries depends on the number of schools, not of classes. Raises NotGrantedError where there is none.
    """
    where = require_somewhere(actor, Action.TAKE_REGISTER)
    school_ids = set(where.schools)
    for group_id in where.groups:
        school_ids |= people.reach_of_group(group_id).schools
    year = academic_year_of(on)
    schools = organisations.schools(school_ids)
    found = []
    for school_id in sorted(schools, key=lambda each: (schools[each].name, each)):
        whole = school_id in where.schools
        groups = people.groups(school_id, year=year, actor=actor, kind="registration")
        mine = [group for group in groups if whole or group.id in where.groups]
        found += _with_sessions(school_id, mine, schools[school_id].name, on, year)
    return tuple(found)


def _with_sessions(school_id: int, groups: list[GroupFacts], name: str, on: date, year: int) -> list[MyClass]:
    closed = organisations.closed_columns(school_id, year)
    column = 2 * (on - first_monday(year)).days
    taken: dict[tuple[int | None, int], tuple[str, datetime]] = {}
    is_elsewhere = is_kept_elsewhere(organisations.policy(school_id), on=on)
    kind = EntryKind.IMPORTED if is_elsewhere else EntryKind.TAKEN
    rows = RegisterEntry.objects.filter(school_id=school_id, on=on, kind=kind, group_id__isnull=False)
    for group_id, session, by, at in rows.order_by("sequence").values_list("group_id", "session", "actor_name", "at"):
        taken[group_id, session] = (by, at)

    def half(group: GroupFacts, session: int) -> MySession:
        by, at = taken.get((group.id, session), ("", None))
        return MySession(session, column + session not in closed, by, at)

    return [MyClass(group, name, (half(group, 0), half(group, 1)), is_elsewhere) for group in groups]
