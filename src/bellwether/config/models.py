"""When each scheduled job is due, and which workers are alive. Nothing here is about people."""

from __future__ import annotations

from django.db import models

__all__ = ["ScheduledJob", "WorkerSign"]


class ScheduledJob(models.Model):
    """One line of the schedule as it stands. A worker claims it by a conditional update, so that no two run it at once.

    next_due_at: moves on only when a run ends, so that a killed worker loses none. worker: who runs it now, or "".
    tries: runs in a row that failed or were lost. last_error: the class of the error; its text could hold a name.
    """

    name = models.CharField(max_length=60, unique=True)
    next_due_at = models.DateTimeField()
    worker = models.CharField(max_length=64, blank=True)
    tries = models.PositiveIntegerField(default=0)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, blank=True)


class WorkerSign(models.Model):
    """The sign of life of one worker process, renewed while it runs. Old enough, and its work is given to others."""

    worker = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
