"""What every way of counting has to give, in one shape, so that they can be compared number by number."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.codes import CODES_BY_NUMBER, counted_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.register import Measured

__all__ = ["COMPARED", "DifferentResultsError", "Outputs", "from_pass", "refuse_differences"]

COMPARED = tuple(CODES_BY_NUMBER.index(code) for code in (*counted_codes(), "."))
"""The numbers of the codes that are compared: all but `#`, `Z` and not on roll, which nobody counts."""


class DifferentResultsError(Exception):
    """A rival and our pass do not agree, so nothing may be timed."""


@dataclass(frozen=True)
class Outputs:
    """The figures of one authority's year. Every array is int64; pupils and schools are in the register's order.

    Per pupil, shape (pupils,): possible, authorised, unauthorised, spells, longest_spell, illness_days, longest_run
    (of unauthorised sessions), peak (most unauthorised sessions in ten school weeks), met (the day number on which
    ten were first reached, -1 where never). codes: shape (pupils, COMPARED). weekdays: shape (pupils, 7), absent.
    by_session: shape (3, schools, 742), possible, authorised and unauthorised.
    """

    possible: NDArray[np.int64]
    authorised: NDArray[np.int64]
    unauthorised: NDArray[np.int64]
    codes: NDArray[np.int64]
    weekdays: NDArray[np.int64]
    spells: NDArray[np.int64]
    longest_spell: NDArray[np.int64]
    illness_days: NDArray[np.int64]
    longest_run: NDArray[np.int64]
    peak: NDArray[np.int64]
    met: NDArray[np.int64]
    by_session: NDArray[np.int64]


def from_pass(measured: Measured, *, first_day: int) -> Outputs:
    """Our own pass over one year whose first Monday is day `first_day`."""
    met = measured.threshold_met.astype(np.int64)
    return Outputs(
        possible=measured.possible.astype(np.int64),
        authorised=measured.authorised.astype(np.int64),
        unauthorised=measured.unauthorised.astype(np.int64),
        codes=measured.codes[:, COMPARED].astype(np.int64),
        weekdays=measured.weekday_absence.astype(np.int64),
        spells=measured.spells.astype(np.int64),
        longest_spell=measured.longest_spell.astype(np.int64),
        illness_days=measured.illness_days.astype(np.int64),
        longest_run=measured.longest_unauthorised_run.astype(np.int64),
        peak=measured.threshold_peak.astype(np.int64),
        met=np.where(met >= 0, met // 2 + first_day, -1),
        by_session=np.stack(
            [measured.sessions.possible, measured.sessions.authorised, measured.sessions.unauthorised]
        ).astype(np.int64),
    )


def refuse_differences(ours: Outputs, theirs: Outputs, *, rival: str) -> None:
    """Raises DifferentResultsError, naming each output that is not equal and the first place where it differs."""
    wrong = []
    for field in fields(Outputs):
        mine, other = getattr(ours, field.name), getattr(theirs, field.name)
        if mine.shape != other.shape:
            wrong.append(f"{field.name}: shape {other.shape}, ours {mine.shape}")
        elif (mine != other).any():
            place = tuple(np.argwhere(mine != other)[0].tolist())
            wrong.append(f"{field.name}{list(place)}: {other[place]}, ours {mine[place]}")
    if wrong:
        raise DifferentResultsError(f"{rival} does not agree with our pass: " + "; ".join(wrong))
