"""What follows from the time at which a pupil arrived: present, late, late after the register closed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bellwether.core.codes.model import Category
from bellwether.core.codes.tables import CODES, present_byte
from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from datetime import time

__all__ = ["Arrival", "ArrivalRule", "SessionTimes", "SessionTimesError", "code_for_arrival", "minutes_between"]

_MINUTES_AN_HOUR: Final = 60


class SessionTimesError(BellwetherError):
    """The times of a session are not in order."""


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """The times of one session of one group of pupils, local time of the school.

    opens: when the session begins and its register opens, from which minutes late are counted. closes: when the
    register closes; up to and including that minute one is late, after it absent. ends: the end of the session.
    late_from: when the register begins to be taken, where that is later than `opens`; who is there by then, up to and
    including that minute, is present.
    Raises SessionTimesError unless opens <= late_from <= closes < ends.
    """

    opens: time
    closes: time
    ends: time
    late_from: time | None = None

    def __post_init__(self) -> None:
        if not self.opens <= self.taken_from <= self.closes < self.ends:
            raise SessionTimesError(
                "a register opens, is taken and closes, and then the session ends, in that order: not "
                f"{self.opens}, {self.taken_from}, {self.closes}, {self.ends}"
            )

    @property
    def taken_from(self) -> time:
        """The last minute at which a pupil who comes is present and not late."""
        return self.opens if self.late_from is None else self.late_from


class ArrivalRule(StrEnum):
    """What decided the code of an arrival."""

    PRESENT = "present"
    LATE = "late"
    PLANNED = "planned"
    AFTER_CLOSE = "after-close"
    AFTER_THE_SESSION = "after-the-session"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an arrival makes of a session.

    code: as the law writes it; None where the session was already over: then the pupil was absent all of it.
    minutes_late: whole minutes since the session began, 0 for one who was there when the register began.
    rule: what says so.
    """

    code: str | None
    minutes_late: int
    rule: ArrivalRule


def minutes_between(earlier: time, later: time) -> int:
    """Whole minutes from one time of the day to a later one; seconds are left out."""
    return (later.hour - earlier.hour) * _MINUTES_AN_HOUR + later.minute - earlier.minute


def code_for_arrival(arrived: time, *, session: int, times: SessionTimes, planned: str | None = None) -> Arrival:
    r"""The code that follows from the clock and from what was planned.

    session: 0 AM, 1 PM. planned: a code that was planned for the session, as `M` for the morning at the dentist.
    Present by the minute in which the register begins; L until it closes; then U until the session ends, or the
    planned code where one fits better; afterwards none: the pupil was absent all session. Seconds are left out, in
    the pupil's favour.
    Source: SI 2024/208 regulation 10, table 1, for `/`, `\` and L; codes.toml for U; the better fitting code:
    Manchester's code of conduct.
    """
    minute = arrived.replace(second=0, microsecond=0)
    minutes = max(0, minutes_between(times.opens, minute))
    if minute <= times.taken_from:
        return Arrival(chr(present_byte(session)), 0, ArrivalRule.PRESENT)
    if minute <= times.closes:
        return Arrival("L", minutes, ArrivalRule.LATE)
    if minute >= times.ends:
        return Arrival(None, minutes, ArrivalRule.AFTER_THE_SESSION)
    if planned is not None and _fits_better(planned):
        return Arrival(planned, minutes, ArrivalRule.PLANNED)
    return Arrival("U", minutes, ArrivalRule.AFTER_CLOSE)


def _fits_better(planned: str) -> bool:
    """Whether a planned code still tells the truth of a pupil who came in the middle of the session.

    Leave and reasons not to be due do; an activity elsewhere does not, as the pupil is here.
    """
    category = CODES[planned].meanings[-1].category
    return category.is_absent or category is Category.NOT_POSSIBLE
