"""Where a moment lies in a school's day: before its register opens, while it is open, after it closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date, time

    from bellwether.core.codes import SessionTimes

__all__ = ["SessionState", "at_local", "local", "session_state"]


def local(moment: datetime) -> datetime:
    """The same moment by the clock on the school's wall (settings: TIME_ZONE)."""
    return moment.astimezone(timezone.get_default_timezone())


def at_local(on: date, at: time) -> datetime:
    """The moment at which that clock shows a time of a day."""
    return datetime.combine(on, at, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class SessionState:
    """has_begun: its register may be taken. is_closed: whoever comes now is absent. has_ended: the session is over."""

    has_begun: bool
    is_closed: bool
    has_ended: bool


def session_state(on: date, *, times: SessionTimes | None, now: datetime) -> SessionState:
    """Where `now` lies in a session of a day. Without times a session lasts all its day."""
    here = local(now)
    if on != here.date() or times is None:
        is_past = on < here.date()
        return SessionState(has_begun=on <= here.date(), is_closed=is_past, has_ended=is_past)
    minute = here.time().replace(second=0, microsecond=0)
    return SessionState(
        has_begun=minute >= times.opens, is_closed=minute > times.closes, has_ended=minute >= times.ends
    )
