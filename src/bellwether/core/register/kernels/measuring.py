"""The Numba pass where there is Numba, and else the NumPy pass of equal results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.register.kernels.numpy_pass import measure_with_numpy

if TYPE_CHECKING:
    from bellwether.core.register.kernels.given import PassInput
    from bellwether.core.register.measured import Measured

__all__ = ["measure_with_numba"]


def measure_with_numba(given: PassInput, *, threads: int = 1, must: bool = False) -> Measured:
    """The whole pass. Where Numba is missing NumPy answers, unless it `must` be Numba. See Measured for the figures."""
    try:
        from bellwether.core.register.kernels.numba_blocks import measure_in_blocks
    except ImportError:
        if must:
            raise
        return measure_with_numpy(given)
    return measure_in_blocks(given, threads=threads)
