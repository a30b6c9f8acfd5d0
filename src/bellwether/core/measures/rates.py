"""Ratios and flags, made from counts at the very end: counts add up over any group, ratios do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_persistent", "is_severe", "rate"]


def _refuse_unequal(one: NDArray[np.integer], other: NDArray[np.integer]) -> None:
    if one.shape != other.shape:
        raise ShapeMismatchError(f"counts of shape {one.shape} beside counts of shape {other.shape}")


def rate(numerator: NDArray[np.integer], denominator: NDArray[np.integer]) -> NDArray[np.float64]:
    """Share of the denominator, entry by entry.

    numerator, denominator: counts of any one shape, 0 <= numerator <= denominator.
    Returns a ratio from 0 to 1 of that shape; NaN where the denominator is 0: with nothing possible there is no rate.
    Raises ShapeMismatchError. Source: measures `measure.attendance-rate`, `measure.absence-rate` and their parts.
    """
    _refuse_unequal(numerator, denominator)
    shares = np.full(numerator.shape, np.nan)
    # NumPy would warn at 0/0 and give infinity at 1/0; neither may reach a chart.
    np.divide(numerator, denominator, out=shares, where=denominator > 0)
    return shares


def _reaches(absent: NDArray[np.integer], possible: NDArray[np.integer], share: tuple[int, int]) -> NDArray[np.bool_]:
    """Whether absent / possible >= share, in whole numbers: no rounding ever makes or unmakes a flag."""
    _refuse_unequal(absent, possible)
    over, under = share
    if not 0 < over <= under:
        raise ValueError(f"a share lies above 0 and not above 1, but {over} of {under} was given")
    # 64 bits: counts may arrive in 16 and would wrap when multiplied.
    reached = absent.astype(np.int64) * under >= possible.astype(np.int64) * over
    return reached & (possible > 0)


def is_persistent(
    absent: NDArray[np.integer], possible: NDArray[np.integer], *, share: tuple[int, int]
) -> NDArray[np.bool_]:
    """Whether each pupil missed at least `share` of their own possible sessions.

    absent, possible: sessions of any one shape, 0 <= absent <= possible. share: the policy's least share as two whole
    numbers, such as (1, 10) for a tenth. Returns flags of that shape; False where nothing was possible.
    Raises ShapeMismatchError. Source: measure `measure.persistent`.
    """
    return _reaches(absent, possible, share)


def is_severe(
    absent: NDArray[np.integer], possible: NDArray[np.integer], *, share: tuple[int, int]
) -> NDArray[np.bool_]:
    """Whether each pupil missed at least `share` of their own possible sessions, with the policy's share for severe.

    absent, possible: sessions of any one shape, 0 <= absent <= possible. share: two whole numbers, such as (1, 2).
    Returns flags of that shape; False where nothing was possible.
    Raises ShapeMismatchError. Source: measure `measure.severe`.
    """
    return _reaches(absent, possible, share)
