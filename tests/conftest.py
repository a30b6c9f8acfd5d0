"""What every test shares: how deep Hypothesis digs.

`ci` is the default: few examples, the same in every run. `BELLWETHER_HYPOTHESIS=nightly` digs deep, with new examples.
"""

import os

from hypothesis import HealthCheck, settings

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

# Numba compiles in the first example, so no single example has a time limit; pytest-timeout guards the whole test.
settings.register_profile(
    "ci", max_examples=40, derandomize=True, deadline=None, database=None, print_blob=True, suppress_health_check=_QUIET
)
settings.register_profile("nightly", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("BELLWETHER_HYPOTHESIS", "ci"))
