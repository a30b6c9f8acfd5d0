"""How many sessions each pupil misses: ranks within national cells, carried to the year that is aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.simulate.bands import BAND_EDGES, load_bands, rate_at
from bellwether.core.simulate.calibration import Aim, aims_for
from bellwether.core.simulate.shape import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.population import People

__all__ = ["absent_sessions"]

_PERSISTENT: Final = 0.10
_SEVERE: Final = 0.50
_FIVE: Final = 0.05
_PASS_FIVE: Final = 0.9
_CURVES: Final = (0.5, 2.2)
_STEPS: Final = 40


def _census_rates(people: People, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """The rate of each enrolment in the spread of 2022/23, shape (enrolments,).

    In every cell of phase, year group, FSM and SEN, pupils take the places of the national distribution in the order
    of their leaning: the spread of the cell is the nation's, whoever is in it.
    """
    bands = load_bands().enrolments
    cell = np.ravel_multi_index(
        (people.phase, people.year_group, people.fsm.astype(np.int64), np.minimum(people.sen, 1)), bands.shape[:4]
    )
    lean = people.lean + number("absence", "mover_lean") * people.is_mover
    order = np.lexsort((lean, cell))
    ordered = cell[order]
    begin, size = np.searchsorted(ordered, ordered), np.bincount(cell)[ordered]
    quantile = (np.arange(ordered.size) - begin + rng.random(ordered.size)) / size
    rates = np.empty(ordered.size)
    for number_of_cell in np.unique(ordered).tolist():
        within = ordered == number_of_cell
        rates[order[within]] = rate_at(quantile[within], bands=bands[np.unravel_index(number_of_cell, bands.shape[:4])])
    return rates


@dataclass(frozen=True)
class _Bend:
    """A rising map of rates: 0 to 0, `at_five` to 5 %, `at_ten` to 10 %, 50 % and above to themselves.

    curve: above 1, rates below 10 % lean to the low end of their band; the bands keep their pupils.
    """

    at_five: float
    at_ten: float
    curve: float

    def __call__(self, rates: NDArray[np.float64]) -> NDArray[np.float64]:
        first = _FIVE * (np.minimum(rates, self.at_five) / self.at_five) ** self.curve
        inside = np.clip((rates - self.at_five) / (self.at_ten - self.at_five), 0, 1)
        second = _FIVE + (_PERSISTENT - _FIVE) * inside**self.curve
        middle = _PERSISTENT + (rates - self.at_ten) * (_SEVERE - _PERSISTENT) / (_SEVERE - self.at_ten)
        choices = [rates < self.at_five, rates < self.at_ten, rates < _SEVERE]
        return np.select(choices, [first, second, middle], rates)


def _bend_to(aim: Aim, rates: NDArray[np.float64], possible: NDArray[np.int64]) -> _Bend:
    """The map that gives the aimed share of persistent absence and, as near as its curve may go, of absence.

    As many pupils pass 5 % as pass 10 %, so that the bands stay as near to the nation's as the aim lets them.
    """
    counted = rates[possible > 0]
    persistent = aim.persistent / 100
    passing = float((counted >= _PERSISTENT).mean()) - persistent
    low_share = float(np.clip((counted < _FIVE).mean() + _PASS_FIVE * passing, 0, 1 - persistent))
    at_five, at_ten = (float(value) for value in np.quantile(counted, [low_share, 1 - persistent]))
    at_ten = min(max(at_ten, 0.02), 0.4)
    at_five = min(max(at_five, 0.01), at_ten - 0.005)
    low, high = _CURVES
    for _ in range(_STEPS):
        curve = (low + high) / 2
        absence = 100 * float(_Bend(at_five, at_ten, curve)(rates) @ possible) / max(1, int(possible.sum()))
        low, high = (curve, high) if absence > aim.absence else (low, curve)
    return _Bend(at_five, at_ten, (low + high) / 2)


def _whole_sessions(rates: NDArray[np.float64], possible: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sessions missed, in the same band as the rate wherever a whole number lies in it."""
    band = np.clip(np.searchsorted(BAND_EDGES, rates, side="right") - 1, 0, BAND_EDGES.size - 2)
    least = np.ceil(np.round(BAND_EDGES[band] * possible, 9))
    most = np.where(band == BAND_EDGES.size - 2, possible, np.ceil(np.round(BAND_EDGES[band + 1] * possible, 9)) - 1)
    return np.clip(np.clip(np.round(rates * possible), least, np.maximum(least, most)), 0, possible).astype(np.int64)


def absent_sessions(
    people: People, possible: NDArray[np.int64], *, year: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Sessions that each enrolment misses, shape (enrolments,), 0 <= missed <= possible."""
    rates = _census_rates(people, rng=rng)
    for phase in np.unique(people.phase).tolist():
        members = np.flatnonzero(people.phase == phase)
        bend = _bend_to(aims_for(year, phase=phase), rates[members], possible[members])
        rates[members] = bend(rates[members])
    return _whole_sessions(rates, possible)
