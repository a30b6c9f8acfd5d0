"""What happens to registers when something happens to pupils or to the calendar: at once, in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bellwether.accounts import selectors as accounts
from bellwether.audit import events
from bellwether.core.access import Actor, ActorKind, system_actor
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations
from bellwether.registers.models import RegisterRow
from bellwether.registers.services.opening import open_rows, set_calendar, set_roll
from bellwether.registers.services.shutting import lay_closures, lift_closure
from bellwether.registers.store.moments import local

if TYPE_CHECKING:
    from collections.abc import Collection

    from bellwether.audit.events import Event

__all__ = ["subscribe"]

_NAME: Final = "registers.cells"


def subscribe() -> None:
    """Have the registers told of pupils who come and go, of new years, of terms and of closures."""
    for event, handler in _HANDLERS.items():
        events.subscribe(event, handler, name=_NAME)


def _behind(event: Event) -> Actor:
    """Our own machinery, in the name of whoever did what it follows from."""
    system = system_actor(local(event.at).date())
    if event.actor_id is None:
        return system
    name = accounts.names([event.actor_id], actor=system).get(event.actor_id, system.name)
    return Actor(event.actor_id, name, event.actor_post, system.on, kind=ActorKind.SYSTEM)


def _facts(event: Event) -> dict[str, object]:
    return dict(event.after or {})


def _pupil_came(event: Event) -> None:
    facts = _facts(event)
    starts_on = date.fromisoformat(str(facts["starts_on"]))
    _came(event, _id(facts["school_id"]), [_id(facts["pupil_id"])], [starts_on])


def _pupils_came(event: Event) -> None:
    facts = _facts(event)
    enrolments = _list(facts["enrolments"])
    days = [date.fromisoformat(str(one[1])) for one in enrolments]
    _came(event, _id(facts["school_id"]), [_id(one[0]) for one in enrolments], days)


def _came(event: Event, school_id: int, pupils: Collection[int], days: Collection[date]) -> None:
    """Rows of this year, of years in which pupils start later, and of years that have been opened for them before.

    Years that are over are not laid for somebody whose marks of then we never had.
    """
    current = academic_year_of(local(event.at).date())
    years = {academic_year_of(day) for day in days}
    known = _years_of(school_id, pupils)
    for year in sorted({current} | {year for year in years if year > current} | known):
        set_roll(school_id, pupils, year=year, actor=_behind(event), now=event.at, reason="joined")


def _pupil_left(event: Event) -> None:
    facts = _facts(event)
    _left(event, _id(facts["school_id"]), [_id(facts["pupil_id"])])


def _pupils_left(event: Event) -> None:
    facts = _facts(event)
    _left(event, _id(facts["school_id"]), [_id(one[0]) for one in _list(facts["enrolments"])])


def _left(event: Event, school_id: int, pupils: Collection[int]) -> None:
    for year in sorted(_years_of(school_id, pupils)):
        set_roll(school_id, pupils, year=year, actor=_behind(event), now=event.at, reason="left")


def _years_of(school_id: int, pupils: Collection[int]) -> set[int]:
    rows = RegisterRow.objects.filter(school_id=school_id, pupil_id__in=list(pupils))
    return set(rows.order_by().values_list("year", flat=True).distinct())


def _regrouped(event: Event) -> None:
    """A class or year group decides which days are closed for a pupil, such as those of a staggered start."""
    facts = _facts(event)
    pupils = facts["pupil_ids"] if "pupil_ids" in facts else [facts["pupil_id"]]
    _left(event, _id(facts["school_id"]), [_id(one) for one in list(pupils)])  # type: ignore[call-overload]  # JSON


def _year_started(event: Event) -> None:
    facts = _facts(event)
    open_rows(_id(facts["school_id"]), _id(facts["year"]), actor=_behind(event), now=event.at)


def _terms_set(event: Event) -> None:
    facts = _facts(event)
    _calendar_changed(event, _id(facts["school_id"]), {_id(facts["year"])}, reason="terms")


def _closure_changed(event: Event) -> None:
    closure = organisations.closure(event.subject_id or 0)
    if closure.code == "#":
        years = {academic_year_of(closure.starts_on), academic_year_of(closure.ends_on)}
        _calendar_changed(event, closure.school_id, years, reason=closure.reason)
    elif closure.withdrawn_at is None:
        lay_closures(event.at, actor=_behind(event), school_id=closure.school_id)
    else:
        reason = str(_facts(event).get("reason", ""))
        lift_closure(closure, reason=reason, actor=_behind(event), now=event.at)


def _calendar_changed(event: Event, school_id: int, years: Collection[int], *, reason: str) -> None:
    for year in sorted(years):
        set_calendar(school_id, year, actor=_behind(event), now=event.at, reason=reason)


def _id(value: object) -> int:
    return int(str(value))


def _list(value: object) -> list[list[object]]:
    return list(value) if isinstance(value, list) else []


_HANDLERS: Final = {
    "pupil.enrolled": _pupil_came,
    "pupils.enrolled": _pupils_came,
    "pupil.left": _pupil_left,
    "pupils.left": _pupils_left,
    "group.joined": _regrouped,
    "group.left": _regrouped,
    "group.filled": _regrouped,
    "year.started": _year_started,
    "terms.set": _terms_set,
    "closure.added": _closure_changed,
    "closure.withdrawn": _closure_changed,
}
