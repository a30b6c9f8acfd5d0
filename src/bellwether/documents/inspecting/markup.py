"""Reading the markup of an office file: no entity, no type declaration, nothing fetched, and an end to it.

Names come as "{namespace}name", once every escape and every encoding has been read, so that no rule depends on how
something is spelt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bellwether.documents.errors import FileRefusedError, RefusedFor

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["XML", "Budget", "Handler", "is_followed_by_a_person", "listed", "read_markup", "split"]

XML: Final = "http://www.w3.org/XML/1998/namespace"
_DEEPEST: Final = 200
"""Elements inside each other: tables in tables in text boxes come to fifty."""
_MOST_ELEMENTS: Final = 400_000
"""In one file: a letter has some hundreds, a report of a hundred pages some tens of thousands."""
_ADDRESSES: Final = ("https://", "http://", "mailto:", "tel:", "#")


class Handler(Protocol):
    """What is told of each element, in the order of the file."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def data(self, text: str) -> None:
        """Words."""

    def end(self, tag: str) -> None:
        """An element ends."""


@dataclass
class Budget:
    """How many elements may still come, over all parts of one file."""

    left: int = _MOST_ELEMENTS


class _Bounded:
    """Passes on what comes, until it is too much or too deep."""

    def __init__(self, handler: Handler, budget: Budget) -> None:
        self.handler, self.budget, self.depth = handler, budget, 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.budget.left -= 1
        if self.depth > _DEEPEST or self.budget.left < 0:
            raise FileRefusedError(RefusedFor.TOO_MUCH)
        self.handler.start(tag, attributes)

    def data(self, text: str) -> None:
        self.handler.data(text)

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.handler.end(tag)

    def pi(self, _target: str, _data: str) -> None:
        raise FileRefusedError(RefusedFor.ACTIVE)  # an instruction to a program, such as a style sheet to fetch

    def close(self) -> None:
        """Nothing is kept, so nothing is handed back."""


def read_markup(data: bytes, handler: Handler, *, budget: Budget) -> None:
    """Tell the handler of each element. Raises FileRefusedError: broken, declared types or entities, or too much."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    parser = DefusedXMLParser(target=_Bounded(handler, budget), forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise FileRefusedError(RefusedFor.ACTIVE) from None
    except (ParseError, UnicodeError, LookupError):
        raise FileRefusedError(RefusedFor.BROKEN) from None


def listed(words: str) -> frozenset[str]:
    """A list of names, written as words."""
    return frozenset(words.split())


def split(tag: str) -> tuple[str, str]:
    """The namespace, "" for none, and the name."""
    space, _, name = tag.rpartition("}")
    return space[1:], name


def is_followed_by_a_person(address: str) -> bool:
    """Whether an address is one that a reader follows by a click, and that leads to the web, a mailbox or a call."""
    return "\\" not in address and address.strip().lower().startswith(_ADDRESSES)
