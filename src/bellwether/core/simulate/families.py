"""What families do together in the year: holidays beside a break, and the weeks in which all are ill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.simulate.shape import number, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.population import People

__all__ = ["Families", "make_families"]


@dataclass(frozen=True)
class Families:
    """What families do together, by household. Each has two draws: a holiday not granted, a granted one.

    holiday_key: waiting times. holiday_size: sessions. holiday_break: 0 to 5, the break it stands beside.
    holiday_is_after: after the break rather than before it. salt: a number of its own, for weeks in which all are ill.
    """

    holiday_key: NDArray[np.float64]
    holiday_size: NDArray[np.int64]
    holiday_break: NDArray[np.int64]
    holiday_is_after: NDArray[np.bool_]
    salt: NDArray[np.uint64]


def make_families(people: People, *, rng: np.random.Generator) -> Families:
    """Draw what each household does."""
    shape = (2, int(people.household.max()) + 1)
    sizes = numbers("codes", "holiday_sizes").astype(np.int64)
    breaks = numbers("codes", "holiday_breaks")
    chosen = rng.choice(breaks.size, size=shape, p=breaks)
    return Families(
        holiday_key=rng.exponential(size=shape),
        holiday_size=rng.choice(sizes, size=shape, p=numbers("codes", "holiday_size_share")),
        holiday_break=chosen,
        holiday_is_after=(rng.random(shape) < number("codes", "holiday_after")) & (chosen < breaks.size - 1),
        salt=rng.integers(0, 2**63, size=shape[1], dtype=np.uint64),
    )
