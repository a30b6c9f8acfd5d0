"""What one pass over a register gives: counts by pupil and by session. Rates are made from them, last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.codes import CODES, CODES_BY_NUMBER

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NONE", "Measured", "SessionTotals"]

NONE = -1
"""Stands in a column array where there is no such session."""


@dataclass(frozen=True, slots=True)
class SessionTotals:
    """Totals of each group in each session of the counted year; shape (groups, 742), sessions counted once a pupil."""

    possible: NDArray[np.int32]
    authorised: NDArray[np.int32]
    unauthorised: NDArray[np.int32]

    @property
    def absent(self) -> NDArray[np.int32]:
        """Absent with or without leave."""
        return self.authorised + self.unauthorised

    @property
    def attended(self) -> NDArray[np.int32]:
        """Present, or at an approved educational activity."""
        return self.possible - self.absent


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, pupil by pupil. Every array has one entry (or row) a row of the matrix.

    The counts, spells, weekdays and illness days are those of the counted year up to the last session counted. The
    run of unauthorised sessions and the threshold run over all years of the matrix, laid end to end.

    codes: shape (pupils, CODE_COUNT), how often each code occurs, by its number in core.codes.CODES_BY_NUMBER.
    possible, authorised, unauthorised: sessions.
    spells: runs of absent sessions, over sessions that are not possible, broken by an attended one.
    longest_spell: absent sessions in the longest of them.
    weekday_absence: shape (pupils, 7), absent sessions by weekday, Monday first.
    illness_days: days with an illness mark in either session.
    longest_unauthorised_run: unauthorised sessions in a row, over sessions that are not possible, broken by any
    attended or authorised one. run_from, run_to: laid-out columns of its first and last session, -1 without one; of
    equally long runs, the first.
    threshold_peak: the most unauthorised sessions in any window of school weeks.
    threshold_from, threshold_met: laid-out columns of the first session of the first window that reached the
    threshold and of the session that met it; -1 where it was never met.
    sessions: totals by group and session.
    """

    codes: NDArray[np.int16]
    possible: NDArray[np.int32]
    authorised: NDArray[np.int32]
    unauthorised: NDArray[np.int32]
    spells: NDArray[np.int16]
    longest_spell: NDArray[np.int16]
    weekday_absence: NDArray[np.int16]
    illness_days: NDArray[np.int16]
    longest_unauthorised_run: NDArray[np.int16]
    run_from: NDArray[np.int32]
    run_to: NDArray[np.int32]
    threshold_peak: NDArray[np.int16]
    threshold_from: NDArray[np.int32]
    threshold_met: NDArray[np.int32]
    sessions: SessionTotals

    @property
    def absent(self) -> NDArray[np.int32]:
        """Absent sessions, authorised or not."""
        return self.authorised + self.unauthorised

    @property
    def attended(self) -> NDArray[np.int32]:
        """Attended sessions, present or at an approved educational activity."""
        return self.possible - self.absent

    @property
    def late(self) -> NDArray[np.int32]:
        """Late sessions: arrived before the register closed, or after it."""
        late = [
            number for number, code in enumerate(CODES_BY_NUMBER) if code in CODES and CODES[code].meanings[-1].late
        ]
        return _total(self.codes[:, late])

    @property
    def unmarked(self) -> NDArray[np.int32]:
        """School sessions, while on roll, without a mark."""
        return self.count_of(".")

    def count_of(self, code: str) -> NDArray[np.int32]:
        """How often one code (or `.`, `_`) occurs."""
        return self.codes[:, CODES_BY_NUMBER.index(code)].astype(np.int32)


def _total(counts: NDArray[np.int16]) -> NDArray[np.int32]:
    total: NDArray[np.int32] = counts.sum(axis=1, dtype=np.int32)
    return total
