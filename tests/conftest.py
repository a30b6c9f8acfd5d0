"""What every test shares: a small made-up world (`tests/world.py`), one browser (`tests/chromium.py`), and how deep
Hypothesis digs.

`ci` is the default: few examples, the same in every run. `BELLWETHER_HYPOTHESIS=nightly` digs deep, with new examples.
"""

import os

from hypothesis import HealthCheck, settings

from tests.chromium import browser
from tests.guards import lift_guards_while_emptying
from tests.world import world

__all__ = ["browser", "world"]

lift_guards_while_emptying()

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

# Numba compiles in the first example, so no single example has a time limit; pytest-timeout guards the whole test.
settings.register_profile(
    "ci", max_examples=40, derandomize=True, deadline=None, database=None, print_blob=True, suppress_health_check=_QUIET
)
settings.register_profile("nightly", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("BELLWETHER_HYPOTHESIS", "ci"))
