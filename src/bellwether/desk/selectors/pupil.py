"""Finding pupils, and what stands on the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, may, require_somewhere
from bellwether.core.calendar import academic_year_of
from bellwether.desk.facts import PupilDesk, SearchFacts
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers import selectors as registers
from bellwether.registers.selectors.figures import Missed, missed, plans_of_pupil
from bellwether.registers.selectors.leave import leave_of_pupil
from bellwether.registers.selectors.weeks import pupil_year

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["pupil", "search"]

_MOST_FOUND: Final = 30
_LINKED: Final = (
    Action.SEE_FAMILY,
    Action.AMEND_MARKS,
    Action.PLAN_ABSENCE,
    Action.USE_LATE_DESK,
    Action.LOG_CONTACT,
    Action.SEE_SAFEGUARDING,
    Action.ASK_FOR_LEAVE,
)


def search(text: str, *, actor: Actor, on: date) -> SearchFacts:
    """The pupils in reach whom a text finds, or whose names are nearly so where it finds none. Fixed queries.

    Raises NotGrantedError where one may see no pupil.
    """
    require_somewhere(actor, Action.SEE_PUPIL)
    found = people.search(text, actor=actor, on=on, limit=_MOST_FOUND) if text.strip() else ()
    near = () if found else people.near(text, actor=actor, on=on)
    schools = _names(one.school_id for one in (*found, *near) if one.school_id is not None)
    return SearchFacts(found, near, schools, _MOST_FOUND)


def _names(school_ids: Iterable[int]) -> dict[int, str]:
    wanted = set(school_ids)
    return {one.id: one.name for one in organisations.schools(wanted).values()} if wanted else {}


def pupil(pupil_id: int, *, actor: Actor, today: date) -> PupilDesk:
    """A pupil's page as this actor may see it. Fixed queries. Raises OutOfReachError, NotGrantedError."""
    facts = people.pupil(pupil_id, actor=actor, on=today)
    reach = people.reach_of_pupil(facts.id, on=today)
    allowed = frozenset(action for action in _LINKED if may(actor, action, reach))
    year = pupil_year(facts.id, year=academic_year_of(today), actor=actor)
    family = people.family(facts.id, actor=actor, on=today) if Action.SEE_FAMILY in allowed else None
    return PupilDesk(
        pupil=facts,
        schools=_names(one.school_id for one in facts.enrolments),
        year=year,
        missed=missed([facts.id], on=today, actor=actor).get(facts.id, Missed()),
        codes=registers.year_codes(facts.id, year.year, actor=actor),
        plans=plans_of_pupil(facts.id, on=today, actor=actor),
        leave=leave_of_pupil(facts.id, actor=actor, on=today),
        family=family,
        siblings=people.names(family.siblings, actor=actor, on=today) if family else {},
        may=allowed,
        today=today,
    )
