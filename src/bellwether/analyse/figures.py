"""The counts and flags of every entry in one academic year: measured from marks, or taken from imported totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.codes import CODES_BY_NUMBER, counted_codes
from bellwether.core.measures.rates import is_persistent, is_severe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.analyse.enrolments import Enrolments
    from bellwether.core.policy import Thresholds
    from bellwether.core.register import Measured

__all__ = ["CODE_NAMES", "COUNT_NAMES", "Figures", "figures_of"]

COUNT_NAMES = ("possible", "attended", "authorised", "unauthorised", "late", "unmarked")
"""The counts of the output contract, of a pupil and of a group alike."""

CODE_NAMES = counted_codes()
_CODE_NUMBERS = [CODES_BY_NUMBER.index(code) for code in CODE_NAMES]


@dataclass(frozen=True)
class Figures:
    """Counts of one academic year; every array has one entry an enrolment.

    codes: shape (entries, len(CODE_NAMES)). is_marked: False where the counts come from imported totals alone, so
    that codes, late and unmarked sessions, spells and days are not known.
    """

    year: int
    possible: NDArray[np.int64]
    authorised: NDArray[np.int64]
    unauthorised: NDArray[np.int64]
    late: NDArray[np.int64]
    unmarked: NDArray[np.int64]
    codes: NDArray[np.int64]
    persistent: NDArray[np.bool_]
    severe: NDArray[np.bool_]
    is_marked: NDArray[np.bool_]

    @property
    def absent(self) -> NDArray[np.int64]:
        """Absent sessions, authorised or not."""
        return self.authorised + self.unauthorised

    @property
    def attended(self) -> NDArray[np.int64]:
        """Attended sessions."""
        return self.possible - self.absent

    def counts(self) -> NDArray[np.int64]:
        """The counts of COUNT_NAMES side by side, shape (entries, 6)."""
        return np.stack([getattr(self, name) for name in COUNT_NAMES], axis=1)


def figures_of(enrolments: Enrolments, measured: Measured, thresholds: Thresholds, *, year: int) -> Figures:
    """The figures of a year: what was measured, or the imported totals where an entry's marks could not be placed."""
    possible = measured.possible.astype(np.int64)
    authorised = measured.authorised.astype(np.int64)
    unauthorised = measured.unauthorised.astype(np.int64)
    is_marked = np.ones(len(enrolments), dtype=bool)
    for ix, totals in enrolments.totals.items():
        for total in totals:
            if total.year == year:
                possible[ix] += total.possible
                authorised[ix] += total.authorised
                unauthorised[ix] += total.unauthorised
                is_marked[ix] = False
    absent = authorised + unauthorised
    return Figures(
        year=year,
        possible=possible,
        authorised=authorised,
        unauthorised=unauthorised,
        late=measured.late.astype(np.int64),
        unmarked=measured.unmarked.astype(np.int64),
        codes=measured.codes[:, _CODE_NUMBERS].astype(np.int64),
        persistent=is_persistent(absent, possible, share=thresholds.persistent),
        severe=is_severe(absent, possible, share=thresholds.severe),
        is_marked=is_marked,
    )
