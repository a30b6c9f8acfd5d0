"""Absence bands: how many pupils miss how much, in steps that DfE's distribution file uses too."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.errors import ShapeMismatchError
from bellwether.core.measures.definitions import numbers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NO_BAND", "band_counts", "band_edges", "band_labels", "band_of"]

NO_BAND: Final = -1
"""The band of a pupil who had no possible session."""


def band_edges() -> tuple[int, ...]:
    """The lower edges of all bands but the first, in per cent. Source: measure `measure.absence-band`."""
    return numbers_of("measure.absence-band", "edges_percent")


def band_of(
    absent: NDArray[np.integer], possible: NDArray[np.integer], *, edges_percent: tuple[int, ...]
) -> NDArray[np.int8]:
    """The absence band of each pupil.

    absent, possible: sessions, shape (pupils,), 0 <= absent <= possible. edges_percent: rising whole per cents.
    Returns shape (pupils,): 0 below the first edge, 1 from the first edge on, ...; NO_BAND where nothing was possible.
    Compared in whole numbers, so that a pupil exactly on an edge is in the higher band.
    Raises ShapeMismatchError. Source: measure `measure.absence-band`.
    """
    if absent.shape != possible.shape:
        raise ShapeMismatchError(f"absent sessions of shape {absent.shape} beside possible of {possible.shape}")
    if any(lower >= upper for lower, upper in pairwise(edges_percent)):
        raise ValueError(f"the edges of bands rise, but {edges_percent} was given")
    hundred_times_absent, own_possible = absent.astype(np.int64) * 100, possible.astype(np.int64)
    bands = np.zeros(absent.shape, dtype=np.int8)
    for edge in edges_percent:
        bands += hundred_times_absent >= edge * own_possible
    bands[possible == 0] = NO_BAND
    return bands


def band_counts(bands: NDArray[np.int8], *, edges_percent: tuple[int, ...]) -> NDArray[np.int64]:
    """How many pupils are in each band, shape (edges + 1,); pupils without a possible session are in none.

    bands: as `band_of` gives them, shape (pupils,). Source: measure `measure.absence-band`.
    """
    return np.bincount(bands[bands != NO_BAND], minlength=len(edges_percent) + 1)


def band_labels(edges_percent: tuple[int, ...]) -> tuple[str, ...]:
    """The bands in words, as in `5 % to under 10 %`; one more than there are edges."""
    if not edges_percent:
        return ("any",)
    middle = (f"{lower} % to under {upper} %" for lower, upper in pairwise(edges_percent))
    return (f"under {edges_percent[0]} %", *middle, f"{edges_percent[-1]} % and over")
