"""Where pupils and groups lie: the other half of every access decision about them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, Reach
from bellwether.organisations.once import read_once
from bellwether.organisations.selectors import reach_of_school, reaches_of_schools
from bellwether.people.models import Enrolment, Group, GroupMembership
from bellwether.people.rows import group_facts, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.people.facts import GroupFacts

    __all__ = ["reach_of_group", "reach_of_pupil", "reach_of_pupils"]


def reach_of_pupil(pupil_id: int, *, on: date) -> Reach:
    """Where a pupil lies on a day. Two queries. Raises OutOfReachError where no school ever had them."""
    found = reach_of_pupils([pupil_id], on=on).get(pupil_id)
    if found is None:
        raise OutOfReachError(Action.SEE_PUPIL)
    return found


def reach_of_pupils(ids: Iterable[int], *, on: date) -> dict[int, Reach]:
    """Where each pupil lies on a day: school, trust and authority of each enrolment in force or to come, groups, self.

    A pupil who is on no roll any more lies where they were last, and where that school's work is carried on. Two
    queries, whatever the number of pupils; two more where somebody has left.
    """
    return dict(_reaches(frozenset(ids), on=on))


@read_once
def _reaches(wanted: frozenset[int], *, on: date) -> dict[int, Reach]:
    spans: dict[int, list[tuple[date | None, int, Reach]]] = {}
    rows = Enrolment.objects.filter(pupil_id__in=wanted).values_list(
        "pupil_id", "school_id", "school__trust_id", "school__authority_id", "ends_on"
    )
    for pupil_id, school_id, trust_id, authority_id, ends_on in rows:
        place = Reach(
            authorities=frozenset({authority_id}),
            trusts=frozenset() if trust_id is None else frozenset({trust_id}),
            schools=frozenset({school_id}),
            pupils=frozenset({pupil_id}),
        )
        spans.setdefault(pupil_id, []).append((ends_on, school_id, place))
    found = {pupil_id: _joined(own, on=on) for pupil_id, own in spans.items()}
    _add_last_schools(found, spans)
    groups = GroupMembership.objects.filter(in_force(on), pupil_id__in=wanted).values_list("pupil_id", "group_id")
    for pupil_id, group_id in groups:
        if pupil_id in found:
            found[pupil_id] |= Reach(groups=frozenset({group_id}))
    return found


def _joined(own: list[tuple[date | None, int, Reach]], *, on: date) -> Reach:
    joined = Reach()
    for ends_on, _school_id, place in own:
        if ends_on is None or ends_on >= on:
            joined |= place
    return joined


def _add_last_schools(found: dict[int, Reach], spans: dict[int, list[tuple[date | None, int, Reach]]]) -> None:
    """Give those who are on no roll the school that they left last."""
    gone = [pupil_id for pupil_id, reach in found.items() if not reach.schools]
    if not gone:
        return
    last = {pupil_id: max(spans[pupil_id], key=lambda one: (one[0] or date.max, one[1])) for pupil_id in gone}
    carried = reaches_of_schools(school_id for _ends_on, school_id, _place in last.values())
    for pupil_id, (_ends_on, school_id, place) in last.items():
        found[pupil_id] = place | carried[school_id]


@read_once
def reach_of_group(group_id: int) -> Reach:
    """Where a group lies: its school with all that reaches it, and itself. Three queries. Raises OutOfReachError."""
    return reach_of_school(known_group(group_id).school_id) | Reach(groups=frozenset({group_id}))


@read_once
def known_group(group_id: int) -> GroupFacts:
    """A group, for callers who ask whether the actor may see it. Raises OutOfReachError where there is none."""
    row = Group.objects.filter(pk=group_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_PUPIL)
    return group_facts(row)
