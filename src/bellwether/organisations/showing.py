"""Gathers what the pages of this room show, after asking who may see it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bellwether.core.access import Action, may, places, require, require_somewhere
from bellwether.core.calendar import academic_year_of, columns_in, first_monday
from bellwether.core.policy import load_policy
from bellwether.organisations import selectors
from bellwether.organisations.kinds import kind_for_rules
from bellwether.organisations.pages import (
    CalendarFacts,
    PlacesPage,
    PolicyPage,
    PolicyPlace,
    SchoolPage,
    SetUpPage,
    TimesPage,
    chosen_year,
)
from bellwether.organisations.selectors.rules import NATIONAL_PRESET, layers_of_place

if TYPE_CHECKING:
    from bellwether.core.access import Actor
    from bellwether.organisations.facts import SchoolFacts, UndertakingFacts

__all__ = ["places_page", "policy_page", "school_page", "set_up_page", "times_page"]


def places_page(*, actor: Actor, today: date) -> PlacesPage:
    """The places in reach. Raises NotGrantedError for somebody who sees none anywhere."""
    require_somewhere(actor, Action.SEE_ORGANISATION)
    schools = selectors.visible_schools(actor=actor)
    managed = places(actor, Action.MANAGE_ORGANISATION)
    above = [("la", one.id, one.name) for one in selectors.visible_authorities(actor=actor)]
    above += [("trust", one.id, one.name) for one in selectors.visible_trusts(actor=actor)]
    return PlacesPage.of(
        schools,
        authorities=selectors.authorities(one.authority_id for one in schools),
        trusts=selectors.trusts(one.trust_id for one in schools if one.trust_id is not None),
        above=above,
        may_manage=not managed.is_nowhere(),
        may_add=bool(managed.authorities or managed.trusts),
        today=today,
    )


def _seen(school_id: int, actor: Actor) -> tuple[SchoolFacts, bool]:
    """A school that the actor may see, and whether they manage it."""
    reach = selectors.reach_of_school(school_id)
    require(actor, Action.SEE_ORGANISATION, reach)
    return selectors.school(school_id), may(actor, Action.MANAGE_ORGANISATION, reach)


def school_page(school_id: int, *, year: str, actor: Actor, today: date) -> SchoolPage:
    """One school. year: as the address gives it."""
    found, may_manage = _seen(school_id, actor)
    known = {*selectors.known_years(school_id), academic_year_of(today), academic_year_of(today) + 1}
    chosen = chosen_year(year, known=tuple(known), today=today)
    first = first_monday(chosen)
    trust = selectors.trusts([found.trust_id]).get(found.trust_id) if found.trust_id else None
    return SchoolPage.of(
        found,
        above=(selectors.authority(found.authority_id), trust),
        chain=_chain(school_id),
        calendar=CalendarFacts(
            year=chosen,
            years=tuple(sorted(known)),
            terms=selectors.terms(school_id, chosen),
            closures=selectors.closures(
                school_id, first=first, last=first + timedelta(days=columns_in(chosen) // 2 - 1)
            ),
        ),
        may_manage=may_manage,
        may_close=may(actor, Action.MARK_WHOLE_SCHOOL, selectors.reach_of_school(school_id)),
        gaps=len(selectors.setup_gaps(school_id, actor=actor, today=today)),
    )


def _chain(school_id: int) -> list[tuple[UndertakingFacts, str]]:
    links = selectors.undertakings([school_id])
    others = {one.predecessor_id if one.successor_id == school_id else one.successor_id for one in links}
    names = selectors.schools(others)
    return [
        (one, names[one.predecessor_id if one.successor_id == school_id else one.successor_id].name) for one in links
    ]


def times_page(school_id: int, *, actor: Actor, today: date) -> TimesPage:
    """When registers open and close."""
    found, may_manage = _seen(school_id, actor)
    return TimesPage.of(found, selectors.times_set(school_id), may_manage=may_manage, today=today)


def policy_page(scope: str, scope_id: int, *, actor: Actor, today: date) -> PolicyPage:
    """Every rule in force for a place today."""
    name, reach = selectors.place(scope, scope_id)
    require(actor, Action.SEE_ORGANISATION, reach)
    layers = layers_of_place(scope, scope_id)
    kind = kind_for_rules(selectors.school(scope_id).kind) if scope == "school" else None
    return PolicyPage.of(
        PolicyPlace(scope, scope_id, name, kind, may(actor, Action.MANAGE_ORGANISATION, reach)),
        selectors.policy_of(scope, scope_id),
        load_policy(NATIONAL_PRESET),
        choices=selectors.policy_choices(layers),
        changes=selectors.adjustments(layers),
        on=today,
    )


def set_up_page(school_id: int, *, actor: Actor, today: date) -> SetUpPage:
    """What is unset."""
    found, _may_manage = _seen(school_id, actor)
    return SetUpPage.of(found, selectors.setup_gaps(school_id, actor=actor, today=today))
