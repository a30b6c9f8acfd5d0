"""What this room asks of a school's setting up: that the worker runs, which does what the clock asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from bellwether.audit import clock
from bellwether.config.jobs import states
from bellwether.organisations.facts import SetupGap

if TYPE_CHECKING:
    from datetime import date

__all__ = ["setup_gaps_of_worker"]


def setup_gaps_of_worker(_school_id: int, _today: date) -> list[SetupGap]:
    """Nobody does what is due: the jobs were never begun, or one of them waits for too long. One query."""
    jobs = states(now=clock.now())
    if jobs and not any(job.is_overdue for job in jobs):
        return []
    return [
        SetupGap(
            "worker",
            gettext("The worker does not run"),
            gettext(
                "Registers do not close by themselves, messages stay in the outbox, and the trail is not sealed. "
                "Whoever runs the server starts it: bellwether worker."
            ),
            "",
        )
    ]
