"""Signs of life: a worker renews its own while it runs, and whoever has none left has lost its work."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from django.db import DatabaseError, connection
from django.utils.crypto import get_random_string

from bellwether.audit import clock
from bellwether.config.models import WorkerSign

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

__all__ = ["Heartbeat", "forget_gone", "living", "new_worker_id", "renew"]

log = structlog.get_logger(__name__)

_SIGNS_KEPT: Final = timedelta(days=1)


def new_worker_id() -> str:
    """A name for this process that no other has, up to 64 letters."""
    return f"{os.getpid()}-{get_random_string(20)}"


def renew(worker: str, *, now: datetime) -> None:
    """Say that the worker lives."""
    WorkerSign.objects.update_or_create(
        worker=worker, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )


def living(*, now: datetime, lease: timedelta) -> frozenset[str]:
    """The workers seen within the lease."""
    return frozenset(WorkerSign.objects.filter(seen_at__gt=now - lease).values_list("worker", flat=True))


def forget_gone(*, now: datetime) -> None:
    """Delete the signs of workers that were last seen over a day ago."""
    WorkerSign.objects.filter(seen_at__lt=now - _SIGNS_KEPT).delete()


class Heartbeat:
    """Renews a worker's sign in a thread of its own, so that a long job does not look like a dead worker.

    A busy database only delays the sign: it is renewed six times a lease, so several may be missed.
    """

    def __init__(self, worker: str, *, lease: timedelta) -> None:
        self.worker = worker
        self._pause = lease.total_seconds() / 6
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        renew(self.worker, now=clock.now())
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the thread and take the sign away, so that what this worker left is taken up at once."""
        self._ended.set()
        self._thread.join()
        WorkerSign.objects.filter(worker=self.worker).delete()

    def _beat(self) -> None:
        try:
            while not self._ended.wait(self._pause):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            renew(self.worker, now=clock.now())
        except DatabaseError as error:
            connection.close()
            log.warning("worker.sign-not-renewed", error=type(error).__name__)
