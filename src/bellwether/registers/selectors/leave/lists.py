"""Requests in lists: of a school, open ones first, and of a pupil, wherever they were made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, may, require
from bellwether.core.taking import leave_grounds
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.leave_facts import LeaveLine, LeaveState
from bellwether.registers.models import LeaveRequest
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.store.leave import calendar_over, decision_facts, last_decisions, requested_span
from bellwether.registers.store.leave_notes import not_back_since

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.models import LeaveDecision
    from bellwether.registers.selectors.privacy import Sight
    from bellwether.registers.store.leave import Calendar

__all__ = ["MOST_LISTED", "leave_of_pupil", "leave_of_school"]

MOST_LISTED: Final = 200
_DECIDED: Final = (LeaveState.GRANTED, LeaveState.PART, LeaveState.REFUSED)


def leave_of_school(
    school_id: int, *, state: str, actor: Actor, today: date
) -> tuple[tuple[LeaveLine, ...], dict[str, int]]:
    """The requests of a school in one state, and how many there are in each: open, decided, withdrawn.

    Open ones come in the order of their first days, the others by the newest; at most MOST_LISTED of them. No list
    speaks of a pupil who has died. The number of queries does not depend on how many there are. Raises OutOfReachError,
    NotGrantedError.
    """
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.ASK_FOR_LEAVE, reach)
    rows = LeaveRequest.objects.filter(school_id=school_id, pupil__died_on__isnull=True)
    states = list(rows.order_by().values_list("state", flat=True))
    groups = {"open": (LeaveState.ASKED,), "decided": _DECIDED, "withdrawn": (LeaveState.WITHDRAWN,)}
    counts = {name: sum(one in group for one in states) for name, group in groups.items()}
    order = ("starts_on", "pk") if state == "open" else ("-starts_on", "-pk")
    found = list(rows.filter(state__in=groups[state]).order_by(*order)[:MOST_LISTED])
    pupils = {one.id: one for one in _on_roll(school_id, found, actor=actor, today=today)}
    names = people.names([row.pupil_id for row in found], actor=actor, on=today)
    sight, calendar = sight_of(actor, reach), calendar_over(school_id, map(requested_span, found))
    decisions = last_decisions(row.pk for row in found)
    away = not_back_since(school_id, decisions.values(), {row.pk: row.pupil_id for row in found}, today=today)
    lines = [
        replace(
            leave_line(row, decisions.get(row.pk), sight=sight, calendar=calendar),
            name=names.get(row.pupil_id, ""),
            group_name=pupils[row.pupil_id].group_name if row.pupil_id in pupils else "",
            not_back_since=away.get(row.pk),
        )
        for row in found
    ]
    return tuple(lines), counts


def _on_roll(school_id: int, rows: Sequence[LeaveRequest], *, actor: Actor, today: date) -> tuple[PupilOnRoll, ...]:
    return people.roll(school_id=school_id, on=today, actor=actor, pupil_ids={row.pupil_id for row in rows})


def leave_line(
    row: LeaveRequest, decision: LeaveDecision | None, *, sight: Sight, calendar: Calendar | None = None
) -> LeaveLine:
    """One line, with its ground only for those who may see what that says."""
    span = requested_span(row)
    return LeaveLine(
        id=row.pk,
        school_id=row.school_id,
        pupil_id=row.pupil_id,
        name="",
        group_name="",
        ground=row.ground if sight.sees(leave_grounds()[row.ground].code) else "",
        span=span,
        sessions=calendar.sessions(span) if calendar else None,
        asked_on=row.asked_on,
        state=LeaveState(row.state),
        decided=decision_facts(decision, sight=sight) if decision else None,
    )


def leave_of_pupil(pupil_id: int, *, actor: Actor, on: date, without: int | None = None) -> tuple[LeaveLine, ...]:
    """Every request about a pupil, the newest first, those of earlier schools too: decisions go with the child.

    Empty for those who have no business with leave where the pupil lies now. without: one request to leave out.
    """
    reach = people.reach_of_pupil(pupil_id, on=on)
    if not may(actor, Action.ASK_FOR_LEAVE, reach):
        require(actor, Action.SEE_PUPIL, reach)
        return ()
    ids = people.pupil_ids_of([pupil_id])[pupil_id]
    rows = list(LeaveRequest.objects.filter(pupil_id__in=ids).order_by("-starts_on", "-pk"))
    schools, decisions = organisations.schools({row.school_id for row in rows}), last_decisions(row.pk for row in rows)
    sight = sight_of(actor, reach)
    return tuple(
        replace(leave_line(row, decisions.get(row.pk), sight=sight), school_name=schools[row.school_id].name)
        for row in rows
        if row.pk != without
    )
