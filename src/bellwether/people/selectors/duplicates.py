"""Records that may be of one child, and merges that were made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, places, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.duplicates import Likeness, RecordTraits, likeness
from bellwether.people.folding import fold
from bellwether.people.models import Address, Enrolment, Merge, ParentOf, Pupil, PupilUpn
from bellwether.people.rows import ever_in, in_force, used_name
from bellwether.people.selectors.reaching import reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor

__all__ = ["DuplicatePair", "MergeFacts", "compare", "duplicates", "merge", "merges"]


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two records that may be of one child. The first is the older record."""

    first_id: int
    first_name: str
    second_id: int
    second_name: str
    born_on: date
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """A merge that was made, and whether it was undone."""

    id: int
    kind: str
    kept_id: int
    merged_id: int
    kept_name: str
    reason: str
    at: datetime
    undone_at: datetime | None


def traits_of(rows: Sequence[Pupil]) -> dict[int, RecordTraits]:
    """What is compared of these pupils. Three queries."""
    ids = [row.pk for row in rows]
    upns: dict[int, set[str]] = defaultdict(set)
    for pupil, upn in PupilUpn.objects.filter(pupil_id__in=ids).values_list("pupil_id", "upn"):
        upns[pupil].add(upn)
    addresses: dict[int, set[str]] = defaultdict(set)
    for pupil, lines, postcode in Address.objects.filter(pupil_id__in=ids).values_list("pupil_id", "lines", "postcode"):
        addresses[pupil].add(f"{fold(lines)}|{fold(postcode).replace(' ', '')}")
    parents: dict[int, set[str]] = defaultdict(set)
    links = ParentOf.objects.filter(pupil_id__in=ids).values_list(
        "pupil_id", "parent_id", "parent__telephone", "parent__email"
    )
    for pupil, parent, telephone, email in links:
        parents[pupil] |= {text for text in (str(parent), telephone, email.casefold()) if text}
    return {
        row.pk: RecordTraits(
            pupil_id=row.pk,
            born_on=row.born_on,
            forename=fold(row.legal_forename),
            names=fold(f"{row.legal_forename} {row.legal_surname}"),
            upns=frozenset(upns[row.pk]),
            addresses=frozenset(addresses[row.pk]),
            parents=frozenset(parents[row.pk]),
        )
        for row in rows
    }


def compare(first_id: int, second_id: int, *, actor: Actor, on: date) -> DuplicatePair:
    """Two records beside each other, for somebody who may merge both. Raises OutOfReachError, NotGrantedError."""
    reaches = reach_of_pupils([first_id, second_id], on=on)
    if len(reaches) < len({first_id, second_id}) or first_id == second_id:
        raise OutOfReachError(Action.MERGE_PEOPLE)
    for pupil_id in (first_id, second_id):  # in the order asked, so that the answer never hangs on how ids grew
        require(actor, Action.MERGE_PEOPLE, reaches[pupil_id])
    rows = list(Pupil.objects.filter(pk__in=[first_id, second_id]).order_by("pk"))
    traits = traits_of(rows)
    return _pair(rows[0], rows[1], likeness(traits[rows[0].pk], traits[rows[1].pk]))


def _pair(one: Pupil, other: Pupil, found: Likeness) -> DuplicatePair:
    return DuplicatePair(one.pk, used_name(one), other.pk, used_name(other), one.born_on, found)


def duplicates(school_id: int, *, actor: Actor, on: date) -> tuple[DuplicatePair, ...]:
    """Pupils of a school who may be in the records twice, the most alike first.

    Compared are pupils born on the same day whom the actor may merge, at whatever school. Queries are fixed.
    """
    require(actor, Action.MERGE_PEOPLE, reach_of_school(school_id))
    where = places(actor, Action.MERGE_PEOPLE)
    on_roll = Enrolment.objects.filter(in_force(on, starts="starts_on", ends="ends_on"), school_id=school_id)
    own = set(on_roll.values_list("pupil_id", flat=True))
    days = Pupil.objects.filter(pk__in=on_roll.values("pupil_id")).values("born_on")
    rows = list(
        Pupil.objects.filter(ever_in(where, on=on), merged_into__isnull=True, born_on__in=days).order_by(
            "born_on", "pk"
        )
    )
    reaches = reach_of_pupils([row.pk for row in rows], on=on)
    inside = [row for row in rows if row.pk in reaches and where.covers(reaches[row.pk])]
    return _worth_showing(inside, own)


def _worth_showing(rows: Iterable[Pupil], own: set[int]) -> tuple[DuplicatePair, ...]:
    by_birth: dict[date, list[Pupil]] = defaultdict(list)
    for row in rows:
        by_birth[row.born_on].append(row)
    together = [row for bucket in by_birth.values() if len(bucket) > 1 for row in bucket]
    traits = traits_of(together)
    pairs = [
        _pair(one, other, found)
        for bucket in by_birth.values()
        for one, other in combinations(bucket, 2)
        if (one.pk in own or other.pk in own) and (found := likeness(traits[one.pk], traits[other.pk])).is_worth_showing
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair.likeness.shared), -pair.likeness.score, pair.first_id)))


def merge(merge_id: int, *, actor: Actor, on: date) -> MergeFacts:
    """One merge of pupils that stands. Raises OutOfReachError, NotGrantedError."""
    row = Merge.objects.filter(pk=merge_id, kind="pupil", undone_at__isnull=True).first()
    reach = reach_of_pupils([row.kept_id], on=on).get(row.kept_id) if row else None
    if row is None or reach is None:
        raise OutOfReachError(Action.MERGE_PEOPLE)
    require(actor, Action.MERGE_PEOPLE, reach)
    name = used_name(Pupil.objects.get(pk=row.kept_id))
    return MergeFacts(row.pk, row.kind, row.kept_id, row.merged_id, name, row.reason, row.at, row.undone_at)


def merges(school_id: int, *, actor: Actor, on: date) -> tuple[MergeFacts, ...]:
    """The merges of pupils of a school, the newest first, so that a wrong one can be undone."""
    require(actor, Action.MERGE_PEOPLE, reach_of_school(school_id))
    ids = Enrolment.objects.filter(school_id=school_id).values("pupil_id")
    rows = list(Merge.objects.filter(kind="pupil", kept_id__in=ids).order_by("-at", "-pk"))
    where = places(actor, Action.MERGE_PEOPLE)
    reaches = reach_of_pupils([row.kept_id for row in rows], on=on)
    names = {row.pk: used_name(row) for row in Pupil.objects.filter(pk__in=[row.kept_id for row in rows])}
    return tuple(
        MergeFacts(row.pk, row.kind, row.kept_id, row.merged_id, names[row.kept_id], row.reason, row.at, row.undone_at)
        for row in rows
        if row.kept_id in reaches and where.covers(reaches[row.kept_id])
    )
