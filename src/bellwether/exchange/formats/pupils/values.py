"""Characteristics as systems write them, in the form that figures are grouped by; None where there is no telling."""

from __future__ import annotations

import re
from typing import Final, Literal

__all__ = ["is_unknown", "read_sen", "read_sex", "read_year_group", "read_yes_no"]

_YES: Final = frozenset({"yes", "y", "true", "t", "1", "1.0", "x", "✓", "✔"})
_NO: Final = frozenset({"no", "n", "false", "f", "0", "0.0"})
_UNKNOWN: Final = frozenset(
    {"", "-", "--", "n/a", "na", "null", "none given", "not known", "unknown", "unclassified", "refused", "?"}
)
_SEXES: Final = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}
_SEN: Final = {
    "n": "N",
    "no": "N",
    "none": "N",
    "no sen": "N",
    "no special educational need": "N",
    "no identified sen": "N",
    "0": "N",
    "false": "N",
    "k": "K",
    "support": "K",
    "sen support": "K",
    "s": "K",
    "e": "E",
    "ehcp": "E",
    "ehc": "E",
    "ehc plan": "E",
    "education health and care plan": "E",
    "education, health and care plan": "E",
    "statement": "E",
}
_NURSERY: Final = re.compile(r"(?:nursery|n)\s*([12]?)")
_RECEPTION: Final = re.compile(r"r|reception|yr|year r|rec|f2|fs2|0|year 0")
_NUMBERED: Final = re.compile(
    r"(?:national curriculum year|nc year|ncyear|year group|year|yr|nc|y)?[\s.:_-]*(\d{1,2})(?:\.0)?"
)
_LAST_YEAR_GROUP: Final = 14


def _words(text: str) -> str:
    return " ".join(text.lower().replace("\ufeff", "").split())


def is_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return _words(text) in _UNKNOWN


def read_yes_no(text: str) -> bool | None:
    """Yes, no, Y, N, true, false, 1, 0."""
    word = _words(text)
    return True if word in _YES else False if word in _NO else None


def read_sex(text: str) -> Literal["F", "M"] | None:
    """F or M, Female or Male, Girl or Boy."""
    found = _SEXES.get(_words(text))
    return "F" if found == "F" else "M" if found == "M" else None


def read_sen(text: str) -> Literal["N", "K", "E"] | None:
    """N none, K support, E education, health and care plan; also in words."""
    found = _SEN.get(_words(text).strip(" ."))
    return "N" if found == "N" else "K" if found == "K" else "E" if found == "E" else None


def read_year_group(text: str) -> str | None:
    """`7`, `Year 7`, `Y7`, `07` as 7; `R`, `Reception` as R; `N1`, `N2`, `Nursery` as N1, N2."""
    words = _words(text)
    if _RECEPTION.fullmatch(words):
        return "R"
    if match := _NURSERY.fullmatch(words):
        return f"N{match[1] or 2}"
    match = _NUMBERED.fullmatch(words)
    if match is None or not 0 < int(match[1]) <= _LAST_YEAR_GROUP:
        return None
    return str(int(match[1]))
