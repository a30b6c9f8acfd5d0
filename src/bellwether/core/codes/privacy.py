"""What a code reveals of health, religion or justice, and what those who need not know it see in its place."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.codes.model import Category
from bellwether.core.codes.tables import CODES, read_document
from bellwether.core.dated import read_period, read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

__all__ = ["CATEGORY_WORDS", "Privacy", "code_privacy", "guarded_codes", "shown_code"]

_KEYS: Final = {"code", "kind", "in_force_from", "in_force_to", "status", "document"}

CATEGORY_WORDS: Final[Mapping[Category, str]] = {
    Category.PRESENT: "present",
    Category.APPROVED_ACTIVITY: "approved activity elsewhere",
    Category.AUTHORISED: "authorised absence",
    Category.UNAUTHORISED: "unauthorised absence",
    Category.NOT_POSSIBLE: "not required to attend",
    Category.ADMINISTRATIVE: "no session",
}
"""What stands for a code that is not shown."""


class Privacy(StrEnum):
    """What kind of guarded fact a code reveals by itself."""

    NONE = "none"
    HEALTH = "health"
    RELIGION = "religion"
    JUSTICE = "justice"


def _read(entry: dict[str, object], documents: dict[str, str]) -> tuple[str, Privacy]:
    where = f"privacy {entry.get('code')}"
    refuse_unknown_keys(entry, _KEYS, where=where)
    read_period(entry, where=where)
    read_status(entry, where=where)
    read_document(entry, documents, where=where)
    if entry.get("code") not in CODES or entry.get("kind") not in set(Privacy) - {Privacy.NONE}:
        raise DataFileError(f"{where}: no such code, or no kind of guarded fact")
    return str(entry["code"]), Privacy(str(entry["kind"]))


def load_privacy(text: str) -> dict[str, Privacy]:
    """The guarded codes of a TOML text. Raises DataFileError on unknown keys, codes or kinds, or no source.

    A code is guarded whenever it was used: its period says since when it is a code, not when it became private.
    """
    data = tomllib.loads(text)
    documents = {str(key): str(name) for key, name in data["document"].items()}
    found = [_read(entry, documents) for entry in data["privacy"]]
    if len(dict(found)) != len(found):
        raise DataFileError("privacy: a code is given twice")
    return dict(found)


@lru_cache(maxsize=1)
def guarded_codes() -> Mapping[str, Privacy]:
    """The codes that reveal a guarded fact, by code, read once from `privacy.toml`."""
    return load_privacy((files("bellwether.core.codes") / "privacy.toml").read_text(encoding="utf-8"))


def code_privacy(code: str) -> Privacy:
    """What the code reveals by itself; NONE for `.`, `_` and every code that is not guarded."""
    return guarded_codes().get(code, Privacy.NONE)


def shown_code(code: str, *, on: date, may_see: Collection[Privacy] = ()) -> str:
    """The code itself, or the words of its category for somebody who may not see that kind of fact.

    code: as the law writes it, or `.` or `_`, which are shown as they are. may_see: the kinds that somebody needs.
    Not more is told than the figures tell anyway: an illness reads as any authorised absence does, and detention as
    any session at which the pupil was not required. A list that shows it must not name how many of each there are.
    """
    kind = code_privacy(code)
    if kind is Privacy.NONE or kind in may_see:
        return code
    return CATEGORY_WORDS[CODES[code].counted_on(on).category]
