"""Questions about one pupil: names, numbers, home, group, leaving, moving, a death."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action, OutOfReachError
from bellwether.organisations import selectors as places
from bellwether.organisations.answering import Question
from bellwether.people import selectors, services
from bellwether.people.asked import Placement
from bellwether.people.asking.common import enrollable, groups_of, page_of, pupil_for
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.forms import (
    DayForm,
    DetailsForm,
    EnrolAgainForm,
    GroupPlaceForm,
    HomeForm,
    LeaveForm,
    NameForm,
    OfferForm,
    ReasonForm,
    UpnForm,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

    from bellwether.core.access import Actor
    from bellwether.people.facts import EnrolmentFacts, PupilFacts

__all__ = [
    "details",
    "died",
    "enrol",
    "home",
    "leave",
    "leave_group",
    "name",
    "offer",
    "put_in_group",
    "upn",
    "withdraw_death",
]


def _question(facts: PupilFacts, heading: str, **kwargs: Any) -> Question:  # noqa: ANN401  (the fields of Question)
    page = page_of(facts.id)
    return Question(
        heading, then=kwargs.pop("then", page), back=page, button=kwargs.pop("button", gettext("Save")),
        done=kwargs.pop("done", gettext("Saved.")), caption=facts.name, title=heading, **kwargs,
    )  # fmt: skip


def name(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Other names from a day on."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    initial = {
        field: getattr(facts, field)
        for field in ("legal_forename", "middle_names", "legal_surname", "known_forename", "known_surname")
    }
    form = NameForm(data, initial={**initial, "from_on": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        asked = form.names(sex=facts.sex, born_on=facts.born_on)
        services.change_name(
            facts.id, asked=asked, from_on=answers["from_on"], reason=answers["reason"], actor=actor, now=now
        )

    words = (gettext("The former names stay on record, and a search for them still finds the pupil."),)
    return _question(facts, gettext("Change names"), form=form, act=act, words=words)


def upn(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Another number from a day on."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.change_upn(facts.id, upn=answers["upn"], from_on=answers["from_on"], actor=actor, now=now)

    form = UpnForm(data, initial={"from_on": actor.on})
    return _question(facts, gettext("Change the UPN"), form=form, act=act)


def details(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Sex or date of birth were wrong."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.correct_details(facts.id, sex=answers["sex"], born_on=answers["born_on"], actor=actor, now=now)

    form = DetailsForm(data, initial={"sex": facts.sex, "born_on": facts.born_on})
    return _question(facts, gettext("Correct sex or date of birth"), form=form, act=act)


def home(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Where the pupil lives from a day on."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.set_home(
            facts.id, lines=answers["lines"], postcode=answers["postcode"], from_on=answers["from_on"], actor=actor,
            now=now,
        )  # fmt: skip

    form = HomeForm(data, initial={"from_on": actor.on})
    return _question(facts, gettext("Change the address"), form=form, act=act)


def _current(facts: PupilFacts, enrolment_id: int) -> EnrolmentFacts:
    for one in facts.enrolments:
        if one.id == enrolment_id and one.ends_on is None:
            return one
    raise OutOfReachError(Action.MANAGE_PUPILS)


def put_in_group(pupil_id: int, enrolment_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """A place in a group of the school of one enrolment."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    enrolment = _current(facts, enrolment_id)
    school = places.school(enrolment.school_id)
    initial = {"from_on": actor.on, "nc_year": facts.nc_year, "group": facts.group.id if facts.group else None}
    form = GroupPlaceForm(
        data, groups=groups_of(school.id, on=actor.on, actor=actor), years=school.years, initial=initial
    )

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.put_in_group(
            facts.id, group_id=answers["group"], nc_year=answers["nc_year"], from_on=answers["from_on"], actor=actor,
            now=now, attends=form.pattern(),
        )  # fmt: skip

    return _question(facts, gettext("Change the group"), form=form, act=act)


def leave(pupil_id: int, enrolment_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Delete a name from the admission register."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    enrolment = _current(facts, enrolment_id)
    grounds = services.grounds(enrolment.school_id, on=actor.on, actor=actor)
    form = LeaveForm(data, grounds=grounds, initial={"last_day": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.leave(
            enrolment_id, last_day=answers["last_day"], ground=answers["ground"], actor=actor, now=now,
            destination=answers["destination"], enquiries=form.enquiries(),
        )  # fmt: skip

    words = (
        gettext("A name is deleted only on one of these grounds. Tell the authority as soon as the ground is met."),
    )
    return _question(
        facts, gettext("Delete from the admission register"), form=form, act=act, words=words, style="warning",
        button=gettext("Delete the name"), done=gettext("The pupil leaves the roll after that day."),
    )  # fmt: skip


def offer(pupil_id: int, enrolment_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Offer the pupil to another school."""
    facts = pupil_for(pupil_id, Action.MOVE_PUPIL, actor=actor)
    enrolment = _current(facts, enrolment_id)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        found = places.school_by_urn(answers["urn"])
        if found is None:
            raise PeopleRefusedError(gettext("No school with this URN uses this service"), field="urn")
        services.offer_move(
            facts.id, from_school=enrolment.school_id, to_school=found.id, starts_on=answers["starts_on"], actor=actor,
            now=now, stays=answers["stays"] == "yes",
        )  # fmt: skip

    words = (
        gettext("The other school sees the name and the date of birth, and accepts or declines. The record follows."),
    )
    return _question(
        facts, gettext("Move to another school, or register at a second one"), form=OfferForm(data), act=act,
        words=words, button=gettext("Offer"),
        done=gettext("The pupil is offered to the other school."),
        then=reverse("people:moves", args=[enrolment.school_id]),
    )  # fmt: skip


def enrol(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Enter a known pupil on a register: back again, or at a second school of the actor's."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    schools = enrollable(facts, actor=actor)
    if not schools:
        raise OutOfReachError(Action.MANAGE_PUPILS)
    form = EnrolAgainForm(data, schools=schools, initial={"starts_on": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        placement = Placement(answers["school"], answers["starts_on"], kind=answers["kind"])
        services.enrol(facts.id, placement=placement, actor=actor, now=now)

    words = (
        gettext("The pupil keeps one record with all that is in it. Put them in a class next."),
        gettext("A school that you do not look after takes a pupil on by an offer instead."),
    )
    return _question(
        facts, gettext("Enter on a school's register"), form=form, act=act, words=words, button=gettext("Enter"),
        done=gettext("The pupil is on the register from the starting day."),
    )  # fmt: skip


def leave_group(pupil_id: int, group_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Take a pupil out of a group."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    group = selectors.group(group_id, actor=actor)
    members = {one.id for one in selectors.roll(group_id=group_id, on=actor.on, actor=actor)}
    if facts.id not in members:
        raise OutOfReachError(Action.MANAGE_PUPILS)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.leave_group(facts.id, group_id=group_id, last_day=answers["day"], actor=actor, now=now)

    form = DayForm(data, label=gettext("Last day in the group"), initial={"day": actor.on})
    page = reverse("people:group", args=[group_id])
    return _question(
        facts, gettext("Take out of %(group)s") % {"group": group.name}, form=form, act=act, then=page,
        button=gettext("Take out"),
        words=(gettext("Without a class a pupil is on no register."),) if group.kind == "registration" else (),
    )  # fmt: skip


def withdraw_death(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """A death was recorded by mistake."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    if facts.died_on is None:
        raise OutOfReachError(Action.MANAGE_PUPILS)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.withdraw_death(facts.id, reason=answers["reason"], actor=actor, now=now)

    words = (
        gettext("The pupil is on every roll and register again, as if nothing had been recorded."),
        gettext("Messages that were stopped stay stopped. Give anybody who works with this child alone the role anew."),
    )
    return _question(
        facts, gettext("The death was recorded by mistake"), form=ReasonForm(data), act=act, words=words,
        style="warning", button=gettext("Take it back"), done=gettext("Taken back."),
    )  # fmt: skip


def died(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Record a death."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, actor=actor)
    if facts.died_on is not None:
        raise OutOfReachError(Action.MANAGE_PUPILS)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.record_death(facts.id, died_on=answers["day"], actor=actor, now=now)

    words = [
        gettext("From today no message is sent to the family, and the pupil is on no list."),
        gettext("The name goes from the admission register today. Marks made before stay as they are.")
        if any(one.ends_on is None for one in facts.enrolments)
        else gettext("The name is on no admission register any more. Marks made before stay as they are."),
    ]
    if same := selectors.likely_same(facts.id, actor=actor, on=actor.on):
        words.append(
            gettext("There may be another record of this child: %(names)s. Record it there too, or messages go on.")
            % {"names": ", ".join(same)}
        )
    form = DayForm(data, label=gettext("Day of death"), latest=actor.on)
    return _question(
        facts, gettext("Record that the pupil has died"), form=form, act=act, words=words, style="warning",
        button=gettext("Record it"), done=gettext("Recorded. All messages and lists have stopped."),
    )  # fmt: skip
