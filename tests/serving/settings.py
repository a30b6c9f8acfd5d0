"""The product's own settings, with the clock set to another moment: that is all that differs.

A server in a process of its own cannot be given a clock by the test that runs it.
"""

from __future__ import annotations

import os
from datetime import timedelta

from bellwether.config.settings import *  # noqa: F403

CLOCK_SHIFT = timedelta(seconds=float(os.environ["BELLWETHER_TEST_SHIFT"]))
