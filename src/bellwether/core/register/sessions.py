"""Which sessions each school had, and the running counts that the kernels ask of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from bellwether.core.calendar import COLUMNS, DAYS, WEEKS, SchoolDays, columns_in, day_number, first_monday
from bellwether.core.codes import BYTE_CLOSED
from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["STRIDE", "SchoolSessions"]

_Number = TypeVar("_Number", np.uint8, np.int32)

STRIDE: Final = 744
"""Bytes a year takes in memory: the 742 columns and two closed ones, so that rows compare eight bytes at a time."""


@dataclass(frozen=True)
class SchoolSessions:
    """The sessions of every school, years laid end to end.

    first_year: the academic year of the first block of columns.
    is_open: shape (schools, years, 742); True where the school had a session: some pupil has a mark other than
    planned closure, not yet on roll or blank, or the calendar says that it is open.
    """

    first_year: int
    is_open: NDArray[np.bool_]

    def __post_init__(self) -> None:
        self.is_open.setflags(write=False)
        if self.is_open.ndim != 3 or self.is_open.shape[2] != COLUMNS:
            raise ShapeMismatchError(f"is_open has shape {self.is_open.shape}, wanted (schools, years, {COLUMNS})")

    @property
    def schools(self) -> int:
        """How many schools."""
        return int(self.is_open.shape[0])

    @property
    def years(self) -> int:
        """How many academic years lie end to end."""
        return int(self.is_open.shape[1])

    @cached_property
    def template(self) -> NDArray[np.uint8]:
        r"""Each school's all-present row: `/` and `\\` where it was open, `#` where closed; (schools, years * 744)."""
        rows = np.full((self.schools, self.years, STRIDE), BYTE_CLOSED, dtype=np.uint8)
        rows[:, :, 0:COLUMNS:2][self.is_open[:, :, 0::2]] = ord("/")
        rows[:, :, 1:COLUMNS:2][self.is_open[:, :, 1::2]] = ord("\\")
        return _read_only(rows.reshape(self.schools, -1))

    @cached_property
    def open_before(self) -> NDArray[np.int32]:
        """How many open sessions lie before each laid-out column; (schools, years * 744 + 1)."""
        padded = np.zeros((self.schools, self.years, STRIDE), dtype=np.int32)
        padded[:, :, :COLUMNS] = self.is_open
        counts = np.zeros((self.schools, self.years * STRIDE + 1), dtype=np.int32)
        np.cumsum(padded.reshape(self.schools, -1), axis=1, out=counts[:, 1:])
        return _read_only(counts)

    @cached_property
    def week_numbers(self) -> NDArray[np.int32]:
        """The running number of the school week that holds each laid-out column; (schools, years * 744).

        A school week is a Monday-to-Sunday week with at least one open session; a week without one has the number of
        the school week before it, and no session can lie in it.
        """
        week_is_open = self.is_open.reshape(self.schools, self.years * WEEKS, -1).any(axis=2)
        numbers = np.cumsum(week_is_open, axis=1, dtype=np.int32).reshape(self.schools, self.years, WEEKS)
        laid = np.zeros((self.schools, self.years, STRIDE), dtype=np.int32)
        laid[:, :, :COLUMNS] = np.repeat(numbers, COLUMNS // WEEKS, axis=2)
        return _read_only(laid.reshape(self.schools, -1))

    def school_days(self, school: int) -> SchoolDays:
        """The days on which one school had at least one session."""
        numbers = [
            day_number(first_monday(self.first_year + ix)) + np.flatnonzero(days)
            for ix, days in enumerate(self.is_open[school].reshape(self.years, DAYS, 2).any(axis=2))
        ]
        return SchoolDays(np.concatenate(numbers).astype(np.int32))

    def refuse_sessions_outside_the_year(self) -> None:
        """In a year of 52 weeks the last fourteen columns are no days; nothing may be open there."""
        for ix in range(self.years):
            if self.is_open[:, ix, columns_in(self.first_year + ix) :].any():
                raise ShapeMismatchError(f"a session after the last week of academic year {self.first_year + ix}")


def _read_only(array: NDArray[_Number]) -> NDArray[_Number]:
    array.setflags(write=False)
    return array
