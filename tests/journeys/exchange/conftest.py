"""The school day's browser, with a worker that does what is queued when told."""

from __future__ import annotations

import pytest

from tests.journeys.registers.conftest import at_time, day, open_browser

__all__ = ["at_time", "day", "open_browser"]


@pytest.fixture
def work():
    """Does everything that waits in the queue, as the worker does."""
    from bellwether.config.worker import run_worker

    return lambda: run_worker(once=True, schedule=())
