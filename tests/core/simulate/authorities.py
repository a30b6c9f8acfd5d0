"""Made-up authorities that several tests look at; each is made once."""

from __future__ import annotations

from functools import lru_cache

from bellwether.core.simulate import SimulatedAuthority, simulate


@lru_cache(maxsize=8)
def authority(pupils: int = 3000, seed: int = 1, year: int = 2025) -> SimulatedAuthority:
    """Do not write into it."""
    made = simulate(pupils=pupils, seed=seed, year=year)
    made.codes.setflags(write=False)
    return made
