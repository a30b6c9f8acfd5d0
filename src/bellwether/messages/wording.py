"""The words that messages are made of: shipped as data, replaced by a school's own, filled with facts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from bellwether.core.errors import BellwetherError, DataFileError
from bellwether.documents.filling import MissingFactError, fill, joined, placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Facts",
    "Medium",
    "MissingFactError",
    "Template",
    "UnknownTemplateError",
    "Wording",
    "fill",
    "joined",
    "placeholders",
    "shipped",
    "template",
]

Facts: TypeAlias = "Mapping[str, str | Sequence[str]]"
"""What fills the placeholders; a list of names is joined in words."""

_ENGLISH: Final = "en"


class Medium(StrEnum):
    """What a message is to whoever gets it."""

    EMAIL = "email"
    TEXT = "text"


class UnknownTemplateError(BellwetherError):
    """There is no template of that name, or it has no words for that medium."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one version. reviewed_by, reviewed_on: empty for those shipped, which no school has read yet."""

    key: str
    medium: Medium
    language: str
    version: int
    subject: str
    body: str
    is_own: bool = False
    reviewed_by: str = ""
    reviewed_on: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What a message is for, which facts it may use, and the words shipped with the product, newest version first.

    useless_tomorrow: whether it helps nobody once its day is over, and so is not sent then.
    """

    key: str
    title: str
    facts: frozenset[str]
    useless_tomorrow: bool
    versions: tuple[Wording, ...]

    def media(self) -> tuple[Medium, ...]:
        """The media it has words for."""
        return tuple(medium for medium in Medium if any(one.medium is medium for one in self.versions))

    def newest(self, medium: Medium, language: str) -> Wording:
        """The newest words in that language, or in English. Raises UnknownTemplateError."""
        for wanted in (language, _ENGLISH):
            for one in self.versions:
                if one.medium is medium and one.language == wanted:
                    return one
        raise UnknownTemplateError(f"{self.key} has no words for {medium.value}")


def template(key: str) -> Template:
    """The template of that name. Raises UnknownTemplateError."""
    try:
        return shipped()[key]
    except KeyError:
        raise UnknownTemplateError(key) from None


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Template]:
    """Every template, by name. Raises DataFileError where a file breaks its own promises."""
    folder = files("bellwether.messages") / "shipped"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    found = [_read(tomllib.loads((folder / name).read_text(encoding="utf-8")), name) for name in names]
    return MappingProxyType({one.key: one for one in found})


def _read(data: dict[str, object], name: str) -> Template:
    facts = frozenset(str(fact) for fact in _listed(data, "facts"))
    versions = sorted(
        (_wording(str(data["key"]), entry) for entry in _listed(data, "version") if isinstance(entry, dict)),
        key=lambda one: -one.version,
    )
    places = [(one.medium, one.language, one.version) for one in versions]
    if f"{data['key']}.toml" != name or len(set(places)) < len(places):
        raise DataFileError(f"shipped/{name}: named otherwise than its file, or one version twice")
    if strangers := {fact for one in versions for fact in placeholders(one.subject + one.body)} - facts:
        raise DataFileError(f"shipped/{name}: uses facts it does not list: {sorted(strangers)}")
    return Template(str(data["key"]), str(data["title"]), facts, data["useless"] == "tomorrow", tuple(versions))


def _listed(data: dict[str, object], key: str) -> Sequence[object]:
    value = data[key]
    return value if isinstance(value, list) else ()


def _wording(key: str, entry: dict[str, object]) -> Wording:
    return Wording(
        key=key,
        medium=Medium(str(entry["medium"])),
        language=str(entry["language"]),
        version=int(str(entry["version"])),
        subject=str(entry.get("subject", "")),
        body=str(entry["body"]).strip(),
    )
