"""What runs by itself, and when. Every job is safe to run twice: a killed worker's job is run again.

A job is a function without arguments in the `tasks` of its room, named by its dotted path; it asks the clock itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

__all__ = ["SCHEDULE", "Days", "Job", "function_of", "next_due"]

LONDON: Final = ZoneInfo("Europe/London")
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


class Days(Enum):
    """On which days a job with a time of day runs."""

    EVERY_DAY = "every day"
    SCHOOL_DAYS = "days on which any school is open"


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule. at: the time of day where the schools are, None for every minute."""

    name: str
    function: str
    at: time | None = None
    days: Days = Days.EVERY_DAY


SCHEDULE: Final[tuple[Job, ...]] = (
    Job("seal the audit", "bellwether.audit.tasks.seal"),
    Job("deliver events", "bellwether.audit.tasks.deliver"),
    Job("close registers", "bellwether.registers.tasks.close_due_registers"),
    Job("remind of registers", "bellwether.registers.tasks.remind_teachers"),
    Job("look into watched folders", "bellwether.exchange.tasks.look_into_folders"),
    Job("send messages", "bellwether.messages.tasks.send_due"),
    Job("ask for deliveries", "bellwether.messages.tasks.check_deliveries"),
    Job("words before the bell", "bellwether.monitor.tasks.send_nudges", at=time(7, 0), days=Days.SCHOOL_DAYS),
    Job("expire N", "bellwether.registers.tasks.expire_n", at=time(1, 10)),
    Job("forget imports", "bellwether.exchange.tasks.forget", at=time(3, 20)),
    Job("renew the seals of messages", "bellwether.messages.tasks.reseal", at=time(3, 40)),
    Job("tidy finished jobs", "bellwether.config.tasks.tidy", at=time(4, 10)),
)


def function_of(job: Job) -> Callable[[], object]:
    """The function of a job. Raises ImportError where it is not there."""
    found: Callable[[], object] = import_string(job.function)
    return found


def next_due(job: Job, *, after: datetime) -> datetime:
    """The first moment, in UTC, at which the job is due later than `after`.

    Every minute: the next full minute. With a time of day: the next such time in London, once a day. Where the clocks
    skip it, it falls an hour later by the clock on the wall; where they repeat it, only the first one counts.
    """
    if job.at is None:
        return after.astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
    day = after.astimezone(LONDON).date()
    due = _moment(job.at, day)
    while due <= after:
        day += _DAY
        due = _moment(job.at, day)
    return due


def _moment(at: time, day: date) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
