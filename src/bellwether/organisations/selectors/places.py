"""Authorities, trusts and schools, and where each of them lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bellwether.core.access import Action, OutOfReachError, Reach, places
from bellwether.organisations.facts import AuthorityFacts, SchoolFacts, TrustFacts, UndertakingFacts
from bellwether.organisations.models import Authority, School, Trust, Undertaking
from bellwether.organisations.once import read_once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.core.access import Actor, Places

__all__ = [
    "authorities",
    "authority",
    "facts_of",
    "place",
    "predecessors",
    "reach_of_authority",
    "reach_of_school",
    "reach_of_trust",
    "reaches_of_schools",
    "school",
    "school_by_urn",
    "schools",
    "schools_of",
    "trust",
    "trusts",
    "undertakings",
    "visible_authorities",
    "visible_schools",
    "visible_trusts",
]

_NOWHERE = Action.SEE_ORGANISATION


def facts_of(row: School) -> SchoolFacts:
    """A row as the value that may leave the room."""
    return SchoolFacts(
        id=row.pk,
        urn=row.urn,
        laestab=row.laestab,
        name=row.name,
        phase=row.phase,
        kind=row.kind,
        authority_id=row.authority_id,
        trust_id=row.trust_id,
        lowest_year=row.lowest_year,
        highest_year=row.highest_year,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        telephone=row.telephone,
        email=row.email,
        address=row.address,
    )


@read_once
def school(school_id: int) -> SchoolFacts:
    """One school. Raises OutOfReachError where there is none, so that an unknown id looks as one out of reach."""
    row = School.objects.filter(pk=school_id).first()
    if row is None:
        raise OutOfReachError(_NOWHERE)
    return facts_of(row)


def school_by_urn(urn: str) -> SchoolFacts | None:
    """The school with that URN, or None."""
    row = School.objects.filter(urn=urn).first()
    return facts_of(row) if row else None


def schools(ids: Iterable[int]) -> dict[int, SchoolFacts]:
    """Schools by id; ids that are none are left out. One query."""
    return {row.pk: facts_of(row) for row in School.objects.filter(pk__in=set(ids))}


def schools_of(*, authority_id: int | None = None, trust_id: int | None = None) -> tuple[SchoolFacts, ...]:
    """The schools of an authority or of a trust (both given: in both), by name."""
    rows = School.objects.all()
    if authority_id is not None:
        rows = rows.filter(authority_id=authority_id)
    if trust_id is not None:
        rows = rows.filter(trust_id=trust_id)
    return _by_name(rows)


def _by_name(rows: Iterable[School]) -> tuple[SchoolFacts, ...]:
    return tuple(sorted(map(facts_of, rows), key=lambda one: (one.name.casefold(), one.id)))


def authority(authority_id: int) -> AuthorityFacts:
    """One authority. Raises OutOfReachError where there is none."""
    found = authorities([authority_id]).get(authority_id)
    if found is None:
        raise OutOfReachError(_NOWHERE)
    return found


def authorities(ids: Iterable[int]) -> dict[int, AuthorityFacts]:
    """Authorities by id."""
    return {row.pk: AuthorityFacts(row.pk, row.code, row.name) for row in Authority.objects.filter(pk__in=set(ids))}


def trust(trust_id: int) -> TrustFacts:
    """One trust. Raises OutOfReachError where there is none."""
    found = trusts([trust_id]).get(trust_id)
    if found is None:
        raise OutOfReachError(_NOWHERE)
    return found


def trusts(ids: Iterable[int]) -> dict[int, TrustFacts]:
    """Trusts by id."""
    return {row.pk: TrustFacts(row.pk, row.uid, row.name) for row in Trust.objects.filter(pk__in=set(ids))}


def undertakings(school_ids: Iterable[int]) -> tuple[UndertakingFacts, ...]:
    """What these schools carry on and who carries on theirs, by the day."""
    ids = set(school_ids)
    rows = Undertaking.objects.filter(Q(predecessor_id__in=ids) | Q(successor_id__in=ids)).order_by("from_on", "pk")
    return tuple(UndertakingFacts(row.predecessor_id, row.successor_id, row.from_on, row.kind) for row in rows)


def predecessors(school_id: int) -> tuple[int, ...]:
    """The schools whose work this one carries on, the nearest first, theirs after them: history reads across."""
    found: list[int] = []
    asked = {school_id}
    while asked:
        rows = Undertaking.objects.filter(successor_id__in=asked).order_by("-from_on", "pk")
        asked = {row.predecessor_id for row in rows} - set(found) - {school_id}
        found += sorted(asked)
    return tuple(found)


@read_once
def reach_of_school(school_id: int) -> Reach:
    """Where a school lies: itself, its trust and authority, and those of the schools that carry on its work.

    Two queries. Raises OutOfReachError where there is no such school.
    """
    one = school(school_id)
    return _with_successors({one.id: _reach(one.id, one.trust_id, one.authority_id)})[one.id]


def reaches_of_schools(ids: Iterable[int]) -> dict[int, Reach]:
    """The reach of each school by id. Two queries, and one more for each further link of a chain of conversions."""
    wanted = set(ids)
    rows = School.objects.filter(pk__in=wanted).values_list("pk", "trust_id", "authority_id")
    return _with_successors({row[0]: _reach(*row) for row in rows})


def _with_successors(own: dict[int, Reach]) -> dict[int, Reach]:
    """The reach of each school, and of whatever carries on its work."""
    carried = {one: {one} for one in own}  # by school: everything that its work went to
    asked = set(own)
    while asked:
        links = Undertaking.objects.filter(predecessor_id__in=asked).values_list(
            "predecessor_id", "successor_id", "successor__trust_id", "successor__authority_id"
        )
        asked = set()
        for before, after, trust_id, authority_id in links:
            for origin, went_to in carried.items():
                if before in went_to and after not in went_to:
                    went_to.add(after)
                    own[origin] |= _reach(after, trust_id, authority_id)
                    asked.add(after)
    return own


def _reach(school_id: int, trust_id: int | None, authority_id: int) -> Reach:
    return Reach(
        authorities=frozenset({authority_id}),
        trusts=frozenset() if trust_id is None else frozenset({trust_id}),
        schools=frozenset({school_id}),
    )


def reach_of_authority(authority_id: int) -> Reach:
    """Where an authority lies: in itself."""
    return Reach(authorities=frozenset({authority_id}))


def reach_of_trust(trust_id: int) -> Reach:
    """Where a trust lies: in itself. Its schools' authorities do not reach it."""
    return Reach(trusts=frozenset({trust_id}))


def _in(where: Places) -> Q:
    if where.everywhere:
        return Q()
    return Q(pk__in=where.schools) | Q(trust_id__in=where.trusts) | Q(authority_id__in=where.authorities)


def visible_schools(*, actor: Actor, action: Action = Action.SEE_ORGANISATION) -> tuple[SchoolFacts, ...]:
    """The schools over which the actor may do the action, by name. Empty where there is none.

    A membership in a group reaches no school here: those who hold one see their groups.
    """
    where = places(actor, action)
    return _by_name(School.objects.filter(_in(where)))


def visible_trusts(*, actor: Actor, action: Action = Action.SEE_ORGANISATION) -> tuple[TrustFacts, ...]:
    """The trusts over which the actor may do the action, by name."""
    where = places(actor, action)
    rows = Trust.objects.filter(Q() if where.everywhere else Q(pk__in=where.trusts)).order_by("name", "pk")
    return tuple(TrustFacts(row.pk, row.uid, row.name) for row in rows)


def visible_authorities(*, actor: Actor, action: Action = Action.SEE_ORGANISATION) -> tuple[AuthorityFacts, ...]:
    """The authorities over which the actor may do the action, by name."""
    where = places(actor, action)
    rows = Authority.objects.filter(Q() if where.everywhere else Q(pk__in=where.authorities)).order_by("name", "pk")
    return tuple(AuthorityFacts(row.pk, row.code, row.name) for row in rows)


def place(scope: str, scope_id: int) -> tuple[str, Reach]:
    """The name and the reach of an authority ("la"), a trust or a school. Raises OutOfReachError."""
    if scope == "school":
        return school(scope_id).name, reach_of_school(scope_id)
    if scope == "trust":
        return trust(scope_id).name, reach_of_trust(scope_id)
    if scope == "la":
        return authority(scope_id).name, reach_of_authority(scope_id)
    raise OutOfReachError(_NOWHERE)
