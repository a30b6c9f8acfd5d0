"""Reading a pupils file: one row a pupil (or a pupil at a school), any of the columns of `PupilDetails`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from bellwether.core.problems import ProblemKind, Severity
from bellwether.exchange.formats.dates import BadDate, read_date, read_half_day
from bellwether.exchange.formats.finish import check_pupil_numbers
from bellwether.exchange.formats.header import Field, has_column, known_names, plain
from bellwether.exchange.formats.model import PupilDetails
from bellwether.exchange.formats.pupils.values import is_unknown, read_sen, read_sex, read_year_group, read_yes_no
from bellwether.exchange.formats.reporting import NO_PUPIL, FileLog, Trouble
from bellwether.exchange.formats.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bellwether.core.problems import ProblemLog
    from bellwether.exchange.formats.rows import TextRow
    from bellwether.exchange.formats.table import HeadRow

__all__ = ["read_pupils"]

_T = TypeVar("_T")
_FIELDS: Final = (
    Field.PUPIL,
    Field.SCHOOL,
    Field.YEAR_GROUP,
    Field.CLASS,
    Field.SEX,
    Field.FSM,
    Field.SEN,
    Field.EHCP,
    Field.LOOKED_AFTER,
    Field.SOCIAL_WORKER,
    Field.EAL,
    Field.ETHNICITY,
    Field.DATE_OF_BIRTH,
    Field.ADMISSION_DATE,
    Field.LEAVING_DATE,
)
_CHARACTERISTICS: Final = _FIELDS[2:]
_SHOWN: Final = 300
_EXPECTED: Final = {
    Field.YEAR_GROUP: "a year group (N1, N2, R, 1 to 14)",
    Field.SEX: "F or M",
    Field.SEN: "N, K or E",
}
_YES_OR_NO: Final = "yes or no"


class _Row:
    """One row while it is read."""

    def __init__(self, row: TextRow, *, log: FileLog) -> None:
        self.row = row
        self.log = log

    def value(self, field: Field, read: Callable[[str], _T | None]) -> _T | None:
        """The cell as a value; what is neither a value nor unknown is warned about and left out."""
        text = self.row.text(field)
        found = read(text)
        if found is None and not is_unknown(text):
            expected = _EXPECTED.get(field, _YES_OR_NO)
            self._warn(
                field, Trouble(ProblemKind.BAD_VALUE, Severity.WARNING, f"This is not {expected}; it is left out.")
            )
        return found

    def day(self, field: Field) -> date | None:
        """The cell as a day; one that is none is an error, for it would change what is counted."""
        text = self.row.text(field)
        if is_unknown(text):
            return None
        day = read_date(text)
        if isinstance(day, BadDate):
            self._warn(field, Trouble(day.kind, Severity.ERROR, day.text))
            return None
        return day

    def _warn(self, field: Field, trouble: Trouble) -> None:
        self.log.add(
            trouble,
            row=self.row.line,
            column=self.row.name(field),
            pupil=self.row.text(Field.PUPIL),
            found=self.row.text(field),
        )


def _details(row: _Row) -> PupilDetails:
    text = row.row.text
    return PupilDetails(
        pupil=text(Field.PUPIL),
        school=text(Field.SCHOOL) or None,
        year_group=row.value(Field.YEAR_GROUP, read_year_group),
        class_name=text(Field.CLASS) or None,
        sex=row.value(Field.SEX, read_sex),
        fsm=row.value(Field.FSM, read_yes_no),
        sen=row.value(Field.SEN, read_sen),
        ehcp=row.value(Field.EHCP, read_yes_no),
        looked_after=row.value(Field.LOOKED_AFTER, read_yes_no),
        social_worker=row.value(Field.SOCIAL_WORKER, read_yes_no),
        eal=row.value(Field.EAL, read_yes_no),
        ethnicity=text(Field.ETHNICITY) or None,
        date_of_birth=row.day(Field.DATE_OF_BIRTH),
        admission_date=row.day(Field.ADMISSION_DATE),
        leaving_date=row.day(Field.LEAVING_DATE),
        file=row.log.file,
        row=row.row.line,
    )


def _check_order(details: PupilDetails, *, log: FileLog) -> None:
    """Born, then admitted, then left."""
    steps = (
        ("Birth", details.date_of_birth),
        ("Admission", details.admission_date),
        ("Leaving", details.leaving_date),
    )
    known = [(name, day) for name, day in steps if day is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            text = f"{later} on {second.isoformat()} lies before {earlier} on {first.isoformat()}. Correct the dates."
            log.refuse(ProblemKind.BAD_VALUE, text, row=details.row, pupil=details.pupil, found=second.isoformat())


def _add(found: dict[tuple[str, str | None], PupilDetails], details: PupilDetails, *, log: FileLog) -> None:
    """Keep the row unless the same pupil stands there already."""
    key = (details.pupil, details.school)
    earlier = found.get(key)
    if earlier is None:
        found[key] = details
    elif replace(earlier, row=None) == replace(details, row=None):
        text = f"This pupil is also in row {earlier.row}, with the same details. The row is left out."
        log.caution(ProblemKind.DUPLICATE_PUPIL, text, row=details.row, pupil=details.pupil, found=details.pupil)
    else:
        text = f"This pupil is also in row {earlier.row}, with other details. Keep the row that is right."
        log.refuse(ProblemKind.CONFLICTING_PUPIL, text, row=details.row, pupil=details.pupil, found=details.pupil)


def _looks_like_marks(header: HeadRow) -> bool:
    """Whether the header is rather one of marks: a column of marks, or half-days for columns."""
    names = {plain(cell) for cell in header.cells}
    has_marks = any(names & known_names(field, tier=tier) for field in (Field.CODE, Field.MARKS) for tier in (0, 1))
    return has_marks or any(
        read_half_day(cell) is not None or isinstance(read_date(cell, serials=False), date) for cell in header.cells
    )


def _check_says_something(header: HeadRow, *, log: FileLog) -> bool:
    """Whether some column says more of a pupil than who and where; otherwise that is reported."""
    if any(has_column(header.cells, field) for field in _CHARACTERISTICS):
        return True
    names = ", ".join(field.value for field in _CHARACTERISTICS)
    seen = ", ".join(cell.strip() for cell in header.cells if cell.strip())[:_SHOWN]
    text = f"No column says anything of the pupils that we know. The names taken are: {names}."
    if _looks_like_marks(header):
        text = f"{text} This seems to be a file of marks: name it without --pupils."
        log.refuse(ProblemKind.MISSING_COLUMN, text, row=header.line, found=seen)
        return False
    log.caution(ProblemKind.MISSING_COLUMN, text, row=header.line, found=seen)
    return True


def read_pupils(path: Path, *, problems: ProblemLog) -> dict[tuple[str, str | None], PupilDetails]:
    """Details by (pupil, school); school None where the row names none.

    Characteristics that cannot be read are warned about and left out; dates that cannot be read, two rows that
    disagree, a row without a pupil and a bad UPN are errors. Problems go to `problems`.
    """
    log = FileLog(problems, path.name)
    read = read_rows(path, _FIELDS, needed=Field.PUPIL, log=log)
    if read is None:
        return {}
    header, rows, log = read
    if not _check_says_something(header, log=log):
        return {}
    column = rows[0].name(Field.PUPIL) if rows else ""
    found: dict[tuple[str, str | None], PupilDetails] = {}
    for row in rows:
        if not row.text(Field.PUPIL):
            log.add(NO_PUPIL, row=row.line, column=column, found="")
            continue
        details = _details(_Row(row, log=log))
        _check_order(details, log=log)
        _add(found, details, log=log)
    if not found and not problems.has_errors():
        log.refuse(ProblemKind.NO_MARKS, "The file names no pupil below its header. Export it again.", row=header.line)
    lines = [details.row for details in found.values()]
    is_upn = plain(column) in known_names(Field.PUPIL, tier=0)
    check_pupil_numbers([pupil for pupil, _ in found], column=column, is_upn=is_upn, row_of=lines.__getitem__, log=log)
    return found
