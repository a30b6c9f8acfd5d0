"""The help page: the topics that are of use to this reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.desk.helping import Topic

__all__ = ["HelpPage", "TopicShown"]


@dataclass(frozen=True)
class TopicShown:
    """A topic in the reader's language; `key` is its place on the page."""

    key: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class HelpPage:
    """All topics, with their titles as a list of contents."""

    topics: tuple[TopicShown, ...]

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> HelpPage:
        """The page of these topics, in their order."""
        return cls(tuple(TopicShown(one.key, gettext(one.title), tuple(map(gettext, one.text))) for one in topics))
