"""Questions about those around a pupil: parents, contacts, characteristics, professionals."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action, OutOfReachError
from bellwether.organisations.answering import Question
from bellwether.people import selectors, services
from bellwether.people.asking.common import may_over, page_of, pupil_for
from bellwether.people.forms import (
    CharacteristicForm,
    DayForm,
    LinkForm,
    NothingForm,
    OrderForm,
    ParentForm,
    ProfessionalForm,
    ReasonForm,
    SafeContactForm,
)
from bellwether.people.words import characteristic_kind, professional_role, relation_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

    from bellwether.core.access import Actor
    from bellwether.people.facts import ParentFacts

__all__ = [
    "add_characteristic",
    "add_parent",
    "add_professional",
    "change_link",
    "confirm",
    "correct_characteristic",
    "end_link",
    "end_professional",
    "link_parent",
    "merge_parents",
    "order",
    "safe_contact",
]


def _question(pupil_id: int, caption: str, heading: str, **kwargs: Any) -> Question:  # noqa: ANN401  (the fields of Question)
    page = page_of(pupil_id)
    return Question(
        heading, then=page, back=kwargs.pop("back", page), button=kwargs.pop("button", gettext("Save")),
        done=kwargs.pop("done", gettext("Saved.")), caption=caption, title=kwargs.pop("title", heading), **kwargs,
    )  # fmt: skip


def _person(pupil_id: int, link_id: int, *, actor: Actor) -> ParentFacts:
    for one in selectors.family(pupil_id, actor=actor, on=actor.on).people:
        if one.link_id == link_id:
            return one
    raise OutOfReachError(Action.SEE_FAMILY)


def _next_place(pupil_id: int, *, actor: Actor) -> int:
    return len(selectors.family(pupil_id, actor=actor, on=actor.on).contacts) + 1


def add_parent(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """A parent or contact who is in no record yet."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)
    form = ParentForm(data, initial={"contact_order": _next_place(pupil_id, actor=actor)})

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.add_parent(pupil_id, asked=form.parent(), link=form.link(), from_on=actor.on, actor=actor, now=now)

    words = (
        gettext(
            "In law a parent is anyone with parental responsibility and anyone who has care of the child, whoever "
            "they are and wherever they live."
        ),
    )
    return _question(pupil_id, facts.name, gettext("Add a parent or contact"), form=form, act=act, words=words)


def link_parent(pupil_id: int, parent_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """A parent who is known already, of a brother or sister."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)
    name = selectors.parent_name(parent_id, actor=actor, on=actor.on)
    form = LinkForm(data, initial={"contact_order": _next_place(pupil_id, actor=actor)})

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.link_parent(pupil_id, parent_id=parent_id, link=form.link(), from_on=actor.on, actor=actor, now=now)

    back = reverse("people:find-parent", args=[pupil_id])
    return _question(pupil_id, facts.name, gettext("Add a known person"), form=form, act=act, words=(name,), back=back)


def change_link(pupil_id: int, link_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """How a parent or contact is reached, and what they are to the pupil."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)
    one = _person(pupil_id, link_id, actor=actor)
    lines, postcode = selectors.address_of_parent(link_id, actor=actor, on=actor.on)
    form = ParentForm(data, initial={**asdict(one), "address": lines, "postcode": postcode})

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.change_parent_of(link_id, asked=form.parent(), link=form.link(), actor=actor, now=now)

    words = (gettext("What is changed about the person holds for all their children."),)
    return _question(
        pupil_id, facts.name, one.name, form=form, act=act, words=words, title=gettext("A parent or contact")
    )


def end_link(pupil_id: int, link_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Somebody is no longer of the family."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)
    one = _person(pupil_id, link_id, actor=actor)
    form = DayForm(data, label=gettext("Last day"), asks_why=True, initial={"day": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.end_link(link_id, last_day=answers["day"], reason=answers["reason"], actor=actor, now=now)

    heading = gettext("Take %(name)s off the list") % {"name": one.name}
    return _question(
        pupil_id, facts.name, heading, form=form, act=act, style="warning", words=(relation_words(one.relation),),
        button=gettext("Take off"), title=gettext("Take a contact off the list"),
    )  # fmt: skip


def order(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """In which order contacts are called."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)
    form = OrderForm(data, people=selectors.family(pupil_id, actor=actor, on=actor.on).people)

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.order_contacts(pupil_id, link_ids=form.link_ids(), actor=actor, now=now)

    words = (gettext("1 is called first. Empty a place for somebody who is not called."),)
    return _question(pupil_id, facts.name, gettext("Calling order"), form=form, act=act, words=words)


def confirm(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """The family says that its details are right."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_FAMILY, actor=actor)
    form = DayForm(data, label=gettext("When did the family say so?"), latest=actor.on, initial={"day": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.confirm_contacts(pupil_id, on=answers["day"], actor=actor, now=now)

    words = (gettext("Read every number and address out to the family first, and change what is wrong."),)
    return _question(
        pupil_id, facts.name, gettext("Confirm the contacts"), form=form, act=act, words=words,
        button=gettext("They are right"), done=gettext("The contacts are confirmed."),
    )  # fmt: skip


def safe_contact(pupil_id: int, link_id: int, data: QueryDict | None, *, actor: Actor, now: datetime) -> Question:
    """How somebody must not be reached. Looking at the note is recorded."""
    facts = pupil_for(pupil_id, Action.SEE_SAFEGUARDING, Action.LOG_CONTACT, Action.SEE_FAMILY, actor=actor)
    one = _person(pupil_id, link_id, actor=actor)
    notes = services.read_safeguarding(pupil_id, actor=actor, on=actor.on, now=now).safe_contacts
    form = SafeContactForm(data, initial={"note": notes.get(link_id, "")})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.set_safe_contact(link_id, note=answers["note"], actor=actor, now=now)

    heading = gettext("Safe contact with %(name)s") % {"name": one.name}
    return _question(pupil_id, facts.name, heading, form=form, act=act, title=gettext("Safe contact"))


def merge_parents(pupil_id: int, kept_id: int, merged_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Two records of one parent."""
    facts = pupil_for(pupil_id, Action.MERGE_PEOPLE, Action.SEE_FAMILY, actor=actor)
    names = [selectors.parent_name(one, actor=actor, on=actor.on) for one in (kept_id, merged_id)]

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.merge_parents(kept_id, merged_id=merged_id, reason=answers["reason"], actor=actor, now=now)

    words = (
        gettext("%(merged)s becomes part of %(kept)s.") % {"kept": names[0], "merged": names[1]},
        gettext("They must share a number, an e-mail address or an address: a name alone is not enough."),
    )
    return _question(
        pupil_id, facts.name, gettext("Make two records of a parent one"), form=ReasonForm(data), act=act, words=words,
        style="warning", button=gettext("Merge"),
    )  # fmt: skip


def add_characteristic(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Something about the pupil from a day on."""
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_CHARACTERISTICS, actor=actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.add_characteristic(pupil_id, **answers, actor=actor, now=now)

    form = CharacteristicForm(data, initial={"from_on": actor.on})
    return _question(facts.id, facts.name, gettext("Add a characteristic"), form=form, act=act)


def correct_characteristic(characteristic_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """What was written was wrong, or has ended."""
    pupil_id, one = services.characteristic(characteristic_id, actor=actor)
    facts = pupil_for(pupil_id, Action.MANAGE_PUPILS, Action.SEE_CHARACTERISTICS, actor=actor)
    form = CharacteristicForm(data, is_known=True, initial=asdict(one))

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.correct_characteristic(characteristic_id, **answers, actor=actor, now=now)

    words = (
        gettext("Figures of past days follow what you write here, by its days. What was written before stays known."),
    )
    return _question(pupil_id, facts.name, characteristic_kind(one.kind), form=form, act=act, words=words)


def add_professional(pupil_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Somebody works with the child."""
    facts = pupil_for(pupil_id, Action.SEE_SAFEGUARDING, Action.LOG_CONTACT, actor=actor)
    form = ProfessionalForm(data, initial={"from_on": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.add_professional(pupil_id, asked=form.professional(), from_on=answers["from_on"], actor=actor, now=now)

    back = reverse("people:safeguarding", args=[pupil_id])
    return _question(pupil_id, facts.name, gettext("Add a professional"), form=form, act=act, back=back)


def end_professional(pupil_id: int, link_id: int, data: QueryDict | None, *, actor: Actor, now: datetime) -> Question:
    """Somebody works with the child no longer. Looking at who it is is recorded."""
    facts = pupil_for(pupil_id, Action.SEE_SAFEGUARDING, Action.LOG_CONTACT, actor=actor)
    found = services.read_safeguarding(pupil_id, actor=actor, on=actor.on, now=now).professionals
    one = next((each for each in found if each.link_id == link_id and each.to_on is None), None)
    if one is None:
        raise OutOfReachError(Action.SEE_SAFEGUARDING)
    form = DayForm(data, label=gettext("Last day"), initial={"day": actor.on})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.end_professional(link_id, last_day=answers["day"], actor=actor, now=now)

    back = reverse("people:safeguarding", args=[pupil_id])
    return _question(
        pupil_id, facts.name, gettext("End the work of a professional"), form=form, act=act, back=back,
        button=gettext("End"), words=(f"{one.name}, {professional_role(one.role)}",),
    )  # fmt: skip


def unmerge(merge_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Take a merge of pupils or of parents apart."""
    found = selectors.merge(merge_id, actor=actor, on=actor.on)
    act = partial(_unmerge, merge_id, actor)
    of_pupils = (
        gettext("What moved to this record moves back, and both are on roll again."),
        gettext("Marks made meanwhile stay with this record: put them right as amendments."),
    )
    of_parents = (gettext("Each child goes back to the parent's record that it was tied to before."),)
    if found.kind == "pupil":
        may_over(found.kept_id, Action.MERGE_PEOPLE, actor=actor)
    page = page_of(found.kept_id) if found.kind == "pupil" else reverse("desk:search")
    heading = gettext("Undo a merge")
    return Question(
        heading, NothingForm(data), act, then=page, back=page, button=gettext("Take them apart"), style="warning",
        done=gettext("The records are two again."), caption=found.kept_name, title=heading,
        words=of_pupils if found.kind == "pupil" else of_parents,
    )  # fmt: skip


def _unmerge(merge_id: int, actor: Actor, _answers: Mapping[str, Any], now: datetime) -> None:
    services.unmerge(merge_id, actor=actor, now=now)
