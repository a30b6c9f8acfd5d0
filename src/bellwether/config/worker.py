"""The worker: runs the schedule and the queue, one after the other, until it is told to stop.

Run one or several beside the server. Killed in the middle of a job, it loses nothing: another worker (or itself, once
started again) takes it up when the lease has passed without a sign of life. So a job can run twice, but none is lost.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from bellwether.audit import clock
from bellwether.config.jobs import run_due
from bellwether.config.reaper import reap, return_unserved
from bellwether.config.schedule import SCHEDULE
from bellwether.config.signs import Heartbeat, new_worker_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

    from django_tasks_db.models import DBTaskResult

    from bellwether.config.schedule import Job

__all__ = ["LEASE", "run_worker"]

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=90)  # without a sign for so long, a worker counts as dead
_AT_ONCE: Final = 50  # jobs of the queue before the schedule is looked at again


class _Queue(QueueWorker):
    """The library's worker, but for a job that met a database gone away: that one goes back into the queue."""

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Run a job, and note how it ended."""
        super().run_task(db_task_result)
        return_unserved(db_task_result)


@dataclass
class _Stop:
    """Whether the worker was told to stop: it ends the job at hand and takes no other."""

    event: threading.Event
    queue: _Queue

    def __call__(self, number: int, frame: FrameType | None = None) -> None:  # noqa: ARG002  (a signal handler's shape)
        self.event.set()
        self.queue.running = False
        log.info("worker.stopping", signal=signal.Signals(number).name)
        signal.signal(number, signal.SIG_DFL)  # told twice, it stops at once; the job is then taken up by another


def run_worker(
    *, once: bool = False, lease: timedelta = LEASE, pause: float = 1.0, schedule: Sequence[Job] = SCHEDULE
) -> None:
    """Work until SIGTERM or SIGINT; with `once`, do what is due now and return.

    lease: how long a worker may give no sign before its jobs are given to others. pause: seconds between looks.
    """
    worker = new_worker_id()
    queue = _queue_worker(worker)
    stop = threading.Event()
    with _signals(_Stop(stop, queue)), Heartbeat(worker, lease=lease):
        log.info("worker.started", worker=worker)
        while not stop.is_set():
            _one_round(worker, queue, lease=lease, schedule=schedule)
            if once:
                break
            stop.wait(pause)
    log.info("worker.stopped", worker=worker)


def _one_round(worker: str, queue: _Queue, *, lease: timedelta, schedule: Sequence[Job]) -> None:
    """One look at what a dead worker left, at the schedule and at the queue. A database that is away is waited for."""
    close_old_connections()
    try:
        reap(worker, now=clock.now(), lease=lease)
        run_due(worker, lease=lease, schedule=schedule)
        queue._run_tasks = 0  # noqa: SLF001  (so that each round may do as many)
        queue.run()
    except (OperationalError, InterfaceError) as error:
        log.warning("worker.database-away", error=type(error).__name__)
        close_old_connections()


def _queue_worker(worker: str) -> _Queue:
    return _Queue(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=_AT_ONCE,
        worker_id=worker,
        excluded_queue_names=[],
    )


@contextmanager
def _signals(stop: _Stop) -> Iterator[None]:
    """Listen to SIGTERM and SIGINT while inside; elsewhere than in the main thread, nobody sends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
