"""How pupils spread over rates of absence: DfE's national bands of 2022/23, by phase, year group, FSM and SEN.

Contains public sector information licensed under the Open Government Licence v3.0. Source: Department for Education.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.simulate.shape import number, numbers, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BANDS_YEAR", "BAND_EDGES", "Bands", "load_bands", "rate_at"]

BANDS_YEAR: Final = 2022
"""The academic year of the bands; DfE's file for later ones is not included here."""
BAND_EDGES: Final = np.array([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 100]) / 100
_YEAR_GROUPS: Final = 12


@dataclass(frozen=True)
class Bands:
    """enrolments: shape (3 phases, 12 year groups, 2 FSM, 2 SEN, 11 bands); year group 0 is Reception, FSM and SEN
    0 no and 1 yes. Pupils of unknown eligibility are shared out. Reception, which DfE leaves out, is all primary. Year
    groups that the phase does not have here (as in schools of all ages) are left out.
    published: shape (3 phases, 11 bands), the plain sums of the file.
    """

    enrolments: NDArray[np.float64]
    published: NDArray[np.float64]


@lru_cache(maxsize=1)
def load_bands() -> Bands:
    """The national bands of 2022/23."""
    text = (files("bellwether.core.simulate") / "absence_bands_2022_23.csv").read_text(encoding="utf-8")
    phases = words("schools", "phases")
    cells = np.zeros((len(phases), _YEAR_GROUPS, 2, 2, BAND_EDGES.size - 1))
    published = np.zeros((len(phases), BAND_EDGES.size - 1))
    fsm, sen = number("unknown", "to_fsm"), number("unknown", "to_sen")
    spread = np.outer([1 - fsm, fsm], [1 - sen, sen])[:, :, None]
    for phase_name, year_group, has_fsm, has_sen, *counts in list(csv.reader(text.splitlines()))[1:]:
        phase, year, band = phases.index(phase_name), int(year_group), np.array(counts, dtype=np.float64)
        published[phase] += band
        if has_fsm == "unknown":
            cells[phase, year] += spread * band
        else:
            cells[phase, year, int(has_fsm == "yes"), int(has_sen == "yes")] += band
    years = np.arange(_YEAR_GROUPS)
    first, last = numbers("schools", "first_year_group"), numbers("schools", "last_year_group")
    cells[(years < first[:, None]) | (years > last[:, None])] = 0
    cells[2, :, :, 1] += cells[2, :, :, 0]  # nobody in a special school is without special needs
    cells[2, :, :, 0] = 0
    cells[0, 0], cells[2, 0] = cells[0].sum(axis=0) / 6, cells[2].sum(axis=0) / 11
    return Bands(cells, published)


def rate_at(quantile: NDArray[np.float64], *, bands: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rate of absence at each quantile of one distribution, both from 0 to 1, shape as given.

    bands: enrolments in each of the 11 bands, shape (11,).
    """
    edges = np.concatenate([[0.0], np.cumsum(bands) / bands.sum()])
    band = np.clip(np.searchsorted(edges, quantile, side="right") - 1, 0, bands.size - 1)
    inside = np.clip((quantile - edges[band]) / np.maximum(edges[band + 1] - edges[band], 1e-12), 0, 1)
    curve = np.full(bands.size, number("absence", "middle_band_curve"))
    curve[0], curve[-1] = number("absence", "first_band_curve"), number("absence", "last_band_curve")
    low, high = BAND_EDGES[band], BAND_EDGES[band + 1]
    return np.asarray(low + (high - low) * inside ** curve[band])
