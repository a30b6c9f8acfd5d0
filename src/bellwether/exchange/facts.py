"""The values of this room: a file that came, what it would do, how an import stands. All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from bellwether.exchange.kinds import Kind, Origin, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

__all__ = ["FolderFacts", "GivenFile", "Lines", "Preview", "StagedFacts", "Way", "Work"]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that somebody hands over: its name as they have it, and its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Work:
    """Files of an import, laid out to be worked on. options: what was asked beside them."""

    school_id: int
    paths: Sequence[Path]
    options: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """How files come. by_itself: applied without a person, where nothing is in the way. leave_out: what cannot be
    applied is not in the way. options: what was asked beside the files (`starts_on`: the first day of new pupils).
    """

    origin: Origin = Origin.PAGE
    by_itself: bool = False
    leave_out: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. counts: numbers by name. lists: lines by name of list.

    has_errors: something is wrong with the file itself. writes: how many things would change; left_out: how many
    could not, so that somebody has to say that the rest is applied without them. changes: how many of the writes
    put another mark where one stands. doubtful: how many a person should look at, whatever the school allows.
    """

    counts: Mapping[str, int]
    lists: Mapping[str, Iterable[Sequence[Any]]]
    seen: str = ""
    has_errors: bool = False
    writes: int = 0
    left_out: int = 0
    changes: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class StagedFacts:
    """An import as it stands. file_names: while the files are kept; content_hash tells files apart afterwards."""

    id: int
    school_id: int
    kind: Kind
    origin: Origin
    state: State
    made_at: datetime
    made_by: str
    changed_at: datetime
    files: int
    size: int
    content_hash: str
    progress: int
    counts: Mapping[str, int]
    notice: str
    leave_out: bool
    applied_at: datetime | None
    applied_by: str
    is_wiped: bool
    file_names: tuple[str, ...] = ()

    @property
    def can_be_applied(self) -> bool:
        """Whether something would change and nothing is wrong."""
        return self.state is State.READY

    @property
    def must_leave_out(self) -> int:
        """How many things cannot be applied, so that somebody has to agree to go on without them."""
        return self.counts.get("left_out", 0)


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a list of an import. parts: of how many such portions the list consists; total: of lines."""

    name: str
    number: int
    parts: int
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """A school's folder. path: where it lies, "" where the server has none. waiting: files that lie in it."""

    school_id: int
    path: str
    is_there: bool
    is_on: bool
    leave_out: bool
    waiting: int
    set_on: date | None
    set_by: str
