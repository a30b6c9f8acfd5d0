"""The job that looks after the jobs."""

from __future__ import annotations

from bellwether.audit import clock
from bellwether.config import reaper, signs

__all__ = ["tidy"]


def tidy() -> None:
    """Forget what ended long ago: jobs of the queue, and workers."""
    now = clock.now()
    reaper.forget_ended(now=now)
    signs.forget_gone(now=now)
