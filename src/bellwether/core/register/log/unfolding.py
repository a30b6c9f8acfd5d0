"""Back behind later entries: the rows as they were known at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.errors import BellwetherError
from bellwether.core.register.log.entry import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bellwether.core.register.log.entry import Entry

__all__ = ["LogOutOfStepError", "unfold"]


class LogOutOfStepError(BellwetherError):
    """A row does not hold what the last entry left in it: rows and log have come apart, and `check` must be run."""

    def __init__(self, entry: Entry, pupil_id: int) -> None:
        super().__init__(f"school {entry.school_id}, entry {entry.sequence}: a row is out of step with the log")
        self.school_id, self.sequence, self.pupil_id = entry.school_id, entry.sequence, pupil_id


def unfold(rows: Mapping[tuple[int, int], bytes], later_entries: Iterable[Entry]) -> dict[tuple[int, int], bytes]:
    """The rows without the later entries, which are undone from the last to the first.

    rows: some or all rows of one school, by (pupil id, academic year). later_entries: every later entry that touched
    them, in any order; what they did to other rows is passed over. A row that a later entry opened is not in the
    result. Details are not undone: each entry has its own, and the last one left says what stood.
    Raises LogOutOfStepError where a row does not hold what an entry left there.
    """
    cells = {key: bytearray(row) for key, row in rows.items()}
    for entry in sorted(later_entries, key=lambda entry: entry.sequence, reverse=True):
        window = slice(entry.column, entry.column + entry.width)
        for place, pupil in enumerate(entry.pupils):
            row = cells.get((pupil, entry.year))
            if row is None:
                continue
            part = slice(place * entry.width, (place + 1) * entry.width)
            if row[window] != entry.after[part]:
                raise LogOutOfStepError(entry, pupil)
            if entry.kind is EntryKind.OPENED:
                del cells[(pupil, entry.year)]
            else:
                row[window] = entry.before[part]
    return {key: bytes(row) for key, row in cells.items()}
