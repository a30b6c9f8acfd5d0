"""The help texts: short topics in `help.toml`, each with what one must be allowed to do for it to be of use."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action
from bellwether.core.dated import refuse_unknown_keys
from bellwether.core.errors import DataFileError
from bellwether.desk.access import able

if TYPE_CHECKING:
    from bellwether.core.access import Actor

__all__ = ["Topic", "help_topics", "load_topics", "topic", "topic_of_page"]

_KEYS: Final = {"key", "title", "actions", "pages", "text"}


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. actions: whoever may do any of them somewhere is shown it; none: everybody.

    pages: the routes it helps with, "room:" for all of a room. text: paragraphs, in English, to be translated.
    """

    key: str
    title: str
    actions: frozenset[Action]
    pages: tuple[str, ...]
    text: tuple[str, ...]

    def is_for(self, actor: Actor) -> bool:
        """Whether it is of use to this actor."""
        return not self.actions or any(able(actor, action) for action in self.actions)

    def fits(self, view_name: str) -> int:
        """How closely it fits a page: 2 by its name, 1 by its room, 0 not at all."""
        room = f"{view_name.partition(':')[0]}:"
        return 2 if view_name in self.pages else int(room in self.pages)


def load_topics(text: str) -> tuple[Topic, ...]:
    """The topics of a TOML text, in its order. Raises DataFileError on unknown keys or actions, or no words."""
    topics = []
    for entry in tomllib.loads(text).get("topic", []):
        where = f"help {entry.get('key')}"
        refuse_unknown_keys(entry, _KEYS, where=where)
        unknown = set(entry.get("actions", ())) - set(Action)
        if unknown or not entry.get("key") or not entry.get("title") or not all(entry.get("text", [""])):
            raise DataFileError(f"{where}: key, title or text is missing, or no such action: {sorted(unknown)}")
        topics.append(
            Topic(
                key=entry["key"],
                title=entry["title"],
                actions=frozenset(map(Action, entry.get("actions", ()))),
                pages=tuple(entry.get("pages", ())),
                text=tuple(entry["text"]),
            )
        )
    if len({one.key for one in topics}) != len(topics):
        raise DataFileError("help: a key stands twice")
    return tuple(topics)


@lru_cache(maxsize=1)
def _topics() -> tuple[Topic, ...]:
    return load_topics((files("bellwether.desk") / "help.toml").read_text(encoding="utf-8"))


def help_topics(actor: Actor) -> tuple[Topic, ...]:
    """The topics that are of use to the actor, in the order of the file."""
    return tuple(one for one in _topics() if one.is_for(actor))


def topic(key: str) -> Topic:
    """The topic of this key. Raises KeyError."""
    found = {one.key: one for one in _topics()}
    return found[key]


def topic_of_page(view_name: str, *, actor: Actor) -> Topic | None:
    """The topic that fits a page best, None where there is none for this actor."""
    fitting = [one for one in help_topics(actor) if one.fits(view_name)]
    return max(fitting, key=lambda one: one.fits(view_name), default=None)
