"""Templates of letters: shipped as data with versions, in parts that may depend on what was decided."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bellwether.core.access import Action
from bellwether.core.errors import BellwetherError, DataFileError
from bellwether.documents.facts import LetterPart, LetterWords
from bellwether.documents.filling import MissingFactError, fill, placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.documents.facts import NewLetter

__all__ = ["LetterTemplate", "LetterVersion", "UnknownLetterError", "shipped_letters", "template", "words_of"]

_KINDS: Final = frozenset({"heading", "text", "list", "table"})


class UnknownLetterError(BellwetherError):
    """There is no template of a letter of that name."""


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """One part. when: outcomes for which it stands, all where empty. needs: a fact without which it is left out.

    rows: the fact that holds the rows of a table.
    """

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: str = ""
    when: frozenset[str] = frozenset()
    needs: str = ""

    def asked(self) -> frozenset[str]:
        """The facts that it uses."""
        words = placeholders(" ".join((self.text, *self.items, *self.head)))
        return words | {fact for fact in (self.rows, self.needs) if fact}


@dataclass(frozen=True, slots=True)
class LetterVersion:
    """The words of one version; it is never changed once a letter may have been made with it."""

    version: int
    language: str
    title: str
    parts: tuple[TemplatePart, ...]


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """What a letter is for, the facts it may use, and its versions, newest first.

    read_by: what one must be allowed to do, where the school or the pupil lies, to make and to read such a letter.
    opens: the route of the page that it belongs to, by the id of what it is about; back: what the way there is called.
    """

    key: str
    title: str
    read_by: Action
    opens: str
    back: str
    facts: frozenset[str]
    versions: tuple[LetterVersion, ...]

    def newest(self, language: str) -> LetterVersion:
        """The newest words in that language, or in English."""
        wanted = (language, language.partition("-")[0], "en")
        return next(one for tongue in wanted for one in self.versions if one.language == tongue)


def template(key: str) -> LetterTemplate:
    """The template of that name. Raises UnknownLetterError."""
    try:
        return shipped_letters()[key]
    except KeyError:
        raise UnknownLetterError(key) from None


def words_of(new: NewLetter, *, sender: Sequence[str]) -> tuple[LetterVersion, LetterWords]:
    """The newest version in the letter's language, and its words, filled. Raises MissingFactError."""
    version = template(new.template).newest(new.language)
    texts = {name: value for name, value in new.facts.items() if isinstance(value, str)}
    parts = tuple(_filled(part, texts, new.facts) for part in version.parts if _stands(part, new.facts))
    words = LetterWords(
        title=fill(version.title, texts),
        language="en-GB" if version.language == "en" else version.language,
        sender=tuple(sender),
        recipient=new.recipient,
        dated=new.dated,
        parts=parts,
        signed=new.signed,
    )
    return version, words


def _stands(part: TemplatePart, facts: Mapping[str, Any]) -> bool:
    return (not part.when or facts.get("outcome") in part.when) and (not part.needs or bool(facts.get(part.needs)))


def _filled(part: TemplatePart, texts: Mapping[str, str], facts: Mapping[str, Any]) -> LetterPart:
    rows = facts.get(part.rows) if part.rows else ()
    if rows is None:
        raise MissingFactError(part.rows)
    return LetterPart(
        part.kind,
        fill(part.text, texts),
        tuple(fill(item, texts) for item in part.items),
        tuple(fill(head, texts) for head in part.head),
        tuple(tuple(row) for row in rows),
    )


@lru_cache(maxsize=1)
def shipped_letters() -> Mapping[str, LetterTemplate]:
    """Every template, by name. Raises DataFileError where a file breaks its own promises."""
    folder = files("bellwether.documents") / "shipped"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    found = [_read(tomllib.loads((folder / name).read_text(encoding="utf-8")), name) for name in names]
    return MappingProxyType({one.key: one for one in found})


def _read(data: Mapping[str, Any], name: str) -> LetterTemplate:
    versions = tuple(sorted(map(_version, data["version"]), key=lambda one: -one.version))
    facts = frozenset(data["facts"]) | {"outcome"}
    places = [(one.language, one.version) for one in versions]
    if f"{data['key']}.toml" != name or len(set(places)) < len(places) or "en" not in {one for one, _ in places}:
        raise DataFileError(f"shipped/{name}: named otherwise than its file, one version twice, or none in English")
    used = {fact for one in versions for part in one.parts for fact in part.asked()}
    used |= {fact for one in versions for fact in placeholders(one.title)}
    if strangers := used - facts:
        raise DataFileError(f"shipped/{name}: uses facts it does not list: {sorted(strangers)}")
    return LetterTemplate(
        data["key"], data["title"], Action(data["read_by"]), data["opens"], data["back"], facts, versions
    )


def _version(entry: Mapping[str, Any]) -> LetterVersion:
    return LetterVersion(entry["version"], entry["language"], entry["title"], tuple(map(_part, entry["part"])))


def _part(entry: Mapping[str, Any]) -> TemplatePart:
    if entry["kind"] not in _KINDS:
        raise DataFileError(f"a letter has no part of the kind {entry['kind']}")
    return TemplatePart(
        kind=entry["kind"],
        text=entry.get("text", ""),
        items=tuple(entry.get("items", ())),
        head=tuple(entry.get("head", ())),
        rows=entry.get("rows", ""),
        when=frozenset(entry.get("when", ())),
        needs=entry.get("needs", ""),
    )
