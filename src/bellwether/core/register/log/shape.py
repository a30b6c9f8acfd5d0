"""Whether an entry fits together: what is refused before sealing is what folding reports of a damaged log."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import COLUMNS, columns_in
from bellwether.core.codes import CODE_NUMBER_OF_BYTE
from bellwether.core.errors import BellwetherError
from bellwether.core.register.log.entry import EntryKind

if TYPE_CHECKING:
    from bellwether.core.register.log.entry import Entry

__all__ = ["KNOWN_BYTES", "EntryShapeError", "Misshape", "misshapes"]

KNOWN_BYTES: Final = bytes(byte for byte in range(256) if CODE_NUMBER_OF_BYTE[byte] != 255)
"""Every byte that a cell may hold: the codes, `.` and `_`."""


_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 9000


class Misshape(StrEnum):
    """What does not fit within one entry."""

    OUTSIDE_THE_GRID = "outside-the-grid"
    WRONG_LENGTH = "wrong-length"
    UNKNOWN_BYTE = "unknown-byte"
    PUPILS_OUT_OF_ORDER = "pupils-out-of-order"
    STRAY_DETAILS = "stray-details"
    NO_TIME_ZONE = "no-time-zone"


class EntryShapeError(BellwetherError):
    """An entry that does not fit together was to be sealed. `misshapes` says what."""

    def __init__(self, entry: Entry, found: tuple[Misshape, ...]) -> None:
        super().__init__(f"entry {entry.sequence} of school {entry.school_id}: {', '.join(found)}")
        self.misshapes = found


def misshapes(entry: Entry) -> tuple[Misshape, ...]:
    """Everything that does not fit, in the order of Misshape; empty for a good entry.

    A year is opened as one whole row a pupil with nothing before. All else writes from `column` on, within the 742
    columns; those that belong to no day, in a year of 52 weeks, hold nothing but `#`. Details name pupils of the
    entry, and none is empty.
    """
    checks = {
        Misshape.OUTSIDE_THE_GRID: _is_outside(entry),
        Misshape.WRONG_LENGTH: _has_wrong_length(entry),
        Misshape.UNKNOWN_BYTE: bool(
            entry.after.translate(None, KNOWN_BYTES) or entry.before.translate(None, KNOWN_BYTES)
        ),
        Misshape.PUPILS_OUT_OF_ORDER: entry.pupils != tuple(sorted(set(entry.pupils))),
        Misshape.STRAY_DETAILS: bool(entry.details) and _has_stray_details(entry),
        Misshape.NO_TIME_ZONE: entry.at.tzinfo is None,
    }
    return tuple(kind for kind, is_so in checks.items() if is_so)


def _is_outside(entry: Entry) -> bool:
    if not _FIRST_YEAR <= entry.year <= _LAST_YEAR or entry.width < 1:
        return True
    if entry.kind is EntryKind.OPENED and (entry.column != 0 or entry.width != COLUMNS):
        return True
    stop = entry.column + entry.width
    if entry.column < 0 or stop > COLUMNS:
        return True
    beyond = stop - columns_in(entry.year)
    return beyond > 0 and not _is_closed_at_the_end(entry, beyond)


def _is_closed_at_the_end(entry: Entry, count: int) -> bool:
    """Whether the last `count` cells of each pupil are closed."""
    ends = range(entry.width, len(entry.after) + 1, entry.width)
    return all(not entry.after[end - min(count, entry.width) : end].strip(b"#") for end in ends)


def _has_wrong_length(entry: Entry) -> bool:
    cells = len(entry.pupils) * entry.width
    before = 0 if entry.kind is EntryKind.OPENED else cells
    return not entry.pupils or len(entry.after) != cells or len(entry.before) != before


def _has_stray_details(entry: Entry) -> bool:
    return not set(entry.details) <= set(entry.pupils) or not all(entry.details.values())
