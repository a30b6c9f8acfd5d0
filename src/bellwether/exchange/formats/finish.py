"""What is looked at once all marks of a file stand in arrays: signs, times, blanks, pupil numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import day_number, day_of
from bellwether.core.codes import BYTE_UNMARKED, CODES, code_of, present_byte
from bellwether.core.identifiers import UpnVerdict, check_upn, is_upn_like
from bellwether.core.problems import ProblemKind, Severity
from bellwether.exchange.formats.reporting import FileLog, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from bellwether.core.codes import Code
    from bellwether.exchange.formats.model import Marks

__all__ = [
    "BYTE_BLANK_CELL",
    "BYTE_UNREAD_CELL",
    "check_marks",
    "check_pupil_numbers",
    "choose",
    "first_rows",
    "settle_blanks",
    "upn_trouble",
    "without_nameless",
]

BYTE_BLANK_CELL: Final = 0
"""While a file is being read: a blank cell of a layout that has a cell for every session, wanted or not."""

BYTE_UNREAD_CELL: Final = 255
"""While a file is being read: a cell of such a layout that is reported as an error and gives no mark."""

_PIECE: Final = 1 << 20

_BLANK: Final = Trouble(
    ProblemKind.BLANK_MARK,
    Severity.WARNING,
    "There is no mark: the session counts as not yet marked, neither as attended nor as missed. Enter the mark.",
)
_UPN_FAULTS: Final = {
    UpnVerdict.BAD_LENGTH: "A UPN has 13 characters.",
    UpnVerdict.BAD_LETTER: "A UPN never has the letters I, O or S.",
    UpnVerdict.BAD_FORMAT: "A UPN is a letter, eleven digits, and a digit or letter.",
    UpnVerdict.WRONG_CHECK_LETTER: "The check letter does not belong to the digits: one of them is mistyped.",
}


def _report(
    marks: Marks, positions: NDArray[np.intp], trouble: Trouble, *, log: FileLog, found: str | None = None
) -> None:
    """The same trouble at each of the marks."""

    def place(mark: int) -> tuple[int, str | None, str | None, str | None]:
        shown = code_of(int(marks.code[mark])) if found is None else found
        return int(marks.row[mark]), marks.column_of(mark), marks.pupil[marks.enrolment[mark]], shown

    log.cells(positions, np.zeros(positions.size, dtype=np.int64), [trouble], place=place)


def settle_blanks(marks: Marks, *, log: FileLog) -> Marks:
    """Blank cells as marks not yet made where the school had the session; left out where nobody there has a mark.

    Cells that could not be read are left out: they are reported already.
    """
    unread = marks.code == BYTE_UNREAD_CELL
    if unread.any():
        marks = choose(marks, ~unread)
    blank = marks.code == BYTE_BLANK_CELL
    if not blank.any():
        return marks
    schools: dict[str | None, int] = {}
    school_of = np.array([schools.setdefault(school, len(schools)) for school in marks.school], dtype=np.int64)
    slots, slot_number = np.unique(marks.slot, return_inverse=True)
    held = np.zeros((max(1, len(schools)), slots.size), dtype=bool)
    is_marked = (
        ~blank & (marks.code != BYTE_UNMARKED) & (marks.code != CODES["#"].byte) & (marks.code != CODES["Z"].byte)
    )
    held[school_of[marks.enrolment[is_marked]], slot_number[is_marked]] = True
    kept = ~blank | held[school_of[marks.enrolment], slot_number]
    code = np.where(blank, np.uint8(BYTE_UNMARKED), marks.code).astype(np.uint8)
    settled = replace(marks, code=code)
    _report(settled, np.flatnonzero(blank & kept), _BLANK, log=log, found="")
    return choose(settled, kept)


def choose(marks: Marks, kept: NDArray[np.bool_]) -> Marks:
    """The marks where `kept`, shape (marks,), is true; enrolments stay."""
    return replace(
        marks,
        enrolment=marks.enrolment[kept],
        slot=marks.slot[kept],
        code=marks.code[kept],
        row=marks.row[kept],
        file=marks.file if isinstance(marks.file, int) else marks.file[kept],
        column=None if marks.column is None else marks.column[kept],
        minutes_late=None if marks.minutes_late is None else marks.minutes_late[kept],
    )


def without_nameless(marks: Marks) -> Marks:
    """The same marks without enrolments that name no pupil: such rows are empty or an error, and give no mark."""
    if "" not in marks.pupil:
        return marks
    is_named = np.array([bool(pupil) for pupil in marks.pupil], dtype=bool)
    number = np.cumsum(is_named, dtype=np.int32) - np.int32(1)
    named = np.flatnonzero(is_named).tolist()
    return replace(
        marks,
        pupil=tuple(marks.pupil[at] for at in named),
        school=tuple(marks.school[at] for at in named),
        enrolment=number[marks.enrolment],
    )


def _pieces(length: int) -> Iterator[slice]:
    """Slices of a long array that are small enough to stay near the processor."""
    return (slice(start, start + _PIECE) for start in range(0, length, _PIECE))


def _straighten_signs(marks: Marks, *, log: FileLog) -> None:
    """A present sign of the other half-day is taken as present; the code array is changed in place."""
    for session, name in ((0, "morning"), (1, "afternoon")):
        sign = np.uint8(present_byte(1 - session))
        found = [
            np.flatnonzero((marks.code[piece] == sign) & ((marks.slot[piece] & 1) == session)) + piece.start
            for piece in _pieces(len(marks))
        ]
        wrong = np.concatenate(found)
        if wrong.size:
            right = code_of(present_byte(session))
            text = f"This sign belongs to the other half-day; in the {name} it is taken as present ({right})."
            _report(marks, wrong, Trouble(ProblemKind.WRONG_SESSION_SIGN, Severity.WARNING, text), log=log)
            marks.code[wrong] = present_byte(session)


def _out_of_time(code: Code, day: int) -> Trouble | None:
    """What is wrong with the code on a day, given as days since 1970."""
    on = day_of(day)
    if code.meaning_on(on) is None:
        if on < code.meanings[0].in_force.first:
            since = code.meanings[0].in_force.first.isoformat()
            text = (
                f"{code.code} is in use only since {since}. It counts by its own meaning all the same; check the mark."
            )
            return Trouble(ProblemKind.CODE_NOT_YET_IN_FORCE, Severity.WARNING, text)
        text = f"{code.code} was no longer in use that day. It counts by its own meaning all the same; check the mark."
        return Trouble(ProblemKind.RETIRED_CODE, Severity.WARNING, text)
    caution = code.caution_on(on)
    return None if caution is None else Trouble(ProblemKind.UNCONFIRMED_MEANING, Severity.WARNING, caution.text)


def _edges(code: Code) -> list[int]:
    """Days since 1970 on which something about the code may change."""
    periods = [meaning.in_force for meaning in code.meanings] + [caution.in_force for caution in code.cautions]
    return sorted(
        {day_number(period.first) for period in periods}
        | {day_number(period.last) + 1 for period in periods if period.last}
    )


def _check_times(marks: Marks, *, log: FileLog) -> None:
    """Warn of codes used before or after their time, and of uses that are not settled."""
    first, last = int(marks.slot.min()) >> 1, int(marks.slot.max()) >> 1
    present = np.zeros(256, dtype=np.int64)
    for piece in _pieces(len(marks)):
        present += np.bincount(marks.code[piece], minlength=256)
    for code in CODES.values():
        if not present[code.byte]:
            continue
        starts = [first, *(edge for edge in _edges(code) if first < edge <= last), last + 1]
        for start, stop in pairwise(starts):
            if (trouble := _out_of_time(code, start)) is not None:
                days = marks.slot >> 1
                found = np.flatnonzero((marks.code == code.byte) & (days >= start) & (days < stop))
                _report(marks, found, trouble, log=log)


def check_marks(marks: Marks, *, log: FileLog) -> None:
    """Signs of the wrong half-day are mended in place and warned about; codes out of their time are warned about."""
    if len(marks):
        _straighten_signs(marks, log=log)
        _check_times(marks, log=log)


def upn_trouble(label: str, *, is_upn: bool) -> Trouble | None:
    """What is wrong with a pupil's label as a UPN; other labels are never wrong. is_upn: the column says it is one."""
    verdict = check_upn(label)
    if verdict is UpnVerdict.VALID or (not is_upn and not is_upn_like(label)):
        return None
    if verdict is UpnVerdict.UNKNOWN_AUTHORITY:
        number = label.strip()[1:4]
        text = f"No authority that we know of has the number {number} of this UPN. Check it in the admission register."
        return Trouble(ProblemKind.UNKNOWN_UPN_AUTHORITY, Severity.WARNING, text)
    text = f"This is no UPN. {_UPN_FAULTS[verdict]} Correct it from the admission register."
    return Trouble(ProblemKind.BAD_UPN, Severity.ERROR, text)


def check_pupil_numbers(
    labels: Iterable[str], *, column: str | None, is_upn: bool, row_of: Callable[[int], int | None], log: FileLog
) -> None:
    """Check each label as a UPN. row_of: the first row of the label at a position, asked only for those in trouble."""
    seen: set[str] = set()
    for position, label in enumerate(labels):
        if label in seen:
            continue
        seen.add(label)
        trouble = upn_trouble(label, is_upn=is_upn)
        if trouble is None:
            continue
        if log.problems.room(trouble.severity):
            log.add(trouble, row=row_of(position), column=column, pupil=label, found=label)
        else:
            log.problems.count_more(trouble.severity, trouble.kind, 1)


def first_rows(marks: Marks) -> Callable[[int], int | None]:
    """A function that gives the first row of an enrolment; the look-up is made when first asked."""
    rows: list[NDArray[np.int32]] = []

    def row_of(enrolment: int) -> int | None:
        if not rows:
            first = np.full(len(marks.pupil), -1, dtype=np.int32)
            first[marks.enrolment[::-1]] = marks.row[::-1]
            rows.append(first)
        row = int(rows[0][enrolment])
        return row if row >= 0 else None

    return row_of
