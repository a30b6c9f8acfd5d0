"""The words of the messages: each template, its versions, and what it looks like when it is filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext

from bellwether.messages.wording import Medium, fill
from bellwether.messages.words import medium_words, title_of
from bellwether.ui.pages import Cell, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.messages.facts import TemplateFacts
    from bellwether.messages.wording import Wording
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["Preview", "TemplatePage", "TemplatesPage", "WordingPage"]


def _examples(school: SchoolFacts) -> Mapping[str, str | Sequence[str]]:
    """Facts about nobody, to look at words with."""
    return {
        "children": ("Alex", "Sam"),
        "days": gettext("2 days"),
        "dates": gettext("12 to 16 January"),
        "decided_by": gettext("Name, head teacher"),
        "decision": gettext("not granted."),
        "group": "3B",
        "letter": gettext("(the words of the letter)"),
        "link": "https://…",
        "opens": "08:30",
        "reasons": gettext("(the reasons)"),
        "school": school.name,
        "session": gettext("morning"),
        "starts": "08:50",
        "telephone": school.telephone,
        "time": "09:05",
        "tried": gettext("a text at 09:30, a call at 10:00"),
        "what": gettext("marks"),
        "why": gettext("a person has to look at what would change."),
    }


@dataclass(frozen=True)
class Preview:
    """What a message would say."""

    title: str
    tag: Tag
    subject: str
    body: str

    @classmethod
    def of(cls, words: Wording, school: SchoolFacts) -> Preview:
        """Fill the words with examples."""
        facts = _examples(school)
        tag = Tag(gettext("Your own"), "teal") if words.is_own else Tag(gettext("As shipped"), "grey")
        return cls(medium_words(words.medium), tag, fill(words.subject, facts), fill(words.body, facts))


@dataclass(frozen=True)
class TemplatesPage:
    """Every template of a school."""

    heading: str
    caption: str
    back: str
    table: Table

    @classmethod
    def of(cls, found: Sequence[TemplateFacts], *, school: SchoolFacts, may_send: bool) -> TemplatesPage:
        """Lay the list out. may_send: whether the reader has an outbox to go back to."""
        head = (gettext("Message"), gettext("Words"))
        return cls(
            heading=gettext("Words of the messages"),
            caption=school.name,
            back=reverse("messages:outbox") if may_send else reverse("organisations:school", args=[school.id]),
            table=Table(gettext("Templates"), head, tuple(_row(one, school) for one in found), caption_size="hidden"),
        )


def _row(one: TemplateFacts, school: SchoolFacts) -> Row:
    href = reverse("messages:template", args=[school.id, one.key])
    tags = tuple(
        Tag(f"{medium_words(words.medium)}: {gettext('your own') if words.is_own else gettext('as shipped')}", colour)
        for words in one.in_force
        for colour in ["teal" if words.is_own else "grey"]
    )
    return Row((Cell(title_of(one.key), href=href), Cell(tags=tags)))


@dataclass(frozen=True)
class TemplatePage:
    """One template: filled with examples, and its versions."""

    heading: str
    caption: str
    back: str
    previews: tuple[Preview, ...]
    versions: Table
    change: Link | None

    @classmethod
    def of(cls, found: TemplateFacts, *, school: SchoolFacts, may_change: bool) -> TemplatePage:
        """Lay the page out."""
        href = reverse("messages:wording", args=[school.id, found.key])
        head = (gettext("Version"), gettext("Subject"), gettext("Words"), gettext("Read by"))
        return cls(
            heading=title_of(found.key),
            caption=school.name,
            back=reverse("messages:templates", args=[school.id]),
            previews=tuple(Preview.of(words, school) for words in found.in_force),
            versions=Table(gettext("Versions"), head, tuple(_version(words) for words in found.versions)),
            change=Link(gettext("Write your own words"), href) if may_change else None,
        )


def _version(words: Wording) -> Row:
    whose = gettext("your own") if words.is_own else gettext("as shipped")
    read_on = parse_date(words.reviewed_on)
    return Row(
        (
            Cell(f"{medium_words(words.medium)} {words.version}", note=whose),
            Cell(words.subject),
            Cell(words.body or gettext("(back to the words as shipped)")),
            Cell(words.reviewed_by or "-", note=date_format(read_on, "j F Y") if read_on else ""),
        )
    )


@dataclass(frozen=True)
class WordingPage:
    """The form for a school's own words, with the facts that they may use and what stands now."""

    heading: str
    caption: str
    back: str
    placeholders: tuple[str, ...]
    now: tuple[Wording, ...]

    @classmethod
    def of(cls, found: TemplateFacts, *, school: SchoolFacts) -> WordingPage:
        """Lay the page out."""
        return cls(
            heading=gettext("Write your own words: %(title)s") % {"title": title_of(found.key)},
            caption=school.name,
            back=reverse("messages:template", args=[school.id, found.key]),
            placeholders=tuple(f"{{{name}}}" for name in found.facts),
            now=found.in_force,
        )

    def media(self) -> tuple[Medium, ...]:
        """What the message may be sent as."""
        return tuple(words.medium for words in self.now)
