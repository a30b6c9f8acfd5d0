"""Checking a UPN: check letter, three digits of the issuing authority, four of the school, two of the year, serial.

Thirteen characters; the last is a letter in a temporary UPN. The check letter is the sum of each later character's
value times its position (2 to 13), modulo 23, as an index into an alphabet without I, O and S; a last letter counts
as its own index there. Source: Government Data Standards Catalogue; CBDS.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from operator import mul
from typing import Final

from bellwether.core.errors import DataFileError

__all__ = ["UpnVerdict", "check_letter", "check_upn", "is_upn_like", "known_authorities"]

_ALPHABET: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_LENGTH: Final = 13
_BODY: Final = re.compile(r"[0-9]{11}[0-9A-Z]")
_UPN_LIKE: Final = re.compile(r"[A-Za-z][0-9]{11}[0-9A-Za-z]")


class UpnVerdict(StrEnum):
    """What a text is as a UPN. All but the first two are errors."""

    VALID = "valid"
    UNKNOWN_AUTHORITY = "unknown-authority"
    """Sound, but issued by an authority that we have no record of: for a warning only."""
    BAD_LENGTH = "bad-length"
    BAD_LETTER = "bad-letter"
    """I, O or S, which no UPN uses."""
    BAD_FORMAT = "bad-format"
    WRONG_CHECK_LETTER = "wrong-check-letter"

    @property
    def is_sound(self) -> bool:
        """Whether form and check letter are right."""
        return self in (UpnVerdict.VALID, UpnVerdict.UNKNOWN_AUTHORITY)


def _numbers_of_group(group: dict[str, object]) -> set[str]:
    if not str(group.get("document", "")).strip():
        raise DataFileError(f"authorities, group {group.get('id')}: names no document")
    listed, ranges = group.get("authorities", []), group.get("ranges", [])
    if not isinstance(listed, list) or not isinstance(ranges, list):
        raise DataFileError(f"authorities, group {group.get('id')}: neither a list nor ranges")
    spread = {f"{number:03d}" for first, last in ranges for number in range(int(first), int(last) + 1)}
    return spread | {str(entry["number"]) for entry in listed}


_WELL_FORMED: Final = re.compile(f"[{_ALPHABET}][0-9]{{11}}[0-9{_ALPHABET}]")
_WEIGHTS: Final = range(2, 14)
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)} | {str(digit): digit for digit in range(10)}


@lru_cache(maxsize=1)
def known_authorities() -> frozenset[str]:
    """The three-digit numbers that may stand in a UPN: authorities of today, authorities gone since, and others."""
    text = (files("bellwether.core.identifiers") / "authorities.toml").read_text(encoding="utf-8")
    return frozenset[str]().union(*(_numbers_of_group(group) for group in tomllib.loads(text)["group"]))


def check_letter(body: str) -> str:
    """The check letter of the twelve characters that follow it.

    Raises ValueError when they are not eleven digits and a digit or letter of the UPN alphabet.
    """
    if not _BODY.fullmatch(body) or (body[-1].isalpha() and body[-1] not in _ALPHABET):
        raise ValueError("a UPN has eleven digits and a digit or letter after its check letter")
    return _letter_of(body)


def _letter_of(body: str) -> str:
    weighed = map(mul, _WEIGHTS, map(_VALUES.__getitem__, body))
    return _ALPHABET[sum(weighed) % len(_ALPHABET)]


def is_upn_like(text: str) -> bool:
    """Whether a text has the shape of a UPN: a letter, eleven digits, a digit or letter."""
    return _UPN_LIKE.fullmatch(text) is not None


def _fault_of_form(upn: str) -> UpnVerdict:
    if len(upn) != _LENGTH:
        return UpnVerdict.BAD_LENGTH
    return UpnVerdict.BAD_LETTER if is_upn_like(upn) else UpnVerdict.BAD_FORMAT


def check_upn(text: str) -> UpnVerdict:
    """What a text is as a UPN. Space around it and lower case are no fault."""
    upn = text.strip().upper()
    if not _WELL_FORMED.fullmatch(upn):
        return _fault_of_form(upn)
    if upn[0] != _letter_of(upn[1:]):
        return UpnVerdict.WRONG_CHECK_LETTER
    return UpnVerdict.VALID if upn[1:4] in known_authorities() else UpnVerdict.UNKNOWN_AUTHORITY
