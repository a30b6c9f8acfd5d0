"""What every reader hands over: marks, pupil details, imported totals. Plain values, no reading here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ImportedTotals", "Layout", "Marks", "PupilDetails"]


class Layout(StrEnum):
    """How a file lays out its marks."""

    LONG = "long"
    WIDE = "wide"
    STRING = "string"
    CTF = "ctf"
    PACKED = "packed"
    DFE = "dfe"
    """DfE's published counts: recognised here, read elsewhere; it holds no marks of pupils."""


@dataclass(frozen=True, slots=True)
class PupilDetails:
    """What a file says about one pupil besides marks. None means that the file does not say.

    pupil: the label, trimmed. school: the school's label, or None when the row is about the pupil at any school.
    year_group: "N1", "N2", "R", "1" to "14". sex: "F", "M" or what else the file writes. sen: "N", "K" or "E".
    row: line in the file, the header being line 1.
    """

    pupil: str
    school: str | None = None
    year_group: str | None = None
    class_name: str | None = None
    sex: str | None = None
    fsm: bool | None = None
    sen: str | None = None
    ehcp: bool | None = None
    looked_after: bool | None = None
    social_worker: bool | None = None
    eal: bool | None = None
    ethnicity: str | None = None
    date_of_birth: date | None = None
    admission_date: date | None = None
    leaving_date: date | None = None
    file: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedTotals:
    """Totals of one pupil at one school whose marks could not be placed on days: they stand for themselves.

    All in sessions. year: the academic year by its first calendar year. marks: the marks string as the file has it.
    """

    pupil: str
    school: str | None
    year: int
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    file: str
    row: int | None = None
    marks: str | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of all files, one array entry a mark. One enrolment is one pupil at one school.

    pupil, school: shape (enrolments,), labels as the files write them, trimmed; school None when none is known.
    enrolment: shape (marks,), position in `pupil` and `school`.
    slot: shape (marks,), 2 x (days since 1970-01-01) + (0 AM, 1 PM).
    code: shape (marks,), grid byte; `.` for a mark that the file shows as blank.
    row: shape (marks,), line in the file, the header being line 1. file: position in `files`, one for all or (marks,).
    files: base names. column: shape (marks,), position in `columns`, -1 for none; None when no mark needs one.
    minutes_late: shape (marks,), -1 where not given; None when no file gives any.
    details: what the files themselves say of pupils (CTF), one for each enrolment that they describe.
    totals: totals of marks that could not be placed on days.
    """

    pupil: tuple[str, ...]
    school: tuple[str | None, ...]
    enrolment: NDArray[np.int32]
    slot: NDArray[np.int32]
    code: NDArray[np.uint8]
    row: NDArray[np.int32]
    file: NDArray[np.uint8] | int
    files: tuple[str, ...]
    column: NDArray[np.int32] | None = None
    columns: tuple[str, ...] = ()
    minutes_late: NDArray[np.int16] | None = None
    details: tuple[PupilDetails, ...] = ()
    totals: tuple[ImportedTotals, ...] = field(default=())

    def __len__(self) -> int:
        """How many marks."""
        return int(self.code.size)

    def file_of(self, mark: int) -> str:
        """The base name of the file that holds the mark."""
        return self.files[self.file if isinstance(self.file, int) else int(self.file[mark])]

    def column_of(self, mark: int) -> str | None:
        """The header of the column that holds the mark, where that helps to find it."""
        position = -1 if self.column is None else int(self.column[mark])
        return self.columns[position] if position >= 0 else None
