"""The values that travel to and from this room: a letter's words, a letter that was made. All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["LetterFacts", "LetterLine", "LetterPart", "LetterWords", "NewLetter"]


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One part of a letter. kind: heading, text, list (items), or table (head, and rows of as many cells)."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Everything that stands in a letter, in the order in which it is read. sender, recipient, signed: lines."""

    title: str
    language: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    dated: str
    parts: tuple[LetterPart, ...]
    signed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it is kept, and as it goes to be typeset."""
        language, _, region = self.language.partition("-")
        return {
            "title": self.title,
            "language": language,
            "region": region or None,
            "author": self.sender[0],
            "footer": self.sender[0],
            "sender": list(self.sender),
            "recipient": list(self.recipient),
            "dated": self.dated,
            "parts": [
                {
                    "kind": part.kind,
                    "text": part.text,
                    "items": list(part.items),
                    "head": list(part.head),
                    "rows": [list(row) for row in part.rows],
                }
                for part in self.parts
            ],
            "signed": list(self.signed),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> LetterWords:
        """Back from what was kept."""
        parts = tuple(
            LetterPart(
                part["kind"],
                part["text"],
                tuple(part["items"]),
                tuple(part["head"]),
                tuple(tuple(row) for row in part["rows"]),
            )
            for part in kept["parts"]
        )
        return cls(
            title=kept["title"],
            language="-".join(filter(None, (kept["language"], kept["region"]))),
            sender=tuple(kept["sender"]),
            recipient=tuple(kept["recipient"]),
            dated=kept["dated"],
            parts=parts,
            signed=tuple(kept["signed"]),
        )

    def as_text(self) -> str:
        """The letter as plain text, for an e-mail: what is said, without the heads of the page."""
        said = [_as_text(part) for part in self.parts]
        return "\n\n".join([*said, "\n".join(self.signed)])


def _as_text(part: LetterPart) -> str:
    if part.kind == "list":
        return "\n".join(f"- {item}" for item in part.items)
    if part.kind == "table":
        return "\n".join(": ".join(row) for row in part.rows)
    return part.text


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to be made. template: its key. facts: what fills it, text or (for tables) rows of cells.

    about: kind, id and version of what it is about, in the words of the room that asks. to_id: of the parent.
    """

    template: str
    school_id: int
    pupil_id: int
    about: tuple[str, int, int]
    to_id: int
    to_name: str
    recipient: tuple[str, ...]
    signed: tuple[str, ...]
    dated: str
    facts: Mapping[str, str | tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    language: str = "en-GB"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list."""

    id: int
    title: str
    about: tuple[str, int, int]
    to_id: int
    to_name: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One letter as it was made, and by whom, with the post they had."""

    line: LetterLine
    school_id: int
    pupil_id: int
    template_key: str
    template_version: int
    made_by_post: str
    sha256: str
    words: LetterWords
