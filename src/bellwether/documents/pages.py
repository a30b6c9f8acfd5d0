"""A letter on the screen and on paper: the same words as in the file, for whoever reads better here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.documents.wording import template
from bellwether.ui.pages import Cell, Link, Row, Table

if TYPE_CHECKING:
    from bellwether.documents.facts import LetterFacts, LetterPart

__all__ = ["LetterPage", "file_name"]


@dataclass(frozen=True)
class PartShown:
    """One part; of text, heading, items and table what its kind has."""

    text: str = ""
    heading: str = ""
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class LetterPage:
    """The letter, the way to its file, and the way back to what it is about."""

    title: str
    language: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    dated: str
    parts: tuple[PartShown, ...]
    signed: tuple[str, ...]
    made: str
    file: Link
    back: Link

    @classmethod
    def of(cls, facts: LetterFacts, *, made: str) -> LetterPage:
        """The page of a letter. made: when, in words."""
        words, kind = facts.words, template(facts.template_key)
        return cls(
            title=words.title,
            language=words.language,
            sender=words.sender,
            recipient=words.recipient,
            dated=words.dated,
            parts=tuple(map(_part, words.parts)),
            signed=words.signed,
            made=gettext("Made by %(who)s, %(post)s, %(when)s. It stays as it was made.")
            % {"who": facts.line.made_by, "post": facts.made_by_post, "when": made},
            file=Link(gettext("Download as PDF"), reverse("documents:file", args=[facts.line.id])),
            back=Link(gettext(kind.back), reverse(kind.opens, args=[facts.line.about[1]])),
        )


def _part(part: LetterPart) -> PartShown:
    if part.kind == "heading":
        return PartShown(heading=part.text)
    if part.kind == "list":
        return PartShown(items=part.items)
    if part.kind == "table":
        rows = tuple(Row(tuple(Cell(cell) for cell in row)) for row in part.rows)
        return PartShown(table=Table("", part.head, rows, stacks=False))
    return PartShown(text=part.text)


def file_name(facts: LetterFacts) -> str:
    """What the file is called: never a name."""
    return f"{facts.template_key}-{facts.line.id}.pdf"
