"""What a calendar file says: which half-days are open and which are closed, for all schools or for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from bellwether.core.calendar.grid import day_number

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["CLOSED", "OPEN", "UNKNOWN", "CalendarEntry", "CalendarFile"]

UNKNOWN: Final = 0
OPEN: Final = 1
CLOSED: Final = 2


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One row: from a day to a day (both inside), a half-day or both, a school or all.

    session: 0 AM, 1 PM, None both. is_open: an open day or term; otherwise a closure. row: line in the file.
    """

    first: date
    last: date
    is_open: bool
    session: Literal[0, 1] | None = None
    school: str | None = None
    reason: str | None = None
    row: int | None = None

    @property
    def narrowness(self) -> tuple[bool, bool, bool, bool]:
        """A row for one school beats one for all, a single day a range, a half-day a day; then a closure wins."""
        return (self.school is not None, self.first == self.last, self.session is not None, not self.is_open)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file. An open range means its Mondays to Fridays; a closed range means every day of it."""

    name: str
    entries: tuple[CalendarEntry, ...]

    @property
    def first(self) -> date | None:
        """The earliest day that any row names."""
        return min((entry.first for entry in self.entries), default=None)

    @property
    def last(self) -> date | None:
        """The latest day that any row names."""
        return max((entry.last for entry in self.entries), default=None)

    def states(self, first: date, last: date, *, school: str | None) -> NDArray[np.uint8]:
        """UNKNOWN, OPEN or CLOSED for each half-day from `first` to `last`, shape (2 x days,), morning first.

        Rows of other schools are left out; where rows disagree the narrower one holds (`CalendarEntry.narrowness`).
        """
        start, stop = day_number(first), day_number(last) + 1
        states = np.zeros((max(0, stop - start), 2), dtype=np.uint8)
        days = np.arange(start, max(start, stop))
        is_weekday = (days + 3) % 7 < 5  # 1 January 1970 was a Thursday
        applicable = [entry for entry in self.entries if entry.school in (None, school)]
        for entry in sorted(applicable, key=lambda entry: entry.narrowness):
            chosen = (days >= day_number(entry.first)) & (days <= day_number(entry.last))
            if entry.is_open and entry.first != entry.last:
                chosen &= is_weekday
            sessions = slice(None) if entry.session is None else slice(entry.session, entry.session + 1)
            states[chosen, sessions] = OPEN if entry.is_open else CLOSED
        return states.reshape(-1)
