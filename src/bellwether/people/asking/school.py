"""Questions about a school's pupils: admitting, groups, moves, duplicates, contacts, the new year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as places
from bellwether.organisations import services as place_services
from bellwether.organisations.answering import Question
from bellwether.people import selectors, services
from bellwether.people.asked import Placement
from bellwether.people.asking.common import groups_of, page_of
from bellwether.people.forms import (
    AcceptForm,
    AdmitForm,
    ChaseForm,
    FillForm,
    GroupForm,
    MergeForm,
    NewYearForm,
    ReasonForm,
    RenameForm,
)
from bellwether.people.pages.groups import plan_tables
from bellwether.people.pages.lists import gaps_table, likeness_table
from bellwether.people.words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import GroupFacts, MoveFacts
    from bellwether.people.new_year import NewYearPlan

__all__ = [
    "accept",
    "admit",
    "contacts",
    "decline",
    "fill_group",
    "make_group",
    "merge",
    "new_year",
    "rename_group",
]


def _school(school_id: int, action: Action, *, actor: Actor) -> SchoolFacts:
    require(actor, action, places.reach_of_school(school_id))
    return places.school(school_id)


def admit(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """A new pupil."""
    found = _school(school_id, Action.MANAGE_PUPILS, actor=actor)
    groups = groups_of(school_id, on=actor.on, actor=actor, kind="registration")
    form = AdmitForm(data, groups=groups, years=found.years, initial={"starts_on": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> str:
        placement = Placement(
            school_id, answers["starts_on"], kind=answers["kind"], group_id=answers["group"], nc_year=answers["nc_year"]
        )
        return page_of(services.admit(form.pupil(), placement=placement, actor=actor, now=now))

    back = reverse("people:roll", args=[school_id])
    return Question(
        gettext("Enter a pupil on the admission register"), form, act, then="", back=back, button=gettext("Enter"),
        done=gettext("The pupil is on the register. Add the family next, and report to the authority in time."),
        caption=found.name,
        words=(gettext("Search first: a pupil who has been here before, or at a school nearby, is in the records."),),
    )  # fmt: skip


def make_group(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """A new group of this year."""
    found = _school(school_id, Action.MANAGE_PUPILS, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        year = academic_year_of(actor.on)
        services.make_group(school_id, year=year, name=answers["name"], kind=answers["kind"], actor=actor, now=now)

    page = reverse("people:groups", args=[school_id])
    return Question(
        gettext("Make a group"), GroupForm(data), act, then=page, back=page, button=gettext("Make it"),
        done=gettext("The group is made."), caption=found.name,
    )  # fmt: skip


def rename_group(group_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Another name for a group."""
    found, school = _group(group_id, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.rename_group(group_id, name=answers["name"], actor=actor, now=now)

    page = reverse("people:group", args=[group_id])
    return Question(
        gettext("Rename the group"), RenameForm(data, initial={"name": found.name}), act, then=page, back=page,
        button=gettext("Save"), done=gettext("The group is renamed."), caption=school.name,
    )  # fmt: skip


def fill_group(group_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Put several pupils into a group: into a class those who have none, into another group anybody."""
    found, school = _group(group_id, actor=actor)
    is_class = found.kind == "registration"
    inside = {one.id for one in selectors.roll(group_id=group_id, on=actor.on, actor=actor)}
    on_roll = selectors.roll(school_id=school.id, on=actor.on, actor=actor)
    choice = [one for one in on_roll if one.id not in inside and not (is_class and one.group_id)]
    form = FillForm(data, pupils=choice, years=school.years, asks_year=is_class, initial={"from_on": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.fill_group(
            group_id, pupil_ids=answers["pupils"], from_on=answers["from_on"], nc_year=answers.get("nc_year"),
            actor=actor, now=now,
        )  # fmt: skip

    page = reverse("people:group", args=[group_id])
    nobody = gettext("Every pupil on roll has a class: change it on the pupil's record.")
    return Question(
        gettext("Put pupils into %(group)s") % {"group": found.name}, form, act, then=page, back=page,
        button=gettext("Put them in") if choice else "", done=gettext("They are in the group."), caption=school.name,
        title=gettext("Put pupils into a group"), words=() if choice else (nobody,),
    )  # fmt: skip


def _group(group_id: int, *, actor: Actor) -> tuple[GroupFacts, SchoolFacts]:
    require(actor, Action.MANAGE_PUPILS, selectors.reach_of_group(group_id))
    found = selectors.group(group_id, actor=actor)
    return found, places.school(found.school_id)


def contacts(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Whose contacts are too few or too old, and whose families were asked."""
    found = _school(school_id, Action.SEE_FAMILY, actor=actor)
    require(actor, Action.MANAGE_PUPILS, places.reach_of_school(school_id))
    gaps = selectors.contact_gaps(school_id, actor=actor, on=actor.on)
    form = ChaseForm(data, gaps=gaps)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.chase_contacts(
            school_id, pupil_ids=answers["pupils"], how=answers["how"], on=actor.on, actor=actor, now=now
        )

    count = ngettext("%(count)s pupil", "%(count)s pupils", len(gaps)) % {"count": len(gaps)}
    page = reverse("people:contacts", args=[school_id])
    return Question(
        gettext("Contacts to complete"), form, act, then=page, back=reverse("people:roll", args=[school_id]),
        button=gettext("Ask them") if gaps else "", caption=found.name,
        done=gettext("Noted. Texts and e-mails are on their way; letters and calls are yours to make."),
        words=(
            count,
            gettext("Too few contacts, none with an e-mail address, or details not confirmed for too long."),
        ),
        tables=(gaps_table(gaps),),
    )  # fmt: skip


def _offered(move_id: int, *, actor: Actor) -> tuple[MoveFacts, SchoolFacts]:
    found = selectors.move(move_id, actor=actor)
    return found, _school(found.to_school_id, Action.MOVE_PUPIL, actor=actor)


def accept(move_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Take on a pupil who is offered."""
    found, school = _offered(move_id, actor=actor)
    groups = groups_of(school.id, on=max(found.starts_on, actor.on), actor=actor, kind="registration")
    form = AcceptForm(data, groups=groups, school=school)

    def act(answers: Mapping[str, Any], now: datetime) -> str:
        services.accept_move(move_id, actor=actor, now=now, group_id=answers["group"], nc_year=answers["nc_year"])
        return page_of(found.pupil_id)

    words = (
        gettext("Starting day: %(day)s. Born %(born)s.")
        % {"day": day_words(found.starts_on), "born": day_words(found.born_on)},
        gettext("Earlier attendance, leave decisions and contacts come along."),
        *(
            (gettext("The pupil stays at the other school as well, which remains the main one."),)
            if found.stays
            else ()
        ),
    )
    return Question(
        gettext("Accept a pupil"), form, act, then="", back=reverse("people:moves", args=[school.id]),
        button=gettext("Accept"), done=gettext("The pupil is on your register from the starting day."),
        caption=found.pupil_name, words=words,
    )  # fmt: skip


def decline(move_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Do not take on a pupil who is offered."""
    found, school = _offered(move_id, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.decline_move(move_id, reason=answers["reason"], actor=actor, now=now)

    page = reverse("people:moves", args=[school.id])
    return Question(
        gettext("Decline a pupil"), ReasonForm(data), act, then=page, back=page, button=gettext("Decline"),
        done=gettext("The other school is told."), caption=found.pupil_name, style="warning",
    )  # fmt: skip


def merge(first_id: int, second_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Two records that may be of one child, beside each other."""
    pair = selectors.compare(first_id, second_id, actor=actor, on=actor.on)
    form = MergeForm(data)
    if not pair.likeness.may_be_twins:
        del form.fields["not_twins"]

    def act(answers: Mapping[str, Any], now: datetime) -> str:
        services.merge_pupils(
            pair.first_id, merged_id=pair.second_id, reason=answers["reason"], actor=actor, now=now,
            not_twins=answers.get("not_twins", False),
        )  # fmt: skip
        return page_of(pair.first_id)

    sides = [selectors.pupil(one, actor=actor, on=actor.on) for one in (pair.first_id, pair.second_id)]
    refused = gettext(
        "These records cannot be merged: a name alone is not enough. They need the same date of birth, and a UPN, an "
        "address or a parent in common."
    )
    return Question(
        gettext("One child, two records?"), form, act, then="", back=page_of(pair.first_id),
        button=gettext("Make them one") if pair.likeness.can_be_merged else "",
        done=gettext("The records are one. It can be undone."), style="warning",
        warning="" if pair.likeness.can_be_merged else refused,
        words=(gettext("The first record is kept. What it lacks comes from the second."),),
        tables=(likeness_table(pair, sides),),
    )  # fmt: skip


def new_year(school_id: int, year: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Everything that a new year brings, shown before it is done."""
    found = _school(school_id, Action.RUN_NEW_YEAR, actor=actor)
    plan = services.plan_new_year(school_id, year=year, actor=actor)
    grounds = services.grounds_for_year(school_id, on=plan.last_day, actor=actor)
    form = NewYearForm(data, plan=plan, grounds=grounds)

    @transaction.atomic
    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        place_services.set_terms(school_id, year=year, asked=form.terms(), actor=actor, now=now)
        services.apply_new_year(school_id, year=year, choices=form.choices(), actor=actor, now=now)

    page = reverse("people:groups", args=[school_id])
    return Question(
        gettext("New year %(first)s to %(last)s") % {"first": year, "last": year + 1}, form, act, then=page,
        back=reverse("organisations:school", args=[school_id]),
        button="" if plan.is_done else gettext("Begin the new year"),
        done=gettext("The new year is prepared."), caption=found.name,
        words=_plan_words(plan), tables=plan_tables(plan), style="warning",
        warning=gettext("Everybody is in a class of that year already: it has been prepared.") if plan.is_done else "",
    )  # fmt: skip


def _plan_words(plan: NewYearPlan) -> tuple[str, ...]:
    return (
        ngettext("%(count)s pupil goes up a year.", "%(count)s pupils go up a year.", len(plan.goes_on))
        % {"count": len(plan.goes_on)},
        ngettext("%(count)s pupil leaves after %(day)s.", "%(count)s pupils leave after %(day)s.", len(plan.leavers))
        % {"count": len(plan.leavers), "day": day_words(plan.last_day)},
        gettext("Cases, targets and agreements carry over. Nothing is written until you press the button below."),
    )
