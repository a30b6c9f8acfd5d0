"""A made-up authority: who is on which roll, and every mark of one academic year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import COLUMNS, day_number, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["CHARACTERISTICS", "LongChunk", "SimulatedAuthority", "long_columns"]

CHARACTERISTICS: Final = (
    "year_group",
    "class",
    "sex",
    "fsm",
    "sen",
    "ehcp",
    "looked_after",
    "social_worker",
    "eal",
    "ethnicity",
    "date_of_birth",
    "admission_date",
    "leaving_date",
)
"""The columns of a pupils file, in order."""


@dataclass(frozen=True)
class SimulatedAuthority:
    """Schools, enrolments and marks of one academic year. Everybody in it is made up.

    year: the academic year by its first calendar year.
    school_names, school_phase: shape (schools,); phase 0 primary, 1 secondary, 2 special.
    school_of_pupil: shape (enrolments,), position of the school; rows are sorted by school, then class.
    upn: shape (enrolments,), valid UPNs; a pupil who moved between two of the schools has two rows.
    pupils: the columns of `CHARACTERISTICS`, each of shape (enrolments,): strings (year_group "R", "1" to "11", class,
    sex "F" or "M", sen "N", "K" or "E", ethnicity), booleans (fsm, ehcp, looked_after, social_worker, eal), days
    (datetime64[D]; leaving_date NaT while on roll).
    household: shape (enrolments,), the same number for brothers and sisters.
    codes: shape (enrolments, 742), grid bytes: `#` in every row where the school is closed, `_` not on roll, real
    codes elsewhere; no session is left unmarked.
    """

    year: int
    school_names: tuple[str, ...]
    school_phase: NDArray[np.int8]
    school_of_pupil: NDArray[np.int32]
    upn: NDArray[np.str_]
    pupils: dict[str, NDArray[np.generic]]
    household: NDArray[np.int32]
    codes: NDArray[np.uint8]

    @property
    def enrolments(self) -> int:
        """How many rows."""
        return int(self.upn.size)

    @property
    def phase_of_pupil(self) -> NDArray[np.int8]:
        """The phase of each row's school, shape (enrolments,)."""
        return self.school_phase[self.school_of_pupil]

    def rows_of_schools(self) -> NDArray[np.int64]:
        """Where each school's rows begin, and last where they end, shape (schools + 1,)."""
        return np.searchsorted(self.school_of_pupil, np.arange(len(self.school_names) + 1))


@dataclass(frozen=True)
class LongChunk:
    """Some marks of the long table, ordered by enrolment, then session. All arrays have shape (marks,).

    enrolment: row in the authority. school: position of the school. date: the day. session: 0 AM, 1 PM.
    code: grid byte.
    """

    enrolment: NDArray[np.int32]
    school: NDArray[np.int32]
    date: NDArray[np.datetime64]
    session: NDArray[np.uint8]
    code: NDArray[np.uint8]


def long_columns(authority: SimulatedAuthority, *, rows_a_chunk: int = 4000) -> Iterator[LongChunk]:
    """Every mark once, some thousands of enrolments at a time; closed and not-on-roll cells are no marks."""
    first = day_number(first_monday(authority.year))
    dates = (first + np.arange(COLUMNS) // 2).astype("datetime64[D]")
    for start in range(0, authority.enrolments, rows_a_chunk):
        codes = authority.codes[start : start + rows_a_chunk]
        row, column = np.nonzero((codes != BYTE_CLOSED) & (codes != BYTE_NOT_ON_ROLL))
        enrolment = (row + start).astype(np.int32)
        yield LongChunk(
            enrolment=enrolment,
            school=authority.school_of_pupil[enrolment],
            date=dates[column],
            session=(column & 1).astype(np.uint8),
            code=codes[row, column],
        )
