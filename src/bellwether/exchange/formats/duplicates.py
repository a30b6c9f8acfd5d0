"""One mark a pupil, school and session: repeats that agree are dropped, repeats that disagree are errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import day_of
from bellwether.core.codes import BYTE_UNMARKED, code_of
from bellwether.core.problems import Problem, ProblemKind, ProblemLog, Severity
from bellwether.exchange.formats.finish import choose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.exchange.formats.model import Marks

__all__ = ["report_duplicates"]

_LARGEST_TABLE: Final = 1 << 30
_CHUNK: Final = 1 << 18


def _rise(enrolment: NDArray[np.int32], slot: NDArray[np.int32]) -> bool:
    """Whether the marks stand by enrolment and session, each after the one before: then none stands twice."""
    for start in range(0, slot.size - 1, _CHUNK):
        stop = min(start + _CHUNK, slot.size - 1)
        here, behind = slice(start, stop), slice(start + 1, stop + 1)
        is_same = enrolment[here] == enrolment[behind]
        if (enrolment[here] > enrolment[behind]).any() or (is_same & (slot[here] >= slot[behind])).any():
            return False
    return True


def _has_repeats(enrolment: NDArray[np.int32], slot: NDArray[np.int32]) -> bool:
    """Whether any pair stands twice: by ticking off a table of all pairs, which is smaller than a sort."""
    lowest = int(slot.min())
    width = int(slot.max()) - lowest + 1
    size = (int(enrolment.max()) + 1) * width
    if size > max(_LARGEST_TABLE, 8 * slot.size):
        return int(np.unique(enrolment.astype(np.int64) * width + (slot - lowest)).size) < slot.size
    ticked = np.zeros(size, dtype=bool)
    for start in range(0, slot.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        ticked[enrolment[part].astype(np.int64) * width + (slot[part] - lowest)] = True
    return int(np.count_nonzero(ticked)) < slot.size


def _label(slot: int) -> str:
    return f"{day_of(slot >> 1).isoformat()} {'PM' if slot & 1 else 'AM'}"


def report_duplicates(marks: Marks, *, problems: ProblemLog) -> Marks:
    """The marks with one mark a pupil, school and session, otherwise in their order.

    The first of several stays; a blank gives way to a mark and is no disagreement. What agrees is a warning at the
    later place, what disagrees an error there that names the earlier.
    """
    if _rise(marks.enrolment, marks.slot) or not _has_repeats(marks.enrolment, marks.slot):
        return marks
    is_blank = marks.code == BYTE_UNMARKED
    order = np.lexsort((np.arange(len(marks)), is_blank, marks.slot, marks.enrolment))
    enrolment, slot = marks.enrolment[order], marks.slot[order]
    is_new = np.ones(order.size, dtype=bool)
    is_new[1:] = (enrolment[1:] != enrolment[:-1]) | (slot[1:] != slot[:-1])
    firsts = order[np.flatnonzero(is_new)][np.cumsum(is_new) - 1]
    repeats, originals = order[~is_new], firsts[~is_new]
    by_place = np.argsort(repeats, kind="stable")
    repeats, originals = repeats[by_place], originals[by_place]
    clashes = (marks.code[repeats] != marks.code[originals]) & ~is_blank[repeats]
    _report(marks, repeats[~clashes], originals[~clashes], severity=Severity.WARNING, problems=problems)
    _report(marks, repeats[clashes], originals[clashes], severity=Severity.ERROR, problems=problems)
    kept = np.ones(len(marks), dtype=bool)
    kept[repeats] = False
    return choose(marks, kept)


def _report(
    marks: Marks, repeats: NDArray[np.intp], originals: NDArray[np.intp], *, severity: Severity, problems: ProblemLog
) -> None:
    agrees = severity is Severity.WARNING
    kind = ProblemKind.DUPLICATE_MARK if agrees else ProblemKind.CONFLICTING_MARK
    room = problems.room(severity)
    for repeat, original in zip(repeats[:room].tolist(), originals[:room].tolist(), strict=True):
        is_blank = int(marks.code[repeat]) == BYTE_UNMARKED
        first = code_of(int(marks.code[original]))
        where = f"row {marks.row[original]} of {marks.file_of(original)}"
        when = _label(int(marks.slot[repeat]))
        text = f"For {when} {where} says {first} and this row says otherwise. Keep the mark that is right."
        if agrees:
            text = f"The mark of {when} is given again after {where}. It counts once."
        if agrees and is_blank and int(marks.code[original]) != BYTE_UNMARKED:
            text = f"There is no mark here, but {where} has one for {when}. That one counts."
        problems.add(
            Problem(
                kind,
                severity,
                text,
                file=marks.file_of(repeat),
                row=int(marks.row[repeat]),
                column=marks.column_of(repeat),
                pupil=marks.pupil[marks.enrolment[repeat]],
                found="" if is_blank else code_of(int(marks.code[repeat])),
            )
        )
    problems.count_more(severity, kind, repeats.size - room)
