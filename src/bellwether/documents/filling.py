"""Words with placeholders, filled with facts and nothing else: for letters here, for messages in the room above.

A placeholder is a fact's name in braces, as in `{children}`. Nothing else is worked out in a template, so that words
written by a school cannot reach anything but the facts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MissingFactError", "fill", "joined", "placeholders"]

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


class MissingFactError(BellwetherError):
    """A placeholder has no fact to fill it. A bug of whoever asked for the words."""


def placeholders(text: str) -> frozenset[str]:
    """The facts that a text asks for."""
    return frozenset(_PLACEHOLDER.findall(text))


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: "Ada", "Ada and Ben", "Ada, Ben and Cleo"."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def fill(text: str, facts: Mapping[str, str | Sequence[str]]) -> str:
    """The text with its placeholders filled, blanks at both ends taken away. Raises MissingFactError."""

    def fact(found: re.Match[str]) -> str:
        value = facts.get(found[1])
        if value is None:
            raise MissingFactError(found[1])
        return value if isinstance(value, str) else joined(value)

    return _PLACEHOLDER.sub(fact, text).strip()
