"""From entries to rows: what a school's register comes to, and every place where its log is broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED
from bellwether.core.register.log.entry import EntryKind
from bellwether.core.register.log.hashing import GENESIS, entry_hash
from bellwether.core.register.log.shape import Misshape, misshapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from bellwether.core.register.log.entry import Details, Entry

__all__ = ["BreakKind", "FoldedSchool", "LogBreak", "Seal", "fold", "written_details"]

_NO_MARK: Final = frozenset((BYTE_UNMARKED, BYTE_NOT_ON_ROLL, BYTE_CLOSED))
_MOST_BREAKS: Final = 1000
_FIRST_ROOM: Final = 64


class BreakKind(StrEnum):
    """What can be wrong with a log."""

    SCHOOL = "school"
    """An entry of another school."""
    SEQUENCE = "sequence"
    """Entries are missing before this one, or it came twice or too late."""
    CHAIN = "chain"
    """It does not name the hash of the entry before it."""
    HASH = "hash"
    """Its own hash is not the hash of what it says."""
    SHAPE = "shape"
    """It does not fit together; nothing of it was folded."""
    OPENED_TWICE = "opened-twice"
    """The pupil's row of that year was there already; it stays as it was."""
    PUPIL_UNKNOWN = "pupil-unknown"
    """The pupil has no row of that year; the marks were left out."""
    BEFORE = "before"
    """What the entry says stood there is not what stood there; its new marks were taken all the same."""


@dataclass(frozen=True, slots=True)
class LogBreak:
    """One thing that is wrong, at which entry; the pupil and the column where it is about one."""

    sequence: int
    kind: BreakKind
    year: int
    pupil_id: int | None = None
    column: int | None = None
    misshape: Misshape | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """Entries that were removed when their time to be kept was over: the last hash stands for them."""

    first_sequence: int
    last_sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class FoldedSchool:
    """What a log comes to.

    rows: by (pupil id, academic year), 742 grid bytes each. details: by (pupil id, academic year, column).
    last_sequence, last_hash: where the chain stands (0 and GENESIS without entries).
    breaks: the first thousand things that are wrong, in the order of the log; breaks_found: how many there were.
    """

    rows: Mapping[tuple[int, int], bytes]
    details: Mapping[tuple[int, int, int], Details]
    last_sequence: int
    last_hash: bytes
    breaks: tuple[LogBreak, ...]
    breaks_found: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with the log."""
        return self.breaks_found == 0


def fold(entries: Iterable[Entry], *, seals: Iterable[Seal] = ()) -> FoldedSchool:
    """What one school's entries, in order, come to. Goes on after a break, and lists them all.

    seals: for the entries that were lawfully removed. The rows of their pupils and years are not made.
    """
    folding = _Folding({seal.first_sequence: seal for seal in seals})
    for entry in entries:
        folding.take(entry)
    return folding.result()


def written_details(entry: Entry) -> Iterator[tuple[int, int, Details | None]]:
    """(pupil id, column, details) for each cell whose details the entry replaces; None where it leaves none.

    An entry of one column replaces those of all its cells. A wider one (a calendar, a roll, an event) replaces those
    of the cells whose byte it changes and of the pupils for whom it gives details: what it merely passes over stays.
    A cell without a mark (`.`, `_`, `#`) has no details. An opened row has none yet.
    """
    if entry.kind is EntryKind.OPENED:
        return
    is_wide = entry.width > 1
    for place, pupil in enumerate(entry.pupils):
        given = entry.details.get(pupil)
        start = place * entry.width
        after = entry.after[start : start + entry.width]
        before = entry.before[start : start + entry.width]
        for offset, byte in enumerate(after):
            if is_wide and given is None and byte == before[offset]:
                continue
            yield pupil, entry.column + offset, given if given and byte not in _NO_MARK else None


class _YearRows:
    """The rows of one academic year, as one grid with room to grow."""

    def __init__(self) -> None:
        self.position: dict[int, int] = {}
        self.grid = np.empty((_FIRST_ROOM, COLUMNS), dtype=np.uint8)
        self._known: dict[tuple[int, ...], NDArray[np.intp]] = {}

    def add(self, pupil: int, row: bytes) -> None:
        if len(self.position) == len(self.grid):
            self.grid = np.concatenate([self.grid, np.empty_like(self.grid)])
        self.grid[len(self.position)] = np.frombuffer(row, dtype=np.uint8)
        self.position[pupil] = len(self.position)

    def positions(self, pupils: tuple[int, ...]) -> NDArray[np.intp]:
        """Where each pupil's row is; -1 for one without. Classes come again and again, so they are remembered."""
        found = self._known.get(pupils)
        if found is None:
            found = np.array([self.position.get(pupil, -1) for pupil in pupils], dtype=np.intp)
            if found.min() >= 0:
                self._known[pupils] = found
        return found

    def knows(self, pupils: tuple[int, ...]) -> bool:
        """Whether each of the pupils, whose positions were asked for, has a row."""
        return pupils in self._known


@dataclass(slots=True)
class _Folding:
    seals: dict[int, Seal]
    years: dict[int, _YearRows] = field(default_factory=dict)
    details: dict[tuple[int, int], dict[int, Details]] = field(default_factory=dict)
    school_id: int | None = None
    sequence: int = 0
    hash: bytes = GENESIS
    breaks: list[LogBreak] = field(default_factory=list)
    breaks_found: int = 0

    def take(self, entry: Entry) -> None:
        self._follow_chain(entry)
        if found := misshapes(entry):
            for misshape in found:
                self._broken(entry, BreakKind.SHAPE, misshape=misshape)
        elif entry.kind is EntryKind.OPENED:
            self._open(entry)
        else:
            self._write(entry)

    def _broken(
        self,
        entry: Entry,
        kind: BreakKind,
        *,
        pupil: int | None = None,
        column: int | None = None,
        misshape: Misshape | None = None,
    ) -> None:
        self.breaks_found += 1
        if len(self.breaks) < _MOST_BREAKS:
            self.breaks.append(LogBreak(entry.sequence, kind, entry.year, pupil, column, misshape))

    def _follow_chain(self, entry: Entry) -> None:
        while seal := self.seals.pop(self.sequence + 1, None):
            self.sequence, self.hash = seal.last_sequence, seal.hash
        if self.school_id is None:
            self.school_id = entry.school_id
        if entry.school_id != self.school_id:
            self._broken(entry, BreakKind.SCHOOL)
        if entry.sequence != self.sequence + 1:
            self._broken(entry, BreakKind.SEQUENCE)
        if entry.previous_hash != self.hash:
            self._broken(entry, BreakKind.CHAIN)
        if entry.at.tzinfo is not None and entry_hash(entry) != entry.hash:
            self._broken(entry, BreakKind.HASH)
        self.sequence, self.hash = entry.sequence, entry.hash

    def _open(self, entry: Entry) -> None:
        rows = self.years.setdefault(entry.year, _YearRows())
        for place, pupil in enumerate(entry.pupils):
            if pupil in rows.position:
                self._broken(entry, BreakKind.OPENED_TWICE, pupil=pupil)
            else:
                rows.add(pupil, entry.after[place * COLUMNS : (place + 1) * COLUMNS])

    def _write(self, entry: Entry) -> None:
        rows = self.years.setdefault(entry.year, _YearRows())
        positions = rows.positions(entry.pupils)
        before, after = _cells(entry.before, entry), _cells(entry.after, entry)
        if not rows.knows(entry.pupils):
            self._report_unknown(entry, positions)
            is_known = positions >= 0
            positions, before, after = positions[is_known], before[is_known], after[is_known]
        window = slice(entry.column, entry.column + entry.width)
        standing = rows.grid[positions, window]
        if standing.tobytes() != before.tobytes():
            self._report_before(entry, standing != before, positions, rows)
        rows.grid[positions, window] = after
        self._replace_details(entry, rows)

    def _report_unknown(self, entry: Entry, positions: NDArray[np.intp]) -> None:
        for place in np.flatnonzero(positions < 0).tolist():
            self._broken(entry, BreakKind.PUPIL_UNKNOWN, pupil=entry.pupils[place])

    def _report_before(
        self, entry: Entry, differs: NDArray[np.bool_], positions: NDArray[np.intp], rows: _YearRows
    ) -> None:
        """One break a pupil, at the first column that differs."""
        pupil_at = {rows.position[pupil]: pupil for pupil in entry.pupils if pupil in rows.position}
        for place in np.flatnonzero(differs.any(axis=1)).tolist():
            column = entry.column + int(differs[place].argmax())
            self._broken(entry, BreakKind.BEFORE, pupil=pupil_at[int(positions[place])], column=column)

    def _replace_details(self, entry: Entry, rows: _YearRows) -> None:
        """What `written_details` says, without looking at cells that neither have nor get details."""
        self._drop_details(entry)
        for pupil, given in entry.details.items():
            start = entry.pupils.index(pupil) * entry.width
            for offset, byte in enumerate(entry.after[start : start + entry.width]):
                if byte not in _NO_MARK and pupil in rows.position:
                    self.details.setdefault((entry.year, entry.column + offset), {})[pupil] = given

    def _drop_details(self, entry: Entry) -> None:
        for offset in range(entry.width):
            cells = self.details.get((entry.year, entry.column + offset))
            for pupil in cells.keys() & entry.pupils if cells else ():
                cell = entry.pupils.index(pupil) * entry.width + offset
                if entry.width == 1 or pupil in entry.details or entry.before[cell] != entry.after[cell]:
                    del self.details[(entry.year, entry.column + offset)][pupil]

    def result(self) -> FoldedSchool:
        return FoldedSchool(
            rows={
                (pupil, year): rows.grid[position].tobytes()
                for year, rows in self.years.items()
                for pupil, position in rows.position.items()
            },
            details={
                (pupil, year, column): given
                for (year, column), cells in self.details.items()
                for pupil, given in cells.items()
            },
            last_sequence=self.sequence,
            last_hash=self.hash,
            breaks=tuple(self.breaks),
            breaks_found=self.breaks_found,
        )


def _cells(packed: bytes, entry: Entry) -> NDArray[np.uint8]:
    return np.frombuffer(packed, dtype=np.uint8).reshape(len(entry.pupils), entry.width)
