"""Runs of sessions: where a known number of sessions begins on a known day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.codes import BYTE_NOT_ON_ROLL
from bellwether.core.simulate.frame import is_present

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Windows", "place_at", "place_runs", "place_singles", "place_somewhere", "windows_of"]

_ROUNDS: Final = 3


@dataclass(frozen=True)
class Windows:
    """The sessions between which each pupil is on roll, shape (pupils,): first one inside, first one after."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    def somewhere(
        self, rows: NDArray[np.int64], room: NDArray[np.int64], *, rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """A random session of each row from which `room` sessions still fit, the first one where they don't."""
        span = np.maximum(self.end[rows] - self.begin[rows] - room + 1, 1)
        return np.asarray(self.begin[rows] + (rng.random(rows.size) * span).astype(np.int64))


def windows_of(marks: NDArray[np.uint8]) -> Windows:
    """On roll from where to where. marks: shape (pupils, sessions)."""
    on_roll = marks != BYTE_NOT_ON_ROLL
    begin = on_roll.argmax(axis=1)
    end = marks.shape[1] - on_roll[:, ::-1].argmax(axis=1)
    return Windows(begin, np.where(on_roll.any(axis=1), end, begin))


def place_at(marks: NDArray[np.uint8], row: NDArray[np.int64], session: NDArray[np.int64], *, byte: int) -> None:
    """Put a mark wherever the pupil would have been present; anything else stays. row, session: shape (places,)."""
    inside = (session >= 0) & (session < marks.shape[1])
    row, session = row[inside], session[inside]
    free = is_present(marks[row, session])
    marks[row[free], session[free]] = byte


def place_runs(
    marks: NDArray[np.uint8],
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    *,
    byte: int,
    step: int = 1,
) -> None:
    """Put `lengths` marks from `starts` on, every session or every second one. All of shape (runs,)."""
    total = int(lengths.sum())
    within = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    place_at(marks, np.repeat(rows, lengths), np.repeat(starts, lengths) + step * within, byte=byte)


def place_somewhere(
    marks: NDArray[np.uint8],
    lengths: NDArray[np.int64],
    windows: Windows,
    *,
    byte: int,
    whole_days: bool,
    rng: np.random.Generator,
) -> None:
    """Put one run of each length (shape (pupils,), 0 for none) anywhere on roll; what meets other marks, elsewhere."""
    had = np.count_nonzero(marks == byte, axis=1)
    for _ in range(_ROUNDS):
        missing = had + lengths - np.count_nonzero(marks == byte, axis=1)
        rows = np.flatnonzero(missing > 0)
        starts = windows.somewhere(rows, missing[rows], rng=rng)
        place_runs(marks, rows, starts & ~1 if whole_days else starts, missing[rows], byte=byte)


def place_singles(
    marks: NDArray[np.uint8],
    counts: NDArray[np.int64],
    windows: Windows,
    *,
    byte: int,
    mornings: bool,
    rng: np.random.Generator,
) -> None:
    """Put `counts` marks of each pupil (shape (pupils,)) on random sessions or mornings; on a taken one, elsewhere."""
    had = np.count_nonzero(marks == byte, axis=1)
    for _ in range(_ROUNDS):
        missing = np.maximum(had + counts - np.count_nonzero(marks == byte, axis=1), 0)
        rows = np.repeat(np.arange(counts.size), missing)
        session = windows.somewhere(rows, np.ones(rows.size, dtype=np.int64), rng=rng)
        place_at(marks, rows, session & ~1 if mornings else session, byte=byte)
