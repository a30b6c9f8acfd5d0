"""`bellwether manage work`: runs the scheduled jobs and the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from bellwether.config.worker import LEASE, run_worker

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

__all__ = ["Command"]


class Command(BaseCommand):
    """Runs a worker until it is stopped."""

    help = "Runs the scheduled jobs and the queue until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be chosen."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="seconds without a sign of life after which a worker's jobs are given to others",
        )

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401  (Django's shape)
        """Work."""
        run_worker(once=options["once"], lease=timedelta(seconds=options["lease"]))
