"""Folding names so that Zoe Swiatek finds Zoë Świątek, and sorting them alike on SQLite and PostgreSQL.

Accents go, letters that have none of their own (ł, ø, æ, ß …) become their plain neighbours, every apostrophe is the
same, hyphens and other signs become spaces, everything is small. Pure: no database.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["fold", "search_key", "search_terms", "sort_key"]

# Letters that Unicode does not take apart.
_NEIGHBOURS: Final = str.maketrans(
    {
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
        "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ẞ": "ss", "\u0131": "i", "ħ": "h", "Ħ": "h",
        "ŧ": "t", "Ŧ": "t", "ŋ": "n", "Ŋ": "n", "ĸ": "k", "ə": "e", "Ə": "e",
    }
)  # fmt: skip
_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bb\u02bc\u02b9\u2032\u00b4`\uff07]")
_SIGNS: Final = re.compile(r"[^\w]+|_+")
_LONGEST_SEARCH_KEY: Final = 480
_LONGEST_SORT_KEY: Final = 220
# What stands between surname and forename in a sort key: lower than any letter, so that "Li" comes before "Lia".
_BETWEEN: Final = ", "


def fold(text: str) -> str:
    """A name as it is compared: "Zoë Świątek-O'Neil" becomes "zoe swiatek oneil". Folding twice changes nothing."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text.translate(_NEIGHBOURS)))
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    # Capitals may still be taken apart once they are small, as the Turkish İ is.
    small = unicodedata.normalize("NFKD", letters.casefold().translate(_NEIGHBOURS))
    plain = "".join(one for one in small if not unicodedata.combining(one))
    return _SIGNS.sub(" ", _APOSTROPHES.sub("", plain)).strip()


def sort_key(*, surname: str, forename: str) -> str:
    """What lists are ordered by: the folded surname, then the folded forename. At most 220 characters."""
    return f"{fold(surname)}{_BETWEEN}{fold(forename)}"[:_LONGEST_SORT_KEY]


def search_key(names: Iterable[str]) -> str:
    """Every different word of some names, folded, in order: what a search for any part of any name looks through."""
    words = dict.fromkeys(word for name in names for word in fold(name).split())
    return " ".join(words)[:_LONGEST_SEARCH_KEY]


def search_terms(text: str) -> tuple[str, ...]:
    """The folded words of what somebody typed; a pupil is found when every one is part of their names."""
    return tuple(dict.fromkeys(fold(text).split()))
