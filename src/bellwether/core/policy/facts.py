"""What findings are made from and what they are: one pupil's figures in, sentences with their rules out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from bellwether.core.dated import Status

__all__ = ["Figures", "Finding", "PupilFacts", "ThresholdFacts", "Urgency"]


class Urgency(IntEnum):
    """How soon a person should look; the higher, the sooner. An order of work, not a judgement of a child."""

    SEVERE = 100
    THRESHOLD_MET = 90
    OVERDUE_N = 80
    PERSISTENT = 70
    ATTENDANCE_RETURN = 60
    SICKNESS_RETURN = 58
    UNAUTHORISED_RUN = 54
    ILLNESS = 52
    THRESHOLD_NEAR = 50
    JOINT_WORK = 48
    REFER = 46
    APPROACHING = 44
    STAGE = 40
    LATENESS = 34
    TWO_SCHOOLS = 30
    UNMARKED = 26
    OUTSIDE_ROLL = 22
    BELOW_TARGET = 18
    FEW_SESSIONS = 10


@dataclass(frozen=True, slots=True)
class ThresholdFacts:
    """The penalty-notice window of one pupil.

    peak: most unauthorised sessions in any window. met_on, sessions: of the first window that reached the threshold,
    up to the session that met it. unresolved: how many of them are still N. outside_age: how many of them lie outside
    compulsory school age, None where the date of birth is not known.
    """

    peak: int = 0
    met_on: date | None = None
    sessions: tuple[str, ...] = ()
    unresolved: int = 0
    outside_age: int | None = None


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """What the analysis knows of one pupil at one school, as at a day.

    possible, authorised, unauthorised, late, unmarked: sessions of the academic year of `as_of`; late is L and U.
    illness_days: days of it with an illness mark. run: the longest unbroken run of unauthorised sessions in all that
    is given, with the labels of its first and last session. overdue_n: labels of sessions still N past their clock.
    lateness_minutes: in all, None where minutes are not known. before_admission, after_leaving: marks left out.
    Session labels are written as in `2025-09-03 AM`.
    """

    pupil: str
    school: str | None
    as_of: date
    possible: int
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0
    unmarked: int = 0
    illness_days: int = 0
    run: int = 0
    run_first: str | None = None
    run_last: str | None = None
    overdue_n: tuple[str, ...] = ()
    threshold: ThresholdFacts = field(default_factory=ThresholdFacts)
    other_schools: tuple[str, ...] = ()
    lateness_minutes: int | None = None
    before_admission: int = 0
    after_leaving: int = 0

    @property
    def missed(self) -> int:
        """Absent sessions, authorised or not."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a person's attention, with the rule, its version and source, and the marks it rests on.

    status: that of the least certain rule it rests on. marks: labels of sessions, empty where the year's counts are
    the evidence.
    """

    rule: str
    version: str
    source: str
    status: Status
    text: str
    marks: tuple[str, ...]
    urgency: int

    def as_dict(self) -> Mapping[str, str | int | list[str]]:
        """The shape of the output contract (`findings`), which may only grow."""
        return {
            "rule": self.rule,
            "source": self.source,
            "text": self.text,
            "version": self.version,
            "status": self.status.value,
            "marks": list(self.marks),
            "urgency": self.urgency,
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """The same facts for many pupils at once, as far as they decide how urgent a pupil is.

    All arrays have shape (pupils,). overdue_n, outside_roll: how many; is_elsewhere: on roll at another school too.
    lateness_minutes: -1 where minutes are not known.
    """

    possible: NDArray[np.integer]
    missed: NDArray[np.integer]
    late: NDArray[np.integer]
    unmarked: NDArray[np.integer]
    illness_days: NDArray[np.integer]
    run: NDArray[np.integer]
    overdue_n: NDArray[np.integer]
    peak: NDArray[np.integer]
    is_elsewhere: NDArray[np.bool_]
    outside_roll: NDArray[np.integer]
    lateness_minutes: NDArray[np.integer]
