"""Whether imported marks can be: each different case is judged once, however many marks are of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import day_of
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, CODES, code_of
from bellwether.core.taking import Level, PupilOnDay, SessionOnDay, mark_problems
from bellwether.registers.acts.imported.gathering import NO_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.taking import MarkProblem
    from bellwether.registers.acts.imported.gathering import Known
    from bellwether.registers.columns import MarkColumns

__all__ = ["judge"]

_CALENDAR: Final = CODES["#"].byte
"""A file cannot close a school for one pupil; Y3 and Y4 are events that it may tell of."""


def judge(
    marks: MarkColumns,
    chosen: NDArray[np.intp],
    *,
    before: NDArray[np.uint8],
    has_left: NDArray[np.bool_],
    known: Known,
) -> tuple[NDArray[np.int32], tuple[tuple[MarkProblem, ...], ...]]:
    """What is wrong with the chosen marks: for each a position in the second answer, -1 where nothing is.

    before: grid bytes that stand, shape (marks,); has_left: of those who are not on roll. Errors and warnings alike.
    What should be noted beside a code is not asked for: a file of marks has no place for it.
    """
    parts = (
        (marks.code, 256),
        (before, 256),
        (has_left, 2),
        (known.nc_year - NO_YEAR, 256),
        (known.is_dual, 2),
        (known.is_compulsory + 1, 3),
    )
    case = marks.slot[chosen]
    for values, room in parts:  # one number a case: sorting whole rows would take far longer
        case = case * room + values[chosen].astype(np.int64)
    _, first, number = np.unique(case, return_index=True, return_inverse=True)
    numbers: dict[tuple[object, ...], int] = {}
    reasons: list[tuple[MarkProblem, ...]] = []
    of_case = np.full(first.size, -1, dtype=np.int32)
    for position, at in enumerate(chosen[first].tolist()):
        if found := _problems(marks, at, before=before, has_left=has_left, known=known):
            key = tuple((each.kind, each.code, *sorted(each.facts.items())) for each in found)
            of_case[position] = numbers.setdefault(key, len(reasons))
            if len(numbers) > len(reasons):
                reasons.append(found)
    return of_case[number], tuple(reasons)


def _problems(
    marks: MarkColumns, at: int, *, before: NDArray[np.uint8], has_left: NDArray[np.bool_], known: Known
) -> tuple[MarkProblem, ...]:
    slot, code, stands, age = int(marks.slot[at]), int(marks.code[at]), int(before[at]), int(known.is_compulsory[at])
    return mark_problems(
        code_of(code),
        pupil=PupilOnDay(
            on_roll=stands != BYTE_NOT_ON_ROLL,
            compulsory_school_age=None if age < 0 else bool(age),
            year_group=None if known.nc_year[at] == NO_YEAR else int(known.nc_year[at]),
            standing=code_of(stands),
            dual_registered=bool(known.is_dual[at]),
            has_left=bool(has_left[at]),
        ),
        at=SessionOnDay(day_of(slot >> 1), slot & 1, is_open=stands != BYTE_CLOSED),
        today=known.today,
        level=Level.PUPIL if code == _CALENDAR else Level.SCHOOL,
    )
