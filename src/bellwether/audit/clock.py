"""The one clock. Views, tasks and commands ask it and pass the moment or the day down; nothing below asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = ["day_of", "from_libraries", "now", "of_libraries", "today"]


def now() -> datetime:
    """The present moment, with its time zone (UTC); in the demo, whose days stand still while it is shut, its own."""
    return timezone.now() + settings.CLOCK_SHIFT


def of_libraries(moment: datetime) -> datetime:
    """A moment of ours as libraries write it, which know nothing of the demo's time."""
    return moment - settings.CLOCK_SHIFT


def from_libraries(moment: datetime) -> datetime:
    """A moment that a library wrote (a sign-in, a job) as one of ours."""
    return moment + settings.CLOCK_SHIFT


def today() -> date:
    """Today where the schools are (Europe/London), whatever the server's own zone."""
    return timezone.localdate(now())


def day_of(moment: datetime) -> date:
    """The day of a moment where the schools are (Europe/London)."""
    return timezone.localdate(moment)
