"""Records that may be of one child, and merges that were made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from django.db.models import Q
from rapidfuzz import fuzz

from bellwether.core.access import Action, OutOfReachError, places, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.duplicates import ALIKE, Likeness, RecordTraits, likeness
from bellwether.people.folding import fold
from bellwether.people.models import Address, Enrolment, Merge, Parent, ParentOf, Pupil, PupilUpn
from bellwether.people.rows import ever_in, in_force, parent_name_of, used_name
from bellwether.people.selectors.reaching import reach_of_pupil, reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor, Reach

__all__ = [
    "DuplicatePair",
    "MergeFacts",
    "ParentPair",
    "compare",
    "duplicates",
    "merge",
    "merges",
    "parent_duplicates",
]


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
class ParentPair:
    """Two records that may be of one parent, the older first; pupil_id: a child of the first."""

    pupil_id: int
    first_id: int
    first_name: str
    second_id: int
    second_name: str


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """A merge that was made, and whether it was undone. kind: pupil or parent."""

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

    Compared are pupils born on the same day whom the actor may merge, at whatever school; nobody who has died. Queries
    are fixed.
    """
    require(actor, Action.MERGE_PEOPLE, reach_of_school(school_id))
    where = places(actor, Action.MERGE_PEOPLE)
    on_roll = Enrolment.objects.filter(in_force(on, starts="starts_on", ends="ends_on"), school_id=school_id)
    own = set(on_roll.values_list("pupil_id", flat=True))
    days = Pupil.objects.filter(pk__in=on_roll.values("pupil_id")).values("born_on")
    rows = list(
        Pupil.objects.filter(
            ever_in(where, on=on), merged_into__isnull=True, born_on__in=days, died_on__isnull=True
        ).order_by("born_on", "pk")
    )
    reaches = reach_of_pupils([row.pk for row in rows], on=on)
    inside = [row for row in rows if row.pk in reaches and where.covers(reaches[row.pk])]
    return _worth_showing(inside, own)


def likely_same(pupil_id: int, *, actor: Actor, on: date) -> tuple[str, ...]:
    """The names in other records, in the actor's care, that may be of the same child: what one says, they do not.

    Queries are fixed. Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.MANAGE_PUPILS, reach_of_pupil(pupil_id, on=on))
    where = places(actor, Action.MANAGE_PUPILS)
    own = Pupil.objects.get(pk=pupil_id)
    rows = Pupil.objects.filter(
        ever_in(where, on=on), merged_into__isnull=True, born_on=own.born_on, died_on__isnull=True
    )
    rows = rows.exclude(pk=pupil_id).order_by("pk")
    reaches = reach_of_pupils([row.pk for row in rows], on=on)
    others = [row for row in rows if row.pk in reaches and where.covers(reaches[row.pk])]
    traits = traits_of([own, *others])
    alike = [one for one in others if likeness(traits[own.pk], traits[one.pk]).is_worth_showing]
    return tuple(used_name(one) for one in alike)


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
    """One merge that stands. Raises OutOfReachError, NotGrantedError."""
    row = Merge.objects.filter(pk=merge_id, undone_at__isnull=True).first()
    reaches = _reaches_of_merges([row], on=on).get(row.pk, ()) if row else ()
    if row is None or not reaches:
        raise OutOfReachError(Action.MERGE_PEOPLE)
    for reach in reaches:
        require(actor, Action.MERGE_PEOPLE, reach)
    return _merge_facts([row])[0]


def merges(school_id: int, *, actor: Actor, on: date) -> tuple[MergeFacts, ...]:
    """The merges of pupils of a school and of their parents, the newest first, so that a wrong one can be undone.

    Those of pupils who have died are left out; each opens by its own address still.
    """
    require(actor, Action.MERGE_PEOPLE, reach_of_school(school_id))
    pupils = Enrolment.objects.filter(school_id=school_id).values("pupil_id")
    parents = ParentOf.objects.filter(pupil_id__in=pupils).values("parent_id")
    of_school = Q(kind="pupil", kept_id__in=pupils) | Q(kind="parent", kept_id__in=parents)
    died = Pupil.objects.filter(died_on__isnull=False).values("pk")
    rows = list(Merge.objects.filter(of_school).exclude(kind="pupil", kept_id__in=died).order_by("-at", "-pk"))
    where = places(actor, Action.MERGE_PEOPLE)
    reaches = _reaches_of_merges(rows, on=on)
    return _merge_facts([row for row in rows if reaches[row.pk] and all(map(where.covers, reaches[row.pk]))])


def _reaches_of_merges(rows: Sequence[Merge], *, on: date) -> dict[int, tuple[Reach, ...]]:
    """Where the kept record of each merge lies: of a parent, where each of their children does."""
    children: dict[int, set[int]] = defaultdict(set)
    kept = [row.kept_id for row in rows if row.kind == "parent"]
    for parent, pupil in ParentOf.objects.filter(parent_id__in=kept).values_list("parent_id", "pupil_id"):
        children[parent].add(pupil)
    pupils = {row.pk: {row.kept_id} if row.kind == "pupil" else children[row.kept_id] for row in rows}
    reaches = reach_of_pupils(set().union(*pupils.values()), on=on)
    return {key: tuple(reaches[one] for one in own if one in reaches) for key, own in pupils.items()}


def _merge_facts(rows: Sequence[Merge]) -> tuple[MergeFacts, ...]:
    def kept(kind: str) -> list[int]:
        return [row.kept_id for row in rows if row.kind == kind]

    names = {("pupil", row.pk): used_name(row) for row in Pupil.objects.filter(pk__in=kept("pupil"))}
    names |= {("parent", row.pk): parent_name_of(row) for row in Parent.objects.filter(pk__in=kept("parent"))}
    return tuple(
        MergeFacts(
            id=row.pk,
            kind=row.kind,
            kept_id=row.kept_id,
            merged_id=row.merged_id,
            kept_name=names[row.kind, row.kept_id],
            reason=row.reason,
            at=row.at,
            undone_at=row.undone_at,
        )
        for row in rows
    )


def parent_duplicates(school_id: int, *, actor: Actor, on: date) -> tuple[ParentPair, ...]:
    """Parents of a school's pupils who may be written down twice: one number or e-mail address, and names alike.

    Each with a child of theirs, for the page on which they are merged. Only those all of whose children the actor may
    merge. Queries are fixed.
    """
    require(actor, Action.MERGE_PEOPLE, reach_of_school(school_id))
    on_roll = Enrolment.objects.filter(in_force(on, starts="starts_on", ends="ends_on"), school_id=school_id)
    links = ParentOf.objects.filter(in_force(on), pupil_id__in=on_roll.values("pupil_id"))
    own = {row.pk: row for row in Parent.objects.filter(pk__in=links.values("parent_id"), merged_into__isnull=True)}
    candidates = _sharing(list(own.values()))
    children: dict[int, set[int]] = defaultdict(set)
    pairs = [(one, other) for one, other in candidates if _are_alike(one, other)]
    wanted = {row.pk for pair in pairs for row in pair}
    for parent, pupil in ParentOf.objects.filter(parent_id__in=wanted).values_list("parent_id", "pupil_id"):
        children[parent].add(pupil)
    reaches = reach_of_pupils(set().union(*children.values()), on=on)
    where = places(actor, Action.MERGE_PEOPLE)
    return tuple(
        ParentPair(min(children[one.pk]), one.pk, parent_name_of(one), other.pk, parent_name_of(other))
        for one, other in pairs
        if all(pupil in reaches and where.covers(reaches[pupil]) for pupil in children[one.pk] | children[other.pk])
    )


def _sharing(rows: Sequence[Parent]) -> list[tuple[Parent, Parent]]:
    """Pairs that share a number or an e-mail address, the older record first."""
    holders: dict[str, list[Parent]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.pk):
        for text in {row.telephone, row.other_telephone, row.email.casefold()} - {""}:
            holders[text].append(row)
    pairs = {(one.pk, other.pk): (one, other) for own in holders.values() for one, other in combinations(own, 2)}
    return [pairs[key] for key in sorted(pairs)]


def _are_alike(one: Parent, other: Parent) -> bool:
    return (
        fuzz.token_sort_ratio(fold(f"{one.forename} {one.surname}"), fold(f"{other.forename} {other.surname}")) >= ALIKE
    )
