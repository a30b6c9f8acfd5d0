"""From the long answers of the table engines to the dense arrays that are compared; never timed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import CODE_COUNT
from benchmarks.outputs import COMPARED, Outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from benchmarks.long_table import LongTable

__all__ = ["LongAnswers"]


@dataclass(frozen=True)
class LongAnswers:
    """What a table engine gives back: seven tables, each a mapping from column name to values, in any order.

    pupils: pupil, possible, authorised, unauthorised. codes: pupil, code, n. weekdays: pupil, weekday (1 Monday), n.
    spells: pupil, spells, longest. illness: pupil, days. runs: pupil, longest. threshold: pupil, peak, met (day number
    or -1). sessions: school, day (number), session, possible, authorised, unauthorised.
    A pupil without any may be left out of codes, weekdays, spells, illness, runs and threshold.
    """

    pupils: Mapping[str, ArrayLike]
    codes: Mapping[str, ArrayLike]
    weekdays: Mapping[str, ArrayLike]
    spells: Mapping[str, ArrayLike]
    illness: Mapping[str, ArrayLike]
    runs: Mapping[str, ArrayLike]
    threshold: Mapping[str, ArrayLike]
    sessions: Mapping[str, ArrayLike]

    def dense(self, table: LongTable) -> Outputs:
        """The same, with 0 (or -1: never) where a row was left out."""
        size = (table.pupils,)
        codes = _laid((*size, CODE_COUNT), self.codes, ("pupil", "code"), "n")
        weekdays = _laid((*size, 8), self.weekdays, ("pupil", "weekday"), "n")
        of_pupil = {name: _laid(size, self.pupils, ("pupil",), name) for name in self.pupils if name != "pupil"}
        return Outputs(
            possible=of_pupil["possible"],
            authorised=of_pupil["authorised"],
            unauthorised=of_pupil["unauthorised"],
            codes=codes[:, COMPARED],
            weekdays=weekdays[:, 1:],
            spells=_laid(size, self.spells, ("pupil",), "spells"),
            longest_spell=_laid(size, self.spells, ("pupil",), "longest"),
            illness_days=_laid(size, self.illness, ("pupil",), "days"),
            longest_run=_laid(size, self.runs, ("pupil",), "longest"),
            peak=_laid(size, self.threshold, ("pupil",), "peak"),
            met=_laid(size, self.threshold, ("pupil",), "met", default=-1),
            by_session=self._by_session(table),
        )

    def _by_session(self, table: LongTable) -> NDArray[np.int64]:
        column = 2 * (_whole(self.sessions["day"]) - table.first_day) + _whole(self.sessions["session"])
        given = {**self.sessions, "column": column}
        shape = (table.schools, COLUMNS)
        names = ("possible", "authorised", "unauthorised")
        return np.stack([_laid(shape, given, ("school", "column"), name) for name in names])


def _whole(values: ArrayLike) -> NDArray[np.int64]:
    return np.asarray(values).astype(np.int64)


def _laid(
    shape: tuple[int, ...], table: Mapping[str, ArrayLike], axes: tuple[str, ...], name: str, *, default: int = 0
) -> NDArray[np.int64]:
    laid = np.full(shape, default, dtype=np.int64)
    laid[tuple(_whole(table[axis]) for axis in axes)] = _whole(table[name])
    return laid
