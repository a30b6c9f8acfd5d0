"""How urgent many pupils are at once, from arrays: the fast twin of `findings`, so that sentences are written only
for those who are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bellwether.core.policy.facts import Figures, Urgency

if TYPE_CHECKING:
    from bellwether.core.policy.thresholds import Thresholds

__all__ = ["needs_finding", "top_urgency"]

_Flags = NDArray[np.bool_]
_THRESHOLD = (
    "penalty-notice.threshold-sessions",
    "penalty-notice.threshold-school-weeks",
    "penalty-notice.threshold-codes",
)


def _reaches(figures: Figures, share: tuple[int, int]) -> _Flags:
    part, whole = share
    missed, possible = figures.missed.astype(np.int64), figures.possible.astype(np.int64)
    return (possible > 0) & (whole * missed >= part * possible)


def _below(figures: Figures, percent: int | None) -> _Flags:
    """Attendance under a whole percentage; nobody where there is no such rule."""
    if percent is None:
        return np.zeros(len(figures.possible), dtype=np.bool_)
    return 100 * figures.missed.astype(np.int64) > (100 - percent) * figures.possible.astype(np.int64)


def _stages(figures: Figures, limits: Thresholds) -> _Flags:
    reached = np.zeros(len(figures.possible), dtype=np.bool_)
    for _, step in limits.steps:
        if step.attendance_below is not None:
            reached |= _below(figures, step.attendance_below)
        elif step.absence_at_least is not None:
            reached |= _reaches(figures, (step.absence_at_least, 100))
    return reached


def _by_absence(figures: Figures, limits: Thresholds) -> list[tuple[Urgency, _Flags]]:
    persistent = _reaches(figures, limits.persistent)
    has = limits.in_force.__contains__
    enough = figures.possible >= limits.possible_least
    few = persistent & ~enough & has("alerts.possible-least")
    return [
        (Urgency.SEVERE, _reaches(figures, limits.severe) & has("severe-absence.ratio")),
        (Urgency.PERSISTENT, persistent & has("persistent-absence.ratio")),
        (Urgency.JOINT_WORK, enough & _below(figures, limits.joint_below)),
        (Urgency.REFER, enough & _below(figures, limits.refer_below)),
        (
            Urgency.APPROACHING,
            enough & ~persistent & _reaches(figures, limits.watch_from) & has("absence.watch-from"),
        ),
        (Urgency.STAGE, enough & _stages(figures, limits)),
        (Urgency.BELOW_TARGET, enough & _below(figures, limits.target)),
        (Urgency.FEW_SESSIONS, few),
    ]


def _by_marks(figures: Figures, limits: Thresholds) -> list[tuple[Urgency, _Flags]]:
    has = limits.in_force.__contains__
    national = limits.in_force.issuperset(_THRESHOLD)
    near = (figures.peak >= limits.penalty_near) & national & has("penalty-notice.near-sessions")
    returned = has("return.attendance-sessions") and has("return.attendance-school-days")
    late_sessions, late_minutes = limits.late_sessions, limits.late_minutes
    nobody = np.zeros(len(figures.possible), dtype=np.bool_)
    late = nobody if late_sessions is None else figures.late >= late_sessions
    if late_minutes is not None:
        late = late | (figures.lateness_minutes >= late_minutes)
    return [
        (Urgency.THRESHOLD_MET, (figures.peak >= limits.penalty_sessions) & national),
        (Urgency.OVERDUE_N, (figures.overdue_n > 0) & has("n-code.replace-within")),
        (Urgency.ATTENDANCE_RETURN, (figures.run >= limits.run_return) & returned),
        (Urgency.SICKNESS_RETURN, (figures.illness_days >= limits.illness_return) & has("return.sickness-school-days")),
        (Urgency.UNAUTHORISED_RUN, (figures.run >= limits.run_alerts[0]) & has("return.attendance-alerts")),
        (Urgency.ILLNESS, (figures.illness_days >= limits.illness_alerts[0]) & has("return.sickness-alerts")),
        (Urgency.THRESHOLD_NEAR, near & (figures.peak < limits.penalty_sessions)),
        (Urgency.LATENESS, late),
        (Urgency.TWO_SCHOOLS, figures.is_elsewhere & has("statistics.unit")),
        (Urgency.UNMARKED, (figures.unmarked >= limits.unmarked_least) & has("alerts.unmarked-sessions")),
        (Urgency.OUTSIDE_ROLL, (figures.outside_roll > 0) & has("statistics.marks-outside-roll")),
    ]


def top_urgency(figures: Figures, thresholds: Thresholds) -> NDArray[np.int16]:
    """The urgency of each pupil's most urgent finding, 0 where there is none, shape (pupils,).

    Equal to the greatest `urgency` of `findings` on the same facts. Sort by it, then by sessions missed, to choose
    whose findings to write out.
    """
    top = np.zeros(len(figures.possible), dtype=np.int16)
    for level, flags in (*_by_absence(figures, thresholds), *_by_marks(figures, thresholds)):
        np.maximum(top, np.where(flags, np.int16(level), np.int16(0)), out=top)
    return top


def needs_finding(figures: Figures, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Which pupils have any finding at all, shape (pupils,)."""
    return top_urgency(figures, thresholds) > 0
