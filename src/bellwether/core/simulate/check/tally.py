"""Everything that the checks look at, counted once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL
from bellwether.core.simulate.bands import BAND_EDGES
from bellwether.core.simulate.check.counts import PRESENT, Counts, activities, count_marks
from bellwether.core.simulate.check.weeks import Weeks, count_weeks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.authority import SimulatedAuthority

__all__ = ["Tally"]

_LATE_START = 5
"""An enrolment that begins more than so many days after its year group's first mark, or ends so many before, moves."""


@dataclass(frozen=True)
class Tally:
    """A made-up authority and its plain counts."""

    authority: SimulatedAuthority

    @cached_property
    def counts(self) -> Counts:
        """Sessions of each enrolment by code."""
        return count_marks(self.authority)

    @cached_property
    def is_counted(self) -> NDArray[np.bool_]:
        """In the statistics: aged 5 to 15 at the start of the year (Years 1 to 11), with a possible session."""
        return np.asarray((self.authority.pupils["year_group"] != "R") & (self.counts.possible > 0))

    @cached_property
    def phase(self) -> NDArray[np.int8]:
        """The phase of each enrolment."""
        return self.authority.phase_of_pupil

    @cached_property
    def weeks(self) -> Weeks:
        """Absence week by week, of the counted enrolments."""
        attending = (*PRESENT, *activities(self.authority.year))
        return count_weeks(self.authority, rows=np.flatnonzero(self.is_counted), attending=attending)

    def of_phase(self, phase: int) -> NDArray[np.bool_]:
        """The counted enrolments of a phase."""
        return np.asarray(self.is_counted & (self.phase == phase))

    def percent(self, sessions: NDArray[np.int64], which: NDArray[np.bool_]) -> float:
        """Sessions of some enrolments, % of their possible ones: the ratio of the sums. NaN where none is possible."""
        possible = int(self.counts.possible[which].sum())
        return 100 * int(sessions[which].sum()) / possible if possible else float("nan")

    def code_percent(self, code: str, which: NDArray[np.bool_]) -> float:
        """One code, % of possible sessions."""
        return self.percent(self.counts.by_code[code], which)

    def persistent_percent(self, which: NDArray[np.bool_]) -> float:
        """Persistent absentees, % of enrolments. NaN where there are none."""
        return 100 * float(self.counts.is_persistent[which].mean()) if which.any() else float("nan")

    def severe_percent(self, which: NDArray[np.bool_]) -> float:
        """Severe absentees, % of enrolments."""
        return 100 * float(self.counts.is_severe[which].mean()) if which.any() else float("nan")

    def band_shares(self, which: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The share of enrolments in each band, by whole numbers, shape (11,)."""
        absent, possible = self.counts.absent[which], self.counts.possible[which]
        percents = np.round(100 * BAND_EDGES[1:-1]).astype(np.int64)
        band = (100 * absent[:, None] >= percents[None, :] * possible[:, None]).sum(axis=1)
        return np.bincount(band, minlength=BAND_EDGES.size - 1) / max(1, absent.size)

    @cached_property
    def moves(self) -> NDArray[np.bool_]:
        """Starts later or leaves earlier than the year group does in that school, shape (enrolments,)."""
        codes = self.authority.codes
        there = (codes != BYTE_CLOSED) & (codes != BYTE_NOT_ON_ROLL)
        first, last = there.argmax(axis=1), codes.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
        years, year = np.unique(self.authority.pupils["year_group"], return_inverse=True)
        group = self.authority.school_of_pupil.astype(np.int64) * years.size + year
        begin = np.full(int(group.max()) + 1, codes.shape[1])
        end = np.zeros(int(group.max()) + 1, dtype=np.int64)
        np.minimum.at(begin, group, first)
        np.maximum.at(end, group, last)
        margin = 2 * _LATE_START
        return np.asarray(((first > begin[group] + margin) | (last < end[group] - margin)) & there.any(axis=1))
