"""The page of one family, for whoever calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from bellwether.monitor.kinds import Kind, Outcome
from bellwether.monitor.pages.words import away_tags, since_words, step_tag, what_happened
from bellwether.people.kinds import PROFESSIONALS, RELATIONS
from bellwether.people.words import language_words, telephone_words
from bellwether.registers.pages.words import code_label, long_day
from bellwether.ui.pages import Action, Card, Colour, Fact, Identity, Line, Link, Tag, TimelineItem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms import BaseForm
    from django.utils.safestring import SafeString

    from bellwether.monitor.facts import AttemptFacts, CallFacts, ProposalFacts
    from bellwether.people.facts import ParentFacts
    from bellwether.people.services import Safeguarding

__all__ = ["FamilyPage", "NotesPage", "Proposal"]

_MESSAGES = (Kind.TEXT, Kind.EMAIL)


@dataclass(frozen=True)
class Proposal:
    """A proposed mark with what can be done about it."""

    text: str
    reason: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Reply:
    """A message that may have been answered, with the form for the answer."""

    title: str
    href: str
    form: BaseForm


@dataclass(frozen=True)
class FamilyPage:
    """Who is away, whom to call, what was tried, what is proposed."""

    href: str
    back: str
    children: tuple[Identity, ...]
    steps: tuple[Tag, ...]
    contacts: tuple[tuple[Card, tuple[Line, ...], tuple[Action, ...]], ...]
    notes: Link | None
    ask_first: bool
    tell: tuple[Action, ...]
    proposals: tuple[Proposal, ...]
    past: tuple[TimelineItem, ...]
    replies: tuple[Reply, ...]
    lists: tuple[Link, ...]
    may_follow_up: bool

    @classmethod
    def of(
        cls, facts: CallFacts, pupil_id: int, *, answer: Callable[[AttemptFacts], BaseForm] | None = None
    ) -> FamilyPage:
        """The page of a family, named by one of its children. answer: the form for what they answered to a message."""
        day, call = facts.today, facts.call
        steps = {tag.text: tag for one in (call.children if call else ()) for tag in map(step_tag, one.place.steps)}
        return cls(
            href=reverse("monitor:call", args=[day.school_id, pupil_id]),
            back=reverse("monitor:board", args=[day.school_id]),
            children=_children(facts),
            steps=tuple(steps.values()),
            contacts=tuple(_contact(one, facts, pupil_id) for one in facts.contacts),
            notes=_notes(facts, pupil_id),
            ask_first=any(one.has_safe_contact for one in facts.contacts) and not facts.reads_safeguarding,
            tell=_tell(facts, pupil_id),
            proposals=tuple(_proposal(one, facts) for one in facts.proposals),
            past=tuple(_item(facts)),
            replies=_replies(facts, answer) if day.may_follow_up and answer else (),
            lists=(*_pages(facts), *(_lists(facts, pupil_id) if day.may_follow_up else ())),
            may_follow_up=day.may_follow_up,
        )


def _children(facts: CallFacts) -> tuple[Identity, ...]:
    away = {one.pupil.id: one for one in facts.call.children} if facts.call else {}
    found = []
    for one in facts.children:
        known = away.get(one.id)
        state = since_words(known, today=facts.today.on) if known else gettext("not on today's list")
        found.append(
            Identity(
                one.name,
                facts=(Fact(gettext("Class"), one.group_name), Fact(gettext("Away"), state)),
                tags=away_tags(known) if known else (),
            )
        )
    return tuple(found)


def _number(text: str) -> SafeString:
    return format_html('<a class="govuk-link" href="tel:{}">{}</a>', text, telephone_words(text))


def _contact(one: ParentFacts, facts: CallFacts, pupil_id: int) -> tuple[Card, tuple[Line, ...], tuple[Action, ...]]:
    numbers = [_number(each) for each in (one.telephone, one.other_telephone) if each]
    tags = [Tag(gettext("Parental responsibility or care"), Colour.BLUE)] if one.is_parent else []
    if one.needs_interpreter:
        tags.append(Tag(gettext("Interpreter needed"), Colour.ORANGE))
    if one.has_safe_contact:
        tags.append(Tag(gettext("Safe-contact note"), Colour.RED))
    lines = [Line(gettext("Who"), str(RELATIONS.get(one.relation, one.relation)), tags=tuple(tags))]
    if numbers:
        lines.append(Line(gettext("Telephone"), format_html_join(", ", "{}", ((each,) for each in numbers))))
    if one.email:
        lines.append(Line(gettext("E-mail"), one.email))
    if one.language != "en":
        lines.append(Line(gettext("Language"), language_words(one.language)))
    return Card(one.name), tuple(lines), _sends(one, facts, pupil_id)


def _sends(one: ParentFacts, facts: CallFacts, pupil_id: int) -> tuple[Action, ...]:
    if facts.call is None or not facts.today.may_follow_up:
        return ()
    href = reverse("monitor:message", args=[facts.today.school_id])
    common = (
        ("parent", str(one.id)),
        ("back", str(pupil_id)),
        *(("pupil", str(child)) for child in facts.call.pupil_ids),
    )
    found = []
    if one.telephone or one.other_telephone:
        text = (("medium", Kind.TEXT.value), *common)
        found.append(Action(gettext("Text"), href, about=one.name, post=True, fields=text))
    if one.email:
        mail = (("medium", Kind.EMAIL.value), *common)
        found.append(Action(gettext("E-mail"), href, about=one.name, post=True, fields=mail))
    return tuple(found)


def _notes(facts: CallFacts, pupil_id: int) -> Link | None:
    if not facts.reads_safeguarding:
        return None
    return Link(
        gettext("Read safe-contact notes and professionals (the reading is recorded)"),
        reverse("monitor:notes", args=[facts.today.school_id, pupil_id]),
    )


def _tell(facts: CallFacts, pupil_id: int) -> tuple[Action, ...]:
    if facts.call is None or not facts.today.may_follow_up or not any(one.must_tell for one in facts.call.children):
        return ()
    fields = (("back", str(pupil_id)), *(("pupil", str(one)) for one in facts.call.pupil_ids))
    href = reverse("monitor:tell", args=[facts.today.school_id])
    return (Action(gettext("Tell those who must hear of it today"), href, post=True, fields=fields),)


def _proposal(one: ProposalFacts, facts: CallFacts) -> Proposal:
    name = next((child.name for child in facts.children if child.id == one.pupil_id), "")
    text = gettext("%(name)s, %(day)s: %(code)s %(words)s") % {
        "name": name,
        "day": long_day(one.on),
        "code": one.code,
        "words": code_label(one.code, on=one.on),
    }
    href = reverse("monitor:decide", args=[one.id])
    found = []
    if facts.today.may_amend:
        found.append(
            Action(gettext("Put it in the register"), href, name, "", post=True, fields=(("decision", "day"),))
        )
        away = (
            next((each for each in facts.call.children if each.pupil.id == one.pupil_id), None) if facts.call else None
        )
        if away is not None and away.since[0] < one.on:
            fields = (("decision", "absence"),)
            found.append(Action(gettext("For every day of this absence"), href, name, post=True, fields=fields))
    if facts.today.may_follow_up:
        found.append(Action(gettext("Do not take it over"), href, name, post=True, fields=(("decision", "decline"),)))
    return Proposal(text, one.reason, tuple(found))


def _names(facts: CallFacts) -> dict[int, str]:
    return {one.id: one.name for one in facts.contacts}


def _item(facts: CallFacts) -> list[TimelineItem]:
    names = _names(facts)
    return [
        TimelineItem(
            what_happened(one),
            one.at,
            one.by,
            "\n".join(part for part in (names.get(one.parent_id or 0, ""), one.note) if part),
            colour=Colour.RED if one.outcome == Outcome.FAILED else Colour.PLAIN,
        )
        for one in facts.past
    ]


def _replies(facts: CallFacts, answer: Callable[[AttemptFacts], BaseForm]) -> tuple[Reply, ...]:
    names = _names(facts)
    return tuple(
        Reply(
            gettext("Answer from %(name)s to the message of %(day)s")
            % {"name": names.get(one.parent_id or 0, gettext("the family")), "day": long_day(one.on)},
            reverse("monitor:reply", args=[facts.today.school_id, one.id]),
            answer(one),
        )
        for one in facts.past
        if one.message_id is not None and one.kind in _MESSAGES and one.outcome in (Outcome.SENT, Outcome.DELIVERED)
    )


def _pages(facts: CallFacts) -> tuple[Link, ...]:
    """What is known of each child, on their own page."""
    return tuple(
        Link(gettext("Everything about %(name)s") % {"name": one.name}, reverse("desk:pupil", args=[one.id]))
        for one in facts.children
    )


def _lists(facts: CallFacts, pupil_id: int) -> tuple[Link, ...]:
    return (
        Link(gettext("Put on the quiet list"), reverse("monitor:quiet-add", args=[facts.today.school_id, pupil_id])),
        Link(gettext("Offer a word before the bell"), reverse("monitor:nudge", args=[facts.today.school_id, pupil_id])),
    )


@dataclass(frozen=True)
class NotesPage:
    """What only some may read: how not to reach whom, and the professionals around a child."""

    back: str
    safe: tuple[Line, ...]
    professionals: tuple[Line, ...]

    @classmethod
    def of(cls, found: Safeguarding, *, names: Mapping[int, str], school_id: int, pupil_id: int) -> NotesPage:
        """names: of the people at home, by the link that ties them to the pupil."""
        return cls(
            back=reverse("monitor:call", args=[school_id, pupil_id]),
            safe=tuple(Line(names.get(link, gettext("Contact")), note) for link, note in found.safe_contacts.items()),
            professionals=tuple(
                Line(
                    gettext("%(name)s, %(role)s") % {"name": one.name, "role": PROFESSIONALS.get(one.role, one.role)},
                    format_html_join(", ", "{}", ((each,) for each in (
                        _number(one.telephone) if one.telephone else "", one.email) if each)),
                )
                for one in found.professionals
            ),
        )  # fmt: skip
