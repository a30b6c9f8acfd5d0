"""Where somebody is on a day, by the marks and by what the gate saw: what a list for evacuation and the gate stand on.

Times at which somebody came and went belong to the day, not to a code: they stay when a code changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.codes import BYTE_CLOSED, BYTE_UNMARKED, CODES, Physical, code_of
from bellwether.registers.models import MarkDetail
from bellwether.registers.store.details import NO_MARK
from bellwether.registers.store.moments import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, time

    from bellwether.core.codes import SessionTimes

__all__ = ["Whereabouts", "day_details", "gone_since", "whereabouts"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """state: here, not-marked (may be here), left, or away. session: whose cell says so. since: where it is known.

    is_marked: whether a mark stands there, beside which a time can be kept. door: as what the time is kept at which
    somebody who is away comes through the door: whoever was elsewhere has come back.
    """

    state: str
    session: int
    since: time | None = None
    is_marked: bool = True
    door: str = "arrived"


def day_details(school_id: int, *, on: date, pupils: Iterable[int] | None = None) -> dict[int, dict[int, MarkDetail]]:
    """What is known beside the marks of a day, by pupil and session; of everybody, or of some. One query."""
    rows = MarkDetail.objects.filter(school_id=school_id, on=on)
    if pupils is not None:
        rows = rows.filter(pupil_id__in=list(pupils))
    found: dict[int, dict[int, MarkDetail]] = {}
    for row in rows:
        found.setdefault(row.pupil_id, {})[row.session] = row
    return found


_NOTHING: Final[Mapping[int, MarkDetail]] = {}


def whereabouts(
    cells: bytes,
    details: Mapping[int, MarkDetail] = _NOTHING,
    *,
    on: date,
    times: Mapping[int, SessionTimes],
    now: datetime,
) -> Whereabouts:
    """Where a pupil is at a moment of a day.

    cells: the day's two grid bytes. details: by session. times: of the school's day. Until the afternoon's mark is
    made, the morning's holds. Whoever came through the door is here, though the mark of the session says absent: who
    comes back from the dentist in the middle of it, or at lunch. Whoever went elsewhere with others, as on a trip,
    is here once they came back.
    """
    minute = local(now).time()
    is_afternoon = on == local(now).date() and 1 in times and minute >= times[1].opens
    session = 1 if is_afternoon and (cells[1] not in (BYTE_UNMARKED, BYTE_CLOSED) or cells[0] == BYTE_CLOSED) else 0
    byte = cells[session]
    if byte == BYTE_UNMARKED:
        return Whereabouts("not-marked", session, is_marked=False)
    if byte in NO_MARK:
        return Whereabouts("away", session, is_marked=False)
    physical = CODES[code_of(byte)].counted_on(on).physical
    left, back, came = _gate_times(details, session, times, is_present=physical is Physical.ON_SITE)
    if physical is Physical.ELSEWHERE:
        is_back = back is not None and (left is None or back >= left)
        return Whereabouts("here" if is_back else "away", session, back if is_back else None, door="returned")
    if _is_out(left, back, came):
        return Whereabouts("left", session, left)
    since = _latest(back, came)
    is_here = physical is Physical.ON_SITE or since is not None
    return Whereabouts("here" if is_here else "away", session, since)


def gone_since(byte: int, details: Mapping[int, MarkDetail], *, on: date, session: int) -> time | None:
    """When somebody left in the morning who has not come back and is not marked as here since: None for all others."""
    morning = details.get(0)
    if session == 0 or morning is None or morning.left is None:
        return None
    is_seen = byte not in NO_MARK and CODES[code_of(byte)].counted_on(on).physical is Physical.ON_SITE
    return morning.left if not is_seen and _is_out(morning.left, morning.returned, morning.arrived) else None


def _is_out(left: time | None, back: time | None, came: time | None) -> bool:
    """Whether somebody went last. Of the same minute, who came had not been in before, and who came back had left."""
    return left is not None and not ((back is not None and back >= left) or (came is not None and came > left))


def _gate_times(
    details: Mapping[int, MarkDetail], session: int, times: Mapping[int, SessionTimes], *, is_present: bool
) -> tuple[time | None, time | None, time | None]:
    """When somebody last left, came back and arrived, as far as it is later than what the session's mark says.

    Before the afternoon's mark is made, the gate writes beside the morning's. Of that counts with the afternoon's mark
    what happened once the morning was over; but a pupil who is marked present has been seen since they left at lunch.
    """
    own = details.get(session)
    found = (own.left, own.returned, own.arrived) if own is not None else (None, None, None)
    morning = details.get(0)
    if session == 0 or morning is None or 0 not in times:
        return found
    over, opens = times[0].ends, times[1].opens
    return (
        _latest(found[0], _not_before(morning.left, opens if is_present else over)),
        _latest(found[1], _not_before(morning.returned, over)),
        _latest(found[2], _not_before(morning.arrived, over)),
    )


def _not_before(at: time | None, earliest: time) -> time | None:
    return at if at is not None and at >= earliest else None


def _latest(*times: time | None) -> time | None:
    return max((at for at in times if at is not None), default=None)
