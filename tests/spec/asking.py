"""Questions that several examples ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.measures.rates import is_persistent, is_severe, rate
from bellwether.core.register.matrix import Window

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.register import Measured
    from tests.spec.example import Answer
    from tests.spec.register_text import Laid

TEN_SESSIONS_IN_TEN_WEEKS = Window(sessions=10, weeks=10)
A_TENTH, A_HALF = (1, 10), (1, 2)


def percent(share: float) -> str | None:
    """A share with three places of a per cent; nothing where there is none."""
    return None if np.isnan(share) else f"{100 * share:.3f} %"


def counts(measured: Measured, row: int) -> Answer:
    """The five counts of a pupil, and the rate of attendance."""
    names = ("possible", "attended", "authorised", "unauthorised", "late")
    found: Answer = {name: int(getattr(measured, name)[row]) for name in names}
    return found | {"attendance": percent(float(rate(measured.attended, measured.possible)[row]))}


def persistence(measured: Measured, row: int, *, name: str) -> Answer:
    """Absent and possible sessions of a pupil, and both flags."""
    persistent = is_persistent(measured.absent, measured.possible, share=A_TENTH)
    severe = is_severe(measured.absent, measured.possible, share=A_HALF)
    return {
        f"{name}: absent of possible": f"{measured.absent[row]} of {measured.possible[row]}",
        f"{name}: persistently absent": bool(persistent[row]),
        f"{name}: severely absent": bool(severe[row]),
    }


def threshold(laid: Laid, *, as_of: date | None = None) -> Answer:
    """Whether and when the one pupil's unauthorised absence reached ten sessions in ten school weeks."""
    matrix = laid.matrix
    measured = matrix.measure(as_of=as_of, window=TEN_SESSIONS_IN_TEN_WEEKS)
    start, met = int(measured.threshold_from[0]), int(measured.threshold_met[0])
    is_met = met >= 0
    unresolved = len(matrix.columns_where(0, "N", start=start, stop=met + 1)) if is_met else 0
    return {
        "most in any window": int(measured.threshold_peak[0]),
        "met on": matrix.day(met).isoformat() if is_met else None,
        "first session of that window": matrix.label(start) if is_met else None,
        "session that met it": matrix.label(met) if is_met else None,
        "of them still N": unresolved,
    }


def unauthorised_run(laid: Laid) -> Answer:
    """The one pupil's longest run of unauthorised sessions, and from when to when."""
    measured = laid.matrix.measure()
    return {
        "longest run": int(measured.longest_unauthorised_run[0]),
        "first session": laid.matrix.label(int(measured.run_from[0])),
        "last session": laid.matrix.label(int(measured.run_to[0])),
    }
