"""Plain counts of a made-up authority's marks, made from the grid alone and not with the project's kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.codes import CODES
from bellwether.core.simulate.calibration import NEW_CODES_FROM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.authority import SimulatedAuthority

__all__ = ["ABSENT", "AUTHORISED", "PRESENT", "UNAUTHORISED", "Counts", "activities", "count_marks", "is_any_of"]

# The formulas' own lists of codes (DOMAIN reference, 1.4), written out again so that they can disagree with the table.
PRESENT: Final = ("/", "\\", "L")
_ROWS: Final = 5000
_ACTIVITIES: Final = ("V", "P", "W", "B")
AUTHORISED: Final = ("C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T", "H")
UNAUTHORISED: Final = ("G", "N", "O", "U")
ABSENT: Final = (*AUTHORISED, *UNAUTHORISED)


@dataclass(frozen=True)
class Counts:
    """Sessions of each enrolment, every array of shape (enrolments,).

    by_code: by the code as the law writes it. attended, authorised, unauthorised: sums of the lists of codes.
    """

    by_code: dict[str, NDArray[np.int64]]
    attended: NDArray[np.int64]
    authorised: NDArray[np.int64]
    unauthorised: NDArray[np.int64]

    @property
    def absent(self) -> NDArray[np.int64]:
        """Authorised and not."""
        return self.authorised + self.unauthorised

    @property
    def possible(self) -> NDArray[np.int64]:
        """Attended and missed."""
        return self.attended + self.absent

    @property
    def is_persistent(self) -> NDArray[np.bool_]:
        """Missed a tenth or more of the own possible sessions, in whole numbers."""
        return (self.possible > 0) & (10 * self.absent >= self.possible)

    @property
    def is_severe(self) -> NDArray[np.bool_]:
        """Missed half or more."""
        return (self.possible > 0) & (2 * self.absent >= self.possible)


def is_any_of(codes: NDArray[np.uint8], wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    """Where a grid byte stands for one of the codes, shape as given."""
    table = np.zeros(256, dtype=np.bool_)
    table[[CODES[code].byte for code in wanted]] = True
    return np.asarray(table[codes])


def activities(year: int) -> tuple[str, ...]:
    """The approved activities of the year: K came and J went with the codes of 19 August 2024."""
    return (*_ACTIVITIES, "K" if year >= NEW_CODES_FROM else "J")


def _count_bytes(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How often each byte stands in each row, shape (rows, 256)."""
    cells = codes + 256 * np.arange(len(codes), dtype=np.int64)[:, None]
    return np.bincount(cells.ravel(), minlength=256 * len(codes)).reshape(-1, 256)


def count_marks(authority: SimulatedAuthority) -> Counts:
    """Count every code of every enrolment."""
    table = np.concatenate(
        [_count_bytes(authority.codes[begin : begin + _ROWS]) for begin in range(0, authority.enrolments, _ROWS)]
    )
    by_code = {code: table[:, entry.byte] for code, entry in CODES.items() if code != "#"}
    lists = ((*PRESENT, *activities(authority.year)), AUTHORISED, UNAUTHORISED)
    attended, authorised, unauthorised = (np.sum([by_code[code] for code in codes], axis=0) for codes in lists)
    return Counts(by_code, attended, authorised, unauthorised)
