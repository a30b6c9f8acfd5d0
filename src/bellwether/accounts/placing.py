"""Where memberships lie: the reach of a place, its chain in the trail, its name, the places that one manages."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from django.db.models import Q
from django.utils.translation import gettext

from bellwether.accounts.facts import Place
from bellwether.core.access import Action, Places, Reach, Scope, places
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.accounts.models import MembershipRow
    from bellwether.core.access import Actor

__all__ = ["chain_of", "in_reach", "managed_places", "named", "parse_place", "reach_of", "school_within"]


def reach_of(scope: Scope, scope_id: int, *, on: date, within_school_id: int | None = None) -> Reach:
    """Where a place lies on a day. within_school_id: a school that it lay in before, so that nothing is orphaned.

    Raises OutOfReachError where there is no such place.
    """
    match scope:
        case Scope.AUTHORITY:
            reach = organisations.reach_of_authority(scope_id)
        case Scope.TRUST:
            reach = organisations.reach_of_trust(scope_id)
        case Scope.SCHOOL:
            reach = organisations.reach_of_school(scope_id)
        case Scope.GROUP:
            reach = people.reach_of_group(scope_id)
        case Scope.PUPIL:
            reach = people.reach_of_pupil(scope_id, on=on)
        case _:
            assert_never(scope)
    return reach if within_school_id is None else reach | organisations.reach_of_school(within_school_id)


def school_within(scope: Scope, reach: Reach) -> int | None:
    """The school that a group or a pupil lies in (of several, the first made); None for other places."""
    return min(reach.schools, default=None) if scope in (Scope.GROUP, Scope.PUPIL) else None


def chain_of(scope: Scope, scope_id: int, *, within_school_id: int | None) -> str:
    """The chain of the trail in which events about a membership are written."""
    if scope in (Scope.GROUP, Scope.PUPIL):
        return "system" if within_school_id is None else f"school:{within_school_id}"
    return f"{scope.value}:{scope_id}"


def parse_place(text: str) -> tuple[Scope, int] | None:
    """A place as addresses write it ("school:3"); None where it is none."""
    scope, _, number = text.partition(":")
    known = {one.value: one for one in Scope}
    return (known[scope], int(number)) if scope in known and number.isdecimal() and number.isascii() else None


def managed_places(actor: Actor, action: Action = Action.MANAGE_ACCOUNTS) -> tuple[Place, ...]:
    """The authorities, trusts and schools over which the actor may do the action, each kind by name. Three queries."""
    return (
        *(
            Place(Scope.AUTHORITY, one.id, one.name)
            for one in organisations.visible_authorities(actor=actor, action=action)
        ),
        *(Place(Scope.TRUST, one.id, one.name) for one in organisations.visible_trusts(actor=actor, action=action)),
        *(Place(Scope.SCHOOL, one.id, one.name) for one in organisations.visible_schools(actor=actor, action=action)),
    )


def in_reach(actor: Actor, action: Action = Action.MANAGE_ACCOUNTS) -> Q:
    """The memberships in places over which the actor may do the action."""
    where = places(actor, action)
    if where.everywhere:
        return Q()
    schools = _schools_in(where, actor=actor, action=action)
    return (
        Q(scope=Scope.AUTHORITY, scope_id__in=where.authorities)
        | Q(scope=Scope.TRUST, scope_id__in=where.trusts)
        | Q(scope=Scope.SCHOOL, scope_id__in=schools)
        | Q(within_school_id__in=schools)
    )


def _schools_in(where: Places, *, actor: Actor, action: Action) -> frozenset[int]:
    if not (where.authorities or where.trusts):
        return where.schools
    return frozenset(one.id for one in organisations.visible_schools(actor=actor, action=action))


def named(rows: Iterable[MembershipRow], *, actor: Actor) -> dict[tuple[str, int], str]:
    """The names of the places of memberships, by scope and id. Few queries for each school among them.

    A pupil whom the actor may not see is named by no name; so is a class of an earlier year.
    """
    rows = list(rows)

    def ids(scope: Scope) -> set[int]:
        return {row.scope_id for row in rows if row.scope == scope.value}

    found: dict[tuple[str, int], str] = {}
    found |= {
        (Scope.AUTHORITY.value, key): one.name for key, one in organisations.authorities(ids(Scope.AUTHORITY)).items()
    }
    found |= {(Scope.TRUST.value, key): one.name for key, one in organisations.trusts(ids(Scope.TRUST)).items()}
    within = {row.within_school_id for row in rows if row.within_school_id is not None}
    schools = organisations.schools(ids(Scope.SCHOOL) | within)
    found |= {(Scope.SCHOOL.value, key): one.name for key, one in schools.items()}
    if ids(Scope.GROUP):
        found |= _group_names(schools, actor=actor)
    if ids(Scope.PUPIL):
        pupils = people.names(ids(Scope.PUPIL), actor=actor, on=actor.on)
        found |= {(Scope.PUPIL.value, key): name for key, name in pupils.items()}
    missing = {Scope.GROUP.value: gettext("a class of another year"), Scope.PUPIL.value: gettext("one pupil")}
    return {(row.scope, row.scope_id): found.get((row.scope, row.scope_id), missing.get(row.scope, "")) for row in rows}


def _group_names(schools: Iterable[int], *, actor: Actor) -> dict[tuple[str, int], str]:
    year = academic_year_of(actor.on)
    where = places(actor, Action.SEE_ORGANISATION)
    reaches = organisations.reaches_of_schools(schools)
    return {
        (Scope.GROUP.value, one.id): one.name
        for school_id, reach in reaches.items()
        if where.covers(reach)
        for one in people.groups(school_id, year=year, actor=actor)
    }
