"""How imports are said: what they bring, how far they are, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from bellwether.exchange.kinds import Kind, Origin, State
from bellwether.ui.pages import Colour, Tag

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.exchange.facts import StagedFacts

__all__ = [
    "came_words",
    "kind_words",
    "moment",
    "number",
    "people_formats",
    "short_hash",
    "size_words",
    "state_tag",
]


def kind_words(kind: Kind) -> str:
    """What it brings."""
    return {Kind.MARKS: gettext("Marks"), Kind.PEOPLE: gettext("Pupils, groups and contacts")}[kind]


def people_formats() -> tuple[str, ...]:
    """Which files of people can be read."""
    return (
        gettext("Lists of pupils, of other groups and of contacts as CSV, Excel or Parquet: see below."),
        gettext(
            "OneRoster 1.1 or 1.2, in bulk: the zip, or all CSV files of it at once. Homerooms become registration "
            "groups; parents, guardians and relatives become contacts, without responsibility until you say so."
        ),
        gettext(
            "A Common Transfer File (.xml): the pupils and the people around them. It does not say when they begin "
            "here or in which class: give the first day above, and the class afterwards."
        ),
    )


def state_tag(state: State) -> Tag:
    """How far it is."""
    return {
        State.WAITING: Tag(gettext("Waiting to be read"), Colour.GREY),
        State.READING: Tag(gettext("Being read"), Colour.BLUE),
        State.PROBLEMS: Tag(gettext("Needs mending"), Colour.RED),
        State.READY: Tag(gettext("Ready to look at"), Colour.YELLOW),
        State.NOTHING: Tag(gettext("Nothing to change"), Colour.GREEN),
        State.APPLYING: Tag(gettext("Being applied"), Colour.BLUE),
        State.APPLIED: Tag(gettext("Applied"), Colour.GREEN),
        State.CANCELLED: Tag(gettext("Cancelled"), Colour.GREY),
        State.EXPIRED: Tag(gettext("Expired"), Colour.GREY),
        State.FAILED: Tag(gettext("Failed"), Colour.RED),
    }[state]


def moment(at: datetime) -> str:
    """17 November 2026, 09:10, by the clock where the school is."""
    return date_format(timezone.localtime(at), "j F Y, H:i")


def number(count: int) -> str:
    """A count with its thousands apart."""
    return f"{count:,}"


def size_words(size: int) -> str:
    """Bytes in a word or two."""
    if size < 1 << 20:
        return gettext("%(n)s KB") % {"n": max(1, round(size / 1024))}
    return gettext("%(n)s MB") % {"n": round(size / (1 << 20), 1)}


def short_hash(found: StagedFacts) -> str:
    """What tells files apart once their names are gone."""
    return found.content_hash[:10]


def came_words(found: StagedFacts) -> str:
    """How many files of which size, and how they came."""
    files = ngettext("1 file", "%(n)s files", found.files) % {"n": found.files}
    how = {
        Origin.PAGE: gettext("by this page"),
        Origin.FOLDER: gettext("from the watched folder"),
        Origin.COMMAND: gettext("by a command"),
    }[found.origin]
    return gettext("%(files)s, %(size)s, %(how)s") % {"files": files, "size": size_words(found.size), "how": how}
