"""The school days of one school, and the clocks that count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import day_number, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["SchoolDays"]


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The days on which a school has at least one session, as far as they are known.

    numbers: day numbers (days since 1 January 1970), shape (days,), rising, none twice.
    What lies after the last of them is unknown, never assumed.
    """

    numbers: NDArray[np.int32]

    @classmethod
    def of(cls, days: Iterable[date]) -> SchoolDays:
        """School days from dates in any order."""
        return cls(np.unique(np.array([day_number(day) for day in days], dtype=np.int32)))

    def __contains__(self, day: date) -> bool:
        position = int(np.searchsorted(self.numbers, day_number(day)))
        return position < len(self.numbers) and int(self.numbers[position]) == day_number(day)

    def school_days_after(self, day: date, count: int) -> date | None:
        """The `count`-th school day after `day`, which is itself day 0; None where it is not known yet."""
        position = int(np.searchsorted(self.numbers, day_number(day), side="right")) + count - 1
        return day_of(int(self.numbers[position])) if position < len(self.numbers) else None

    def count_between(self, after: date, before: date) -> int:
        """How many school days lie strictly between two days."""
        start = np.searchsorted(self.numbers, day_number(after), side="right")
        stop = np.searchsorted(self.numbers, day_number(before), side="left")
        return max(0, int(stop - start))

    def school_weeks(self) -> NDArray[np.int32]:
        """The school weeks, by the day number of their Monday, in order: weeks with at least one school day."""
        # Day 0 was a Thursday, so (number + 3) counts from a Monday.
        return np.unique((self.numbers + 3) // 7 * 7 - 3).astype(np.int32)
