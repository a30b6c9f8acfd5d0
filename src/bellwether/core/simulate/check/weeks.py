"""Absence by weekday, around breaks, and week by week for each pupil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import COLUMNS, SESSIONS_A_WEEK, WEEKS
from bellwether.core.simulate.check.counts import ABSENT, is_any_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.authority import SimulatedAuthority

__all__ = ["Weeks", "around_breaks", "by_weekday", "count_weeks", "persistence"]

_FEW = 1000


@dataclass(frozen=True)
class Weeks:
    """Absent and possible sessions by week of the grid: in all, shape (742,), and by pupil, shape (enrolments, 53)."""

    absent: NDArray[np.int64]
    possible: NDArray[np.int64]
    absent_by_pupil: NDArray[np.int16]
    possible_by_pupil: NDArray[np.int16]


def count_weeks(authority: SimulatedAuthority, *, rows: NDArray[np.int64], attending: tuple[str, ...]) -> Weeks:
    """Count some rows. rows: positions, shape (rows,). attending: the codes that are attendance."""
    absent, possible = np.zeros(COLUMNS, np.int64), np.zeros(COLUMNS, np.int64)
    by_pupil = [np.zeros((rows.size, WEEKS), np.int16) for _ in range(2)]
    for begin in range(0, rows.size, 5000):
        part = slice(begin, begin + 5000)
        codes = authority.codes[rows[part]]
        missed = is_any_of(codes, ABSENT)
        counted = missed | is_any_of(codes, attending)
        absent += missed.sum(axis=0)
        possible += counted.sum(axis=0)
        for array, cells in zip(by_pupil, (missed, counted), strict=True):
            array[part] = cells.reshape(-1, WEEKS, SESSIONS_A_WEEK).sum(axis=2)
    return Weeks(absent, possible, by_pupil[0], by_pupil[1])


def by_weekday(weeks: Weeks) -> NDArray[np.float64]:
    """The rate of absence of each weekday, shape (5,)."""
    absent, possible = (values.reshape(WEEKS, 7, 2).sum(axis=(0, 2))[:5] for values in (weeks.absent, weeks.possible))
    return np.asarray(absent / possible)


def around_breaks(weeks: Weeks) -> list[tuple[float, float]]:
    """The rate of absence in the last whole week before and the first after each break, in order."""
    possible = weeks.possible.reshape(WEEKS, -1).sum(axis=1)
    rate = weeks.absent.reshape(WEEKS, -1).sum(axis=1) / np.maximum(possible, 1)
    is_open = possible > possible.max() * 0.25
    pairs = []
    for week in np.flatnonzero(is_open[:-1] & ~is_open[1:]).tolist():
        after = next((later for later in range(week + 1, WEEKS) if is_open[later]), None)
        if after is not None:
            pairs.append((float(rate[week]), float(rate[after])))
    return pairs


def persistence(weeks: Weeks) -> NDArray[np.float64]:
    """For each whole week, the correlation over pupils of absence in it and in the rest of the year; shape (weeks,).

    A pupil counts in a week with six possible sessions or more; weeks with few such pupils are left out.
    """
    absent, possible = weeks.absent_by_pupil.astype(np.float64), weeks.possible_by_pupil.astype(np.float64)
    total_absent, total_possible = absent.sum(axis=1), possible.sum(axis=1)
    found = []
    for week in range(WEEKS):
        there = (possible[:, week] >= 6) & (total_possible - possible[:, week] > 100)
        if np.count_nonzero(there) < min(_FEW, absent.shape[0] // 2):
            continue
        here = absent[there, week] / possible[there, week]
        rest = (total_absent - absent[:, week])[there] / (total_possible - possible[:, week])[there]
        found.append(float(np.corrcoef(here, rest)[0, 1]))
    return np.array(found)
