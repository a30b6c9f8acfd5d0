"""What is known of a school's pupils on the days of some marks: class, year group, kind of enrolment, age."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import day_number, day_of
from bellwether.core.policy import compulsory_school_age
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.store.moments import local, session_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from numpy.typing import NDArray

    from bellwether.core.access import Actor
    from bellwether.core.policy import Policy
    from bellwether.people.facts import EnrolmentFacts, GroupSpan
    from bellwether.registers.columns import MarkColumns

__all__ = ["NO_YEAR", "Known", "gather"]

NO_YEAR: Final = -99
"""In place of a year group that is not known."""
_MAIN: Final = "main"
_FAR: Final = 2**31


@dataclass(frozen=True, slots=True)
class Known:
    """By mark, shape (marks,). group: class id, 0 for none. nc_year: `NO_YEAR` where unknown. is_dual: registered
    elsewhere too. is_compulsory: 1, 0, or -1 where the day of birth is not known. is_ahead: the session has not begun.
    """

    group: NDArray[np.int64]
    nc_year: NDArray[np.int64]
    is_dual: NDArray[np.bool_]
    is_compulsory: NDArray[np.int8]
    is_ahead: NDArray[np.bool_]
    today: date


def gather(school_id: int, marks: MarkColumns, *, policy: Policy, actor: Actor, now: datetime) -> Known:
    """What is known for some marks. The number of queries depends on the days on which pupils came, not on pupils."""
    first, last = day_of(int(marks.slot.min()) >> 1), day_of(int(marks.slot.max()) >> 1)
    spans = people.group_spans(first=first, last=last, actor=actor, school_id=school_id)
    enrolled = people.enrolments(first=first, last=last, actor=actor, school_id=school_id)
    born = _born(school_id, {first, last}, enrolled, actor=actor)
    order = np.argsort(marks.pupil, kind="stable")
    starts = np.flatnonzero(np.diff(marks.pupil[order], prepend=-1))
    own = {int(marks.pupil[part[0]]): part for part in np.split(order, starts[1:])} if order.size else {}
    group, nc_year = _classes(marks, spans, own)
    today = local(now).date()
    return Known(
        group=group,
        nc_year=nc_year,
        is_dual=_dual(marks, enrolled, own),
        is_compulsory=_compulsory(marks, born, own, policy=policy, ends=(first, last)),
        is_ahead=_ahead(school_id, marks, today, now=now),
        today=today,
    )


def _born(school_id: int, days: set[date], enrolled: Sequence[EnrolmentFacts], *, actor: Actor) -> dict[int, date]:
    """Days of birth of everybody on roll at some time: asked on the ends, and for the rest on the day they came."""
    found: dict[int, date] = {}
    for day in sorted(days):
        found |= {pupil.id: pupil.born_on for pupil in people.roll(school_id=school_id, on=day, actor=actor)}
    came: dict[date, set[int]] = defaultdict(set)
    for one in enrolled:
        if one.pupil_id not in found:
            came[one.starts_on].add(one.pupil_id)
    for day, pupils in sorted(came.items()):
        roll = people.roll(school_id=school_id, on=day, actor=actor, pupil_ids=pupils, with_died=True)
        found |= {pupil.id: pupil.born_on for pupil in roll}
    return found


def _inside(slots: NDArray[np.int64], first: date, last: date | None) -> NDArray[np.bool_]:
    """Which slots lie on the days from first to last, both inside, shape (slots,)."""
    stop = _FAR if last is None else 2 * day_number(last) + 2
    return (slots >= 2 * day_number(first)) & (slots < stop)


def _classes(
    marks: MarkColumns, spans: Iterable[GroupSpan], own: dict[int, NDArray[np.intp]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    group = np.zeros(len(marks), dtype=np.int64)
    nc_year = np.full(len(marks), NO_YEAR, dtype=np.int64)
    for span in spans:
        part = own.get(span.pupil_id)
        if part is not None:
            chosen = part[_inside(marks.slot[part], span.from_on, span.to_on) & (group[part] == 0)]
            group[chosen], nc_year[chosen] = span.group_id, span.nc_year
    return group, nc_year


def _dual(
    marks: MarkColumns, enrolled: Iterable[EnrolmentFacts], own: dict[int, NDArray[np.intp]]
) -> NDArray[np.bool_]:
    dual = np.zeros(len(marks), dtype=bool)
    for one in enrolled:
        part = own.get(one.pupil_id)
        if part is not None and one.kind != _MAIN:
            dual[part[_inside(marks.slot[part], one.starts_on, one.ends_on)]] = True
    return dual


def _compulsory(
    marks: MarkColumns,
    born: dict[int, date],
    own: dict[int, NDArray[np.intp]],
    *,
    policy: Policy,
    ends: tuple[date, date],
) -> NDArray[np.int8]:
    found = np.full(len(marks), -1, dtype=np.int8)
    for pupil, part in own.items():
        if (day := born.get(pupil)) is None:
            continue
        ages = {compulsory_school_age(day, policy=policy, on=on) for on in ends}
        if len(ages) == 1:
            age = ages.pop()
            found[part] = _inside(marks.slot[part], age.first, age.last)
        else:  # the rules changed in between
            days = [day_of(int(slot) >> 1) for slot in marks.slot[part]]
            found[part] = [on in compulsory_school_age(day, policy=policy, on=on) for on in days]
    return found


def _ahead(school_id: int, marks: MarkColumns, today: date, *, now: datetime) -> NDArray[np.bool_]:
    times = organisations.day_times(school_id, on=today)
    begun = [
        2 * day_number(today) + session
        for session in (0, 1)
        if session_state(today, times=times.get(session), now=now).has_begun
    ]
    return (marks.slot >= 2 * day_number(today)) & ~np.isin(marks.slot, begun)
