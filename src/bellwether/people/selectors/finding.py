"""Finding a pupil by any part of any name, in use, legal or former, or by number; and names that are nearly so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch
from rapidfuzz.distance import JaroWinkler

from bellwether.core.access import Action, require_somewhere
from bellwether.core.identifiers.upn import is_upn_like
from bellwether.people.facts import PupilFound
from bellwether.people.folding import search_terms
from bellwether.people.models import Enrolment, GroupMembership, Pupil, PupilUpn
from bellwether.people.rows import ever_in, full_name, in_force, used_name
from bellwether.people.selectors.reaching import reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from bellwether.core.access import Actor, Places

__all__ = ["near", "search"]

_UPN_BEGINS: Final = re.compile(r"[A-Za-z][0-9]{3,11}[0-9A-Za-z]?")
_ASKED_FOR: Final = 200  # candidates read before reach and rank choose among them
_MOST_COMPARED: Final = 20_000
"""Names that one search compares letter by letter; with more in reach, nobody is suggested."""
_SHORTEST_NEAR: Final = 3
_NEAR_ENOUGH: Final = 0.87


def search(text: str, *, actor: Actor, on: date, limit: int = 20) -> tuple[PupilFound, ...]:
    """Pupils in the actor's reach whose names hold every word typed, accents folded, or whose UPN begins so.

    A pupil who has died is found by the whole UPN alone: nobody comes across the name. Words that begin a name go
    first, then those on roll, then by name. The number of queries is fixed. Raises NotGrantedError where the actor may
    see no pupil anywhere.
    """
    where = require_somewhere(actor, Action.SEE_PUPIL)
    terms = search_terms(text)
    if not terms:
        return ()
    rows = Pupil.objects.filter(ever_in(where, on=on), merged_into__isnull=True)
    typed = text.strip().upper()
    if _UPN_BEGINS.fullmatch(typed):
        rows = rows.filter(pk__in=PupilUpn.objects.filter(upn__startswith=typed).values("pupil_id"))
    else:
        for term in terms:
            rows = rows.filter(search_key__contains=term)
    if not is_upn_like(typed):
        rows = rows.filter(died_on__isnull=True)
    inside = _inside(rows.order_by("sort_key", "pk"), where, on=on)
    inside.sort(key=lambda row: _rank(row, terms))
    return tuple(map(_found, inside[:limit]))


def near(text: str, *, actor: Actor, on: date, limit: int = 5) -> tuple[PupilFound, ...]:
    """Pupils in the actor's reach every word of whose name is nearly one that was typed, the nearest first.

    For when nobody was found: a letter too many, too few or in the wrong place. Nothing is done by it but to suggest.
    The number of queries is fixed. Raises NotGrantedError where the actor may see no pupil anywhere.
    """
    where = require_somewhere(actor, Action.SEE_PUPIL)
    terms = search_terms(text)
    if not terms or len(max(terms, key=len)) < _SHORTEST_NEAR:
        return ()
    alive = Pupil.objects.filter(ever_in(where, on=on), merged_into__isnull=True, died_on__isnull=True)
    known = alive.order_by("sort_key", "pk")
    keys = list(known.values_list("pk", "search_key")[: _MOST_COMPARED + 1])
    if len(keys) > _MOST_COMPARED:
        return ()
    scored = [(nearness(terms, key.split()), number, pk) for number, (pk, key) in enumerate(keys)]
    best = sorted((one for one in scored if one[0] >= _NEAR_ENOUGH), key=lambda one: (-one[0], one[1]))[:limit]
    place = {pk: number for number, (_, _, pk) in enumerate(best)}
    inside = _inside(Pupil.objects.filter(pk__in=place), where, on=on) if place else []
    return tuple(map(_found, sorted(inside, key=lambda row: place[row.pk])))


def nearness(terms: Collection[str], words: Collection[str]) -> float:
    """How near the words of a name come to those typed, from 0 to 1: as near as the worst of those typed does."""
    return min(max((JaroWinkler.similarity(term, word) for word in words), default=0.0) for term in terms)


def _inside(rows: QuerySet[Pupil], where: Places, *, on: date) -> list[Pupil]:
    """Those of the first of these rows whom the actor may see, with where they are now. Seven queries."""
    current = Enrolment.objects.filter(in_force(on, starts="starts_on", ends="ends_on")).order_by("kind", "pk")
    registered = GroupMembership.objects.filter(in_force(on), group__kind="registration").select_related("group")
    found = list(
        rows.prefetch_related(
            Prefetch("enrolments", current, to_attr="current"),
            Prefetch("group_memberships", registered, to_attr="registered"),
            Prefetch("upns", PupilUpn.objects.filter(to_on__isnull=True), to_attr="present_upns"),
        )[:_ASKED_FOR]
    )
    reaches = reach_of_pupils([row.pk for row in found], on=on)
    return [row for row in found if row.pk in reaches and where.covers(reaches[row.pk])]


def _rank(row: Pupil, terms: tuple[str, ...]) -> tuple[int, bool, str, int]:
    words = row.search_key.split()
    inside = sum(not any(word.startswith(term) for word in words) for term in terms)
    return inside, not row.current, row.sort_key, row.pk  # type: ignore[attr-defined]  # prefetched above


def _found(row: Pupil) -> PupilFound:
    current: list[Enrolment] = row.current  # type: ignore[attr-defined]  # prefetched above
    registered: list[GroupMembership] = row.registered  # type: ignore[attr-defined]
    upns: list[PupilUpn] = row.present_upns  # type: ignore[attr-defined]
    return PupilFound(
        id=row.pk,
        name=used_name(row),
        legal_name=full_name(row),
        born_on=row.born_on,
        upn=upns[0].upn if upns else "",
        school_id=current[0].school_id if current else None,
        group_name=registered[0].group.name if registered else "",
        is_on_roll=bool(current),
        has_died=row.died_on is not None,
    )
