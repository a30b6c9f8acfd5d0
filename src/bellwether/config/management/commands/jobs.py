"""`bellwether manage jobs`: how the scheduled jobs and the queue stand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand

from bellwether.audit import clock
from bellwether.config.jobs import states
from bellwether.config.reaper import failed_jobs

if TYPE_CHECKING:
    from bellwether.config.jobs import JobState

__all__ = ["Command"]

_LOOK_BACK = timedelta(days=7)


class Command(BaseCommand):
    """Shows each scheduled job, and what failed in the queue this week."""

    help = "Shows how the scheduled jobs and the queue stand; ends with 1 where something is wrong."

    def handle(self, *_args: object, **_options: object) -> None:
        """Write the table."""
        now = clock.now()
        found = states(now=now)
        for one in found:
            self.stdout.write(_line(one))
        if not found:
            self.stdout.write("No job has run yet: no worker was started.")
        failed = failed_jobs(since=now - _LOOK_BACK)
        for path, count in sorted(failed.items()):
            self.stdout.write(f"failed in the last 7 days: {path} ({count})")
        if failed or not found or any(one.is_overdue or one.last_error for one in found):
            raise SystemExit(1)


def _line(one: JobState) -> str:
    last = "never" if one.last_finished_at is None else f"{one.last_finished_at:%Y-%m-%d %H:%M}"
    trouble = f"  FAILED: {one.last_error}" if one.last_error else ""
    overdue = "  OVERDUE" if one.is_overdue else ""
    return f"{one.name:<28} last {last:<16}  next {one.next_due_at:%Y-%m-%d %H:%M}{overdue}{trouble}"
