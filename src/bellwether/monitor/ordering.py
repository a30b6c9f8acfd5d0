"""Who comes first, and what counts as done: plain rules about plain values."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bellwether.core.taking import LadderAction
from bellwether.monitor.kinds import REACHED, Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from bellwether.monitor.facts import AttemptFacts, Away

__all__ = ["done_on", "families_of", "rank"]

_TRIED = frozenset({Kind.CALL, Kind.TEXT, Kind.EMAIL, Kind.HEARD, Kind.VISIT})


def rank(one: Away) -> tuple[bool, bool, bool, int, bool, int, str, int]:
    """What a list of pupils is ordered by, the most vulnerable first.

    A social worker, youth justice, the virtual school or care; then who was here this morning and is not back, as
    nobody at home knows; then earlier absence without a reason, the more days the sooner; then who was never absent
    before, of whom it is least expected; then the youngest; then by name.
    """
    return (
        not one.comes_first,
        not one.must_tell,
        not one.was_here,
        -one.concern_days,
        not one.is_first,
        -one.pupil.born_on.toordinal(),
        one.pupil.sort_key,
        one.pupil.id,
    )


def families_of(pupil_ids: Collection[int], siblings: Mapping[int, Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    """The pupils in families, each in the order given, by the order of the first of each.

    siblings: those of each pupil; a chain of siblings is one family.
    """
    listed = set(pupil_ids)
    near: dict[int, set[int]] = defaultdict(set)
    for pupil_id in pupil_ids:
        for other in listed.intersection(siblings.get(pupil_id, ())):
            near[pupil_id].add(other)
            near[other].add(pupil_id)
    found: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for pupil_id in pupil_ids:
        if pupil_id not in seen:
            family = _connected(pupil_id, near)
            seen |= family
            found.append(tuple(one for one in pupil_ids if one in family))
    return tuple(found)


def _connected(pupil_id: int, near: Mapping[int, set[int]]) -> set[int]:
    family, waiting = {pupil_id}, [pupil_id]
    while waiting:
        new = near.get(waiting.pop(), set()) - family
        family |= new
        waiting += new
    return family


def done_on(attempts: Iterable[AttemptFacts], *, contacts: Collection[int]) -> dict[LadderAction, set[date]]:
    """The days on which each step of the ladder was done for one pupil.

    contacts: ids of those who are called. A message that did not get through is no contact. Whoever was reached needs
    no text and no further number that day; every contact was tried when each of them was called, or somebody reached.
    """
    done: dict[LadderAction, set[date]] = defaultdict(set)
    called: dict[date, set[int]] = defaultdict(set)
    for one in attempts:
        if one.outcome == Outcome.FAILED:
            continue
        for action in _steps_of(one):
            done[action].add(one.on)
        if one.kind == Kind.CALL and one.parent_id is not None:
            called[one.on].add(one.parent_id)
    for day, parents in called.items():
        if contacts and parents.issuperset(contacts):
            done[LadderAction.EVERY_CONTACT].add(day)
    return done


def _steps_of(one: AttemptFacts) -> set[LadderAction]:
    steps = {LadderAction.CONTACT_AGAIN} if one.kind in _TRIED else set()
    if one.kind == Kind.HEARD or one.outcome in REACHED:
        steps |= {LadderAction.TEXT, LadderAction.CALL, LadderAction.EVERY_CONTACT}
    return steps | _OF_KIND.get(one.kind, set())


_OF_KIND: Mapping[str, set[LadderAction]] = {
    Kind.TEXT: {LadderAction.TEXT},
    Kind.EMAIL: {LadderAction.TEXT},
    Kind.CALL: {LadderAction.CALL},
    Kind.TOLD: {LadderAction.TELL},
    Kind.VISIT: {LadderAction.HOME_VISIT},
    Kind.WELFARE: {LadderAction.WELFARE_CHECK},
}
