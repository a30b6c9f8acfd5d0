"""What the counting pass is given: plain arrays, checked by RegisterMatrix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import byte_of
from bellwether.core.register.measured import SessionTotals
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PassInput", "code_counts", "session_totals"]


@dataclass(frozen=True)
class PassInput:
    """Arrays over rows of `years * 744` bytes; see RegisterMatrix and SchoolSessions for each.

    classes: uint8, shape (years, 256), SessionClass of each byte in each year. code_numbers: uint8, shape (256,).
    counted_year: which block of 744 columns is counted. stop: first column that is not looked at.
    """

    cells: NDArray[np.uint8]
    school_of_row: NDArray[np.int32]
    template: NDArray[np.uint8]
    open_before: NDArray[np.int32]
    week_numbers: NDArray[np.int32]
    classes: NDArray[np.uint8]
    code_numbers: NDArray[np.uint8]
    illness: int
    counted_year: int
    stop: int
    window_sessions: int
    window_weeks: int
    group_of_row: NDArray[np.int32]
    groups: int

    @property
    def start(self) -> int:
        """The first counted column."""
        return self.counted_year * STRIDE

    @cached_property
    def open_sessions(self) -> NDArray[np.bool_]:
        """Which counted columns each school was open in, up to `stop`; shape (schools, 742)."""
        is_open = self.open_before[:, 1:] > self.open_before[:, :-1]
        counted = is_open[:, self.start : self.start + COLUMNS].copy()
        counted[:, max(0, self.stop - self.start) :] = False
        return counted

    @cached_property
    def open_half_days(self) -> NDArray[np.int32]:
        """How many mornings and afternoons of the counted year each school was open up to `stop`; (schools, 2)."""
        return np.stack([self.open_sessions[:, half::2].sum(axis=1, dtype=np.int32) for half in (0, 1)], axis=1)


def code_counts(given: PassInput, exceptions: NDArray[np.int16], taken: NDArray[np.int32]) -> NDArray[np.int16]:
    """Counts of every code: what differs from the all-present row, and the present marks that are left.

    exceptions: shape (rows, CODE_COUNT), codes of the cells that differ; taken over.
    taken: shape (rows, 2), how many open morning and afternoon sessions differ from present.
    """
    for session, code in enumerate("/\\"):
        present = given.open_half_days[given.school_of_row, session] - taken[:, session]
        exceptions[:, given.code_numbers[byte_of(code)]] += present.astype(np.int16)
    return exceptions


def session_totals(
    given: PassInput, out: NDArray[np.int32], authorised: NDArray[np.int32], unauthorised: NDArray[np.int32]
) -> SessionTotals:
    """Totals by group and session, from how many cells of open sessions were out of the possible ones, or absent.

    out, authorised, unauthorised: shape (groups, 742).
    """
    schools = len(given.template)
    pairs = np.bincount(given.group_of_row.astype(np.int64) * schools + given.school_of_row)
    group, school = np.divmod(np.flatnonzero(pairs), schools)
    open_cells = np.zeros((given.groups, COLUMNS), dtype=np.int32)
    own_cells = pairs[pairs > 0, None].astype(np.int32) * given.open_sessions[school]
    if (np.diff(group) > 0).all():
        # Each group lies in one school, as where the schools are the groups: nothing has to be added up.
        open_cells[group] = own_cells
    else:
        np.add.at(open_cells, group, own_cells)
    return SessionTotals(open_cells - out, authorised, unauthorised)
