"""Runs of one code in the grid, over the sessions that a school has: how long they are and what they stand beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.codes import BYTE_CLOSED, CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bellwether.core.simulate.authority import SimulatedAuthority

__all__ = ["Runs", "open_sessions", "runs_of"]

_HOLIDAY_COLUMNS: Final = 14
"""Closed for a week or more: a break, where a weekend with a training day is none."""


@dataclass(frozen=True)
class Runs:
    """sessions: shape (runs,), length over open sessions. is_beside_break: shape (runs,), touches a holiday."""

    sessions: NDArray[np.int64]
    is_beside_break: NDArray[np.bool_]


def open_sessions(authority: SimulatedAuthority) -> Iterator[tuple[slice, NDArray[np.int64]]]:
    """The rows of each school and the columns in which it is open, shape (sessions,), school by school."""
    ends = authority.rows_of_schools()
    for begin, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        if end > begin:
            yield slice(begin, end), np.flatnonzero(authority.codes[begin] != BYTE_CLOSED)


def _beside_break(columns: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each session is the first after a break, and the last before one (the summer counts)."""
    gap = np.diff(columns) > _HOLIDAY_COLUMNS
    return np.concatenate([[True], gap]), np.concatenate([gap, [True]])


def runs_of(authority: SimulatedAuthority, *, code: str, year_groups: NDArray[np.bool_]) -> Runs:
    """Every maximal run of one code. year_groups: shape (enrolments,), the rows that count."""
    lengths, beside = [], []
    for rows, columns in open_sessions(authority):
        has = (authority.codes[rows][:, columns] == CODES[code].byte) & year_groups[rows, None]
        padded = np.pad(has, ((0, 0), (1, 1)))
        begin = np.nonzero(padded[:, 1:] & ~padded[:, :-1])[1]
        end = np.nonzero(padded[:, :-1] & ~padded[:, 1:])[1]
        first, last = _beside_break(columns)
        lengths.append(end - begin)
        beside.append(first[np.minimum(begin, columns.size - 1)] | last[end - 1])
    return Runs(np.concatenate(lengths), np.concatenate(beside))
