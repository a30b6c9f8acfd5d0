"""What a killed worker left behind: its jobs go back into the queue, and one that kills every worker is given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.db import InterfaceError, OperationalError
from django_tasks_db.models import DBTaskResult

from bellwether.audit import clock
from bellwether.config.signs import living
from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "MOST_TRIES",
    "Reaped",
    "WorkerLostError",
    "failed_jobs",
    "forget_ended",
    "reap",
    "return_unserved",
]

log = structlog.get_logger(__name__)

MOST_TRIES: Final = 5  # a job whose worker died so often is likelier to be the cause than a victim
_AWAY: Final = frozenset(f"{error.__module__}.{error.__qualname__}" for error in (OperationalError, InterfaceError))
_DONE_KEPT: Final = timedelta(days=14)
_FAILED_KEPT: Final = timedelta(days=90)


class WorkerLostError(BellwetherError):
    """Every worker that took up this job was gone before it ended. Kept as the job's error."""


@dataclass(frozen=True, slots=True)
class Reaped:
    """How many jobs went back into the queue, and how many were given up."""

    returned: int
    given_up: int


def reap(worker: str, *, now: datetime, lease: timedelta) -> Reaped:
    """Give back every RUNNING job that was begun longer ago than the lease by a worker that gives no sign any more.

    worker: who asks. It runs no job while it asks, so what stands in its own name it lost hold of.

    So a job runs at least once: one that had ended, but for saying so, runs again. Each is moved by a conditional
    update, so that two reapers or the worker itself, come back late, do not both decide.
    """
    alive = living(now=now, lease=lease) - {worker}
    returned = given_up = 0
    for row in DBTaskResult.objects.running().filter(started_at__lte=clock.of_libraries(now) - lease):
        if row.worker_ids and row.worker_ids[-1] in alive:
            continue
        is_last = len(row.worker_ids) >= MOST_TRIES
        moved = _give_up(row, now=now) if is_last else _return(row)
        returned += moved and not is_last
        given_up += moved and is_last
    return Reaped(returned=returned, given_up=given_up)


def return_unserved(row: DBTaskResult[Any, Any]) -> bool:
    """Give back a job that has just failed only because the database was away, as if its worker had been lost.

    Whether it went back: one to which that happens again and again stays failed.
    """
    is_lost = row.exception_class_path in _AWAY and len(row.worker_ids) < MOST_TRIES
    if is_lost:
        failed = DBTaskResult.objects.failed().filter(pk=row.pk)
        failed.update(status="READY", started_at=None, finished_at=None, exception_class_path="", traceback="")
        log.warning("job.returned", job_id=str(row.pk), tries=len(row.worker_ids))
    return is_lost


def _return(row: DBTaskResult[Any, Any]) -> bool:
    moved = _still_as(row).update(status="READY", started_at=None)
    if moved:
        log.warning("job.returned", job_id=str(row.pk), tries=len(row.worker_ids))
    return bool(moved)


def _give_up(row: DBTaskResult[Any, Any], *, now: datetime) -> bool:
    moved = _still_as(row).update(
        status="FAILED",
        finished_at=clock.of_libraries(now),
        exception_class_path=f"{WorkerLostError.__module__}.{WorkerLostError.__qualname__}",
        traceback="",
    )
    if moved:
        log.error("job.given-up", job_id=str(row.pk), tries=len(row.worker_ids))
    return bool(moved)


def _still_as(row: DBTaskResult[Any, Any]) -> Any:  # noqa: ANN401  (a queryset: the library gives no types)
    return DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)


def forget_ended(*, now: datetime) -> None:
    """Delete jobs that ended well two weeks ago, or badly three months ago."""
    its_now = clock.of_libraries(now)
    DBTaskResult.objects.successful().filter(finished_at__lt=its_now - _DONE_KEPT).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=its_now - _FAILED_KEPT).delete()


def failed_jobs(*, since: datetime) -> dict[str, int]:
    """Jobs of the queue that failed since a moment: how many of each, by path."""
    found: dict[str, int] = {}
    ended = DBTaskResult.objects.failed().filter(finished_at__gte=clock.of_libraries(since))
    for path in ended.values_list("task_path", flat=True):
        found[path] = found.get(path, 0) + 1
    return found
