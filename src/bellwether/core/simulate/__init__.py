"""Made-up authorities that behave like real ones, calibrated to DfE's published figures.

`simulate(pupils=100_000, seed=1, year=2025)` gives a `SimulatedAuthority`: equal arguments give equal bytes.
`long_columns(authority)` walks its marks as a long table; `bellwether.core.simulate.check` holds it to the figures.
"""

from bellwether.core.simulate.authority import CHARACTERISTICS, LongChunk, SimulatedAuthority, long_columns
from bellwether.core.simulate.generate import simulate

__all__ = ["CHARACTERISTICS", "LongChunk", "SimulatedAuthority", "long_columns", "simulate"]
