"""The words of this room: what is imported, where it came from, how far it is. And how much, at most."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from bellwether.core.access import Action

__all__ = [
    "ACTIONS",
    "KEPT_AFTERWARDS",
    "KEPT_UNANSWERED",
    "LARGEST_TOGETHER",
    "LARGEST_UNPACKED",
    "LINES_A_PART",
    "MOST_FILES",
    "MOST_PROBLEMS",
    "PART",
    "PEOPLE_WRITES",
    "Kind",
    "Origin",
    "State",
]


class Kind(StrEnum):
    """What a file brings."""

    MARKS = "marks"
    PEOPLE = "people"


ACTIONS: Final = {Kind.MARKS: Action.IMPORT_MARKS, Kind.PEOPLE: Action.IMPORT_PEOPLE}
"""What one must be allowed to do to bring each."""


class Origin(StrEnum):
    """How it came."""

    PAGE = "page"
    FOLDER = "folder"
    COMMAND = "command"


class State(StrEnum):
    """How far an import is."""

    WAITING = "waiting"
    """To be read."""
    READING = "reading"
    PROBLEMS = "problems"
    """Something in the file is wrong: nothing can be applied."""
    READY = "ready"
    """A person has to look at what would change."""
    NOTHING = "nothing"
    """Nothing would change."""
    APPLYING = "applying"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Nobody answered in time."""
    FAILED = "failed"
    """Our own fault."""

    @property
    def is_busy(self) -> bool:
        """Whether the machine is at it."""
        return self in (State.WAITING, State.READING, State.APPLYING)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self in (State.APPLIED, State.CANCELLED, State.EXPIRED)


PEOPLE_WRITES: Final = ("created", "returned", "altered", "joined", "groups", "contacts")
"""Under which names an import of people counts what it writes."""

MOST_FILES: Final = 20
LARGEST_TOGETHER: Final = 100 << 20
"""Bytes of all files of one import: a year of a large school is a third of it."""
LARGEST_UNPACKED: Final = 512 << 20
"""Bytes to which an archive or a workbook may unpack."""
PART: Final = 4 << 20
"""Files are kept in parts of so many bytes, each packed."""
LINES_A_PART: Final = 500
MOST_PROBLEMS: Final = 2_000
"""How many problems are kept one by one; the rest are counted."""
KEPT_UNANSWERED: Final = timedelta(days=14)
"""After so long without an answer a file is wiped."""
KEPT_AFTERWARDS: Final = timedelta(days=7)
"""How long the lists of what changed can still be looked at."""
