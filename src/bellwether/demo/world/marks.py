"""The marks of the simulation as they stood before this morning, and how this morning really is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import first_monday
from bellwether.core.codes import (
    BYTE_CLOSED,
    BYTE_NOT_ON_ROLL,
    BYTE_UNMARKED,
    byte_of,
    code_of,
)
from bellwether.demo.world.moment import open_days

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.demo.world.moment import Stage

__all__ = ["PlannedMarks", "column_of_day", "make_marks"]

_UNEXPLAINED_DAYS: Final = 5
"""School days for which a mark may still stand without a reason in this authority: older ones have become O."""
_LEFT_OPEN: Final = 0.3
"""Of the absences that began in those days, how many nobody has explained yet."""
_LATEST_MINUTES: Final = 18


@dataclass(frozen=True)
class PlannedMarks:
    """Rows as in the simulation.

    before: shape (enrolments, 742), grid bytes up to yesterday; from today on unmarked where the school is open.
    minutes_late: by row and column, for each L. morning: shape (enrolments,), the code each pupil would have today if
    everybody knew everything.
    """

    before: NDArray[np.uint8]
    minutes_late: dict[tuple[int, int], int]
    morning: tuple[str, ...]


def column_of_day(year: int, day: date) -> int:
    """The column of a day's morning."""
    return 2 * (day - first_monday(year)).days


def make_marks(stage: Stage, *, seed: int) -> PlannedMarks:
    """Cut the simulated year off at today, and leave some of the last days unexplained."""
    rng = np.random.default_rng([seed, stage.year, 7])
    today = column_of_day(stage.year, stage.today)
    codes = stage.authority.codes.copy()
    morning = tuple(code_of(int(byte)) for byte in codes[:, today])
    _leave_open(codes, stage, rng=rng)
    ahead = codes[:, today:]
    ahead[~np.isin(ahead, (BYTE_CLOSED, BYTE_NOT_ON_ROLL))] = BYTE_UNMARKED
    rows, columns = np.nonzero(codes == byte_of("L"))
    minutes = rng.integers(1, _LATEST_MINUTES + 1, rows.size)
    late = {
        (row, column): minute
        for row, column, minute in zip(rows.tolist(), columns.tolist(), minutes.tolist(), strict=True)
    }
    return PlannedMarks(codes, late, morning)


def _leave_open(codes: NDArray[np.uint8], stage: Stage, *, rng: np.random.Generator) -> None:
    """What is older than the deadline has its reason or is O; of what is younger, some has none."""
    past = [day for day in open_days(stage.authority) if day < stage.today]
    first = column_of_day(stage.year, past[-_UNEXPLAINED_DAYS])
    today = column_of_day(stage.year, stage.today)
    older = codes[:, :first]
    older[older == byte_of("N")] = byte_of("O")
    recent = codes[:, first:today]
    reasons = np.isin(recent, [byte_of("I"), byte_of("O"), byte_of("N")])
    began_before = np.isin(codes[:, :first], [byte_of("I"), byte_of("O")])[:, -4:].any(axis=1)
    is_open = ~began_before & (rng.random(len(codes)) < _LEFT_OPEN)
    recent[reasons & is_open[:, None]] = byte_of("N")
    recent[(recent == byte_of("N")) & ~is_open[:, None]] = byte_of("O")
