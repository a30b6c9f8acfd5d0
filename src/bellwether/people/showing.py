"""Gathers what the pages of this room show, after asking who may see it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action, may, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as places
from bellwether.people import selectors, services
from bellwether.people.asking.common import enrollable
from bellwether.people.contact_rules import contact_rules
from bellwether.people.pages.groups import GroupPage, GroupsPage
from bellwether.people.pages.lists import DuplicatesPage, FindParentPage, MovesPage, RollPage
from bellwether.people.pages.pupil import Beside, May, PupilPage, SafeguardingPage
from bellwether.ui.pages import Link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.facts import CharacteristicFacts, PupilFacts

__all__ = [
    "duplicates_page",
    "find_parent_page",
    "group_page",
    "groups_page",
    "moves_page",
    "pupil_page",
    "roll_page",
    "safeguarding_page",
]


def _names_of_schools(ids: Iterable[int]) -> dict[int, str]:
    return {one.id: one.name for one in places.schools(ids).values()}


def roll_page(school_id: int, *, actor: Actor, today: date) -> RollPage:
    """The admission register."""
    pupils = selectors.roll(school_id=school_id, on=today, actor=actor)
    reach = places.reach_of_school(school_id)
    routes = (
        (gettext("Groups"), "groups", Action.SEE_ORGANISATION),
        (gettext("Contacts to complete"), "contacts", Action.MANAGE_PUPILS),
        (gettext("Moves between schools"), "moves", Action.MOVE_PUPIL),
        (gettext("Possible duplicates"), "duplicates", Action.MERGE_PEOPLE),
    )
    return RollPage.of(
        places.school(school_id),
        pupils,
        upns=selectors.upns(school_id, actor=actor, on=today),
        links=[
            Link(text, reverse(f"people:{route}", args=[school_id]))
            for text, route, action in routes
            if may(actor, action, reach)
        ],
        may_admit=may(actor, Action.MANAGE_PUPILS, reach),
    )


def groups_page(school_id: int, *, actor: Actor, today: date) -> GroupsPage:
    """The groups of this year."""
    reach = places.reach_of_school(school_id)
    require(actor, Action.SEE_ORGANISATION, reach)
    year = academic_year_of(today)
    return GroupsPage.of(
        places.school(school_id),
        selectors.groups(school_id, year=year, actor=actor),
        sizes=Counter(selectors.group_sizes(school_id, actor=actor, on=today)),
        year=year,
        may_look=may(actor, Action.SEE_PUPIL, reach),
        may_make=may(actor, Action.MANAGE_PUPILS, reach),
        may_begin_year=may(actor, Action.RUN_NEW_YEAR, reach),
    )


def group_page(group_id: int, *, actor: Actor, today: date) -> GroupPage:
    """Who is in a group."""
    reach = selectors.reach_of_group(group_id)
    require(actor, Action.SEE_PUPIL, reach)
    found = selectors.group(group_id, actor=actor)
    return GroupPage.of(
        found,
        places.school(found.school_id),
        selectors.roll(group_id=group_id, on=today, actor=actor),
        may_manage=may(actor, Action.MANAGE_PUPILS, reach),
    )


def moves_page(school_id: int, *, actor: Actor) -> MovesPage:
    """Pupils offered to and from a school."""
    found = selectors.moves(school_id, actor=actor)
    ids = {one.from_school_id for one in found} | {one.to_school_id for one in found}
    return MovesPage.of(places.school(school_id), found, schools=_names_of_schools(ids))


def duplicates_page(school_id: int, *, actor: Actor, today: date) -> DuplicatesPage:
    """Records that may be of one child."""
    return DuplicatesPage.of(
        places.school(school_id),
        selectors.duplicates(school_id, actor=actor, on=today),
        selectors.merges(school_id, actor=actor, on=today),
        selectors.parent_duplicates(school_id, actor=actor, on=today),
    )


def _may(pupil_id: int, *, actor: Actor, today: date) -> May:
    reach = selectors.reach_of_pupil(pupil_id, on=today)
    manages = may(actor, Action.MANAGE_PUPILS, reach)
    return May(
        manage=manages,
        see_family=may(actor, Action.SEE_FAMILY, reach),
        see_safeguarding=may(actor, Action.SEE_SAFEGUARDING, reach),
        follow_up=may(actor, Action.LOG_CONTACT, reach),
        describe=manages and may(actor, Action.SEE_CHARACTERISTICS, reach),
        move=may(actor, Action.MOVE_PUPIL, reach),
        merge=may(actor, Action.MERGE_PEOPLE, reach),
        enrol=False,
    )


def pupil_page(pupil_id: int, *, actor: Actor, today: date) -> PupilPage:
    """A pupil's record, as far as the actor may see it."""
    facts = selectors.pupil(pupil_id, actor=actor, on=today)
    allowed = _may(facts.id, actor=actor, today=today)
    if allowed.manage:
        allowed = replace(allowed, enrol=bool(enrollable(facts, actor=actor)))
    family = selectors.family(facts.id, actor=actor, on=today) if allowed.see_family else None
    beside = Beside(
        schools=_names_of_schools(one.school_id for one in facts.enrolments),
        family=family,
        home=selectors.home_of_pupil(facts.id, actor=actor, on=today) if allowed.see_family else "",
        siblings=selectors.names(family.siblings, actor=actor, on=today) if family else {},
        wanted=_wanted(facts, today),
        characteristics=_all_characteristics(facts, actor=actor),
    )
    return PupilPage.of(facts, beside, may=allowed)


def _all_characteristics(facts: PupilFacts, *, actor: Actor) -> tuple[CharacteristicFacts, ...]:
    """Past and coming ones too, since a figure of a past day is put right there; those of today stand first."""
    if facts.characteristics is None:
        return ()
    return selectors.characteristics([facts.id], actor=actor).get(facts.id, ())


def _wanted(facts: PupilFacts, today: date) -> int:
    current = [one.school_id for one in facts.enrolments if one.ends_on is None]
    return contact_rules(current[0], on=today).wanted if current else 0


def safeguarding_page(pupil_id: int, *, actor: Actor, today: date, now: datetime) -> SafeguardingPage:
    """The restricted part; that it was read is recorded."""
    found = services.read_safeguarding(pupil_id, actor=actor, on=today, now=now)
    facts = selectors.pupil(pupil_id, actor=actor, on=today)
    allowed = _may(pupil_id, actor=actor, today=today)
    people = selectors.family(pupil_id, actor=actor, on=today).people if allowed.see_family else ()
    return SafeguardingPage.of(
        facts, found, people={one.link_id: one.name for one in people}, may_change=allowed.follow_up
    )


def find_parent_page(pupil_id: int, *, query: str, actor: Actor, today: date) -> FindParentPage:
    """Somebody known already, of a brother or sister."""
    reach = selectors.reach_of_pupil(pupil_id, on=today)
    require(actor, Action.MANAGE_PUPILS, reach)
    require(actor, Action.SEE_FAMILY, reach)
    facts = selectors.pupil(pupil_id, actor=actor, on=today)
    found = selectors.find_parents(query, actor=actor, on=today) if query.strip() else ()
    return FindParentPage.of(pupil_id, facts.name, query=query, found=found)
