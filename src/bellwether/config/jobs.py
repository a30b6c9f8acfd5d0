"""Running what the schedule says is due: claimed by one worker, run, and moved on to its next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from django.db.models import F
from django.utils import timezone

from bellwether.audit import clock
from bellwether.config.models import ScheduledJob
from bellwether.config.reaper import MOST_TRIES, WorkerLostError
from bellwether.config.schedule import SCHEDULE, Days, function_of, next_due
from bellwether.config.signs import living
from bellwether.core.access import system_actor
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bellwether.config.schedule import Job

__all__ = ["JobState", "run_due", "states"]

log = structlog.get_logger(__name__)

# A job with a time of day that fails is tried again after these pauses, then waits for its next day.
_PAUSES: Final = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_PATIENCE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class JobState:
    """How one job of the schedule stands: when it is due, when it last ran to its end, and what went wrong since."""

    name: str
    next_due_at: datetime
    last_finished_at: datetime | None
    last_error: str
    is_overdue: bool


def run_due(worker: str, *, lease: timedelta, schedule: Sequence[Job] = SCHEDULE) -> tuple[str, ...]:
    """Run every job that is due and that no living worker runs. Returns the names of those that were run here."""
    _make_missing(schedule, now=clock.now())
    run = []
    for job in schedule:
        if _claim(job, worker, lease=lease, now=clock.now()):
            _run(job, worker)
            run.append(job.name)
    return tuple(run)


def _make_missing(schedule: Sequence[Job], *, now: datetime) -> None:
    known = set(ScheduledJob.objects.values_list("name", flat=True))
    ScheduledJob.objects.bulk_create(
        (
            ScheduledJob(name=job.name, next_due_at=now if job.at is None else next_due(job, after=now))
            for job in schedule
            if job.name not in known
        ),
        ignore_conflicts=True,  # another worker starts at the same moment
    )


def _claim(job: Job, worker: str, *, lease: timedelta, now: datetime) -> bool:
    """Whether this worker has the job now: one conditional update, which only one of several workers wins."""
    due = ScheduledJob.objects.filter(name=job.name, next_due_at__lte=now)
    held_by = due.values_list("worker", flat=True).first()
    # What this worker itself holds it lost hold of: it runs one job at a time, and none now.
    if held_by is None or (held_by and held_by in living(now=now, lease=lease) - {worker}):
        return False
    if not due.filter(worker=held_by).update(worker=worker, last_started_at=now, tries=F("tries") + 1):
        return False
    if held_by:
        log.warning("job.taken-over", job=job.name)
    return not _is_given_up(job, worker, now=now)


def _is_given_up(job: Job, worker: str, *, now: datetime) -> bool:
    """Whether too many workers died over today's run: it then waits for its next day, with the error shown."""
    tries = ScheduledJob.objects.values_list("tries", flat=True).get(name=job.name)
    if job.at is None or tries <= MOST_TRIES:
        return False
    _finish(job, worker, error=WorkerLostError.__name__, now=now)
    return True


def _run(job: Job, worker: str) -> None:
    error = ""
    try:
        if job.days is Days.EVERY_DAY or _any_school_is_open(clock.today()):
            function_of(job)()
    except Exception as raised:  # noqa: BLE001  (whatever a job raises must not stop the others)
        # The text of an error could hold a name: the class is kept, the lines go to the log of the process only.
        error = type(raised).__name__
        log.error("job.failed", job=job.name, error=error, where=_place(raised))  # noqa: TRY400  (as above)
    _finish(job, worker, error=error, now=clock.now())


def _place(error: BaseException) -> str:
    """The module and line in which the error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"


def _finish(job: Job, worker: str, *, error: str, now: datetime) -> None:
    """Move the job on, unless it was given to another worker meanwhile."""
    mine = ScheduledJob.objects.filter(name=job.name, worker=worker)
    tries = mine.values_list("tries", flat=True).first() or 0
    again = bool(error) and job.at is not None and tries <= len(_PAUSES)
    mine.update(
        worker="",
        next_due_at=now + _PAUSES[tries - 1] if again else next_due(job, after=now),
        last_error=error,
        last_finished_at=F("last_finished_at") if error else now,
        tries=F("tries") if again else 0,
    )


def _any_school_is_open(on: date) -> bool:
    schools = organisations.visible_schools(actor=system_actor(on))
    year = academic_year_of(on)
    return any(school.is_open_on(on) and on in organisations.school_days(school.id, year) for school in schools)


def states(*, now: datetime, schedule: Sequence[Job] = SCHEDULE) -> tuple[JobState, ...]:
    """How each job stands. Overdue: it should have run a good while ago, so probably no worker runs."""
    rows = {row.name: row for row in ScheduledJob.objects.filter(name__in=[job.name for job in schedule])}
    return tuple(
        JobState(
            name=row.name,
            next_due_at=timezone.localtime(row.next_due_at),
            last_finished_at=row.last_finished_at,
            last_error=row.last_error,
            is_overdue=row.next_due_at + _PATIENCE < now,
        )
        for job in schedule
        if (row := rows.get(job.name)) is not None
    )
