"""Spells of absence: so many sessions a pupil, in blocks of days, likelier in some weeks than in others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.simulate.frame import SchoolYear, is_present
from bellwether.core.simulate.shape import number, numbers, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Likelihood", "family_weeks", "illness_by_day", "other_by_day", "place_spells"]

_PLACE_BITS: Final = 9
"""A session's place needs 9 bits (below 512); the rest of 32 keep the order of the waiting times."""
_LATER: Final = np.float32(1e5)
_MIX: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


@dataclass(frozen=True)
class Likelihood:
    """How likely absence is to fall on a day, and how long it lasts.

    by_day: shape (days,) or (pupils, days), weights. length: shape (pupils,), mean days of a block.
    """

    by_day: NDArray[np.float32]
    length: NDArray[np.float64]


def _halves(kind: str, *, phase: int) -> NDArray[np.float64]:
    names = words("schools", "phases")
    if names[phase] == "special":
        return (numbers("weeks", f"{kind}_primary") + numbers("weeks", f"{kind}_secondary")) / 2
    return numbers("weeks", f"{kind}_{names[phase]}")


def _shape_of_weeks(school_year: SchoolYear, *, kind: str, phase: int) -> NDArray[np.float64]:
    """Weights by half-term, by place in the half-term, by weekday; shape (days,)."""
    half = school_year.half_term
    begin = np.searchsorted(half, half, side="left")
    size = np.bincount(half)[half]
    place = (np.arange(half.size) - begin) / np.maximum(size - 1, 1)
    rise = number("weeks", "rise_in_half_term")
    weight = _halves(kind, phase=phase)[half] * (1 - rise / 2 + rise * place)
    week = (school_year.days - school_year.days[0]) // 7
    for number_of_week, factor in enumerate(numbers("weeks", "first_weeks").tolist()):
        weight[week == number_of_week] *= factor
    weekday = numbers("weeks", f"weekday_{words('schools', 'phases')[phase]}")[school_year.weekday]
    return np.asarray(weight * weekday ** number("weeks", "weekday_power"))


def _bump(days: NDArray[np.int64], *, at: float, width: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-(((days - at) / width) ** 2)))


def illness_by_day(
    school_year: SchoolYear, *, phase: int, winter_peak: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Weights of illness, shape (days,): the season, the authority's winter wave, and two waves of the school's own.

    winter_peak: day number of the authority's worst day.
    """
    weight = _shape_of_weeks(school_year, kind="illness", phase=phase)
    waves = number("weeks", "winter_wave") * _bump(school_year.days, at=winter_peak, width=number("weeks", "wave_days"))
    for at in rng.choice(school_year.days, size=2).tolist():
        height = number("weeks", "school_wave") * rng.random()
        waves += height * _bump(school_year.days, at=at, width=number("weeks", "school_wave_days"))
    return (weight * (1 + waves)).astype(np.float32)


def other_by_day(school_year: SchoolYear, *, phase: int) -> NDArray[np.float32]:
    """Weights of absence for other reasons, shape (days,): more in the last week before a break."""
    weight = _shape_of_weeks(school_year, kind="other", phase=phase)
    half = school_year.half_term
    to_end = np.searchsorted(half, half, side="right") - np.arange(half.size)
    return np.where(to_end <= 5, weight * number("weeks", "last_week_other"), weight).astype(np.float32)


def family_weeks(salt: NDArray[np.uint64], school_year: SchoolYear) -> NDArray[np.float32]:
    """Weeks in which a whole family is ill more easily, in whatever schools it is; shape (pupils, days).

    The draw is a mix of the family's number and the week's (SplitMix64), so that schools need not be laid together.
    """
    weeks, of_day = np.unique(school_year.days // 7, return_inverse=True)
    mixed = salt[:, None] + weeks.astype(np.uint64)[None, :] * _MIX[2]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
    share = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(40)).astype(np.float32) / np.float32(2**24)
    lasting = number("weeks", "family_part")
    factors = (1 - lasting + lasting * -np.log1p(-share)).astype(np.float32)
    return np.asarray(factors[:, of_day])


def _waiting_times(
    pupils: int, likelihood: Likelihood, school_year: SchoolYear, *, rng: np.random.Generator
) -> NDArray[np.float32]:
    """A waiting time for each session, shape (pupils, sessions): equal along a block but for the weights."""
    days = school_year.days.size
    begins = rng.random((pupils, days), dtype=np.float32) < (1 / likelihood.length).astype(np.float32)[:, None]
    begins[:, 0] = True
    place = np.maximum.accumulate(np.where(begins, np.arange(days, dtype=np.int16), np.int16(0)), axis=1)
    waiting = np.take_along_axis(
        rng.standard_exponential((pupils, days), dtype=np.float32), place.astype(np.intp), axis=1
    )
    waiting /= likelihood.by_day
    sessions = np.repeat(waiting, 2, axis=1)
    noon = numbers("weeks", "noon_start").astype(np.float32)[school_year.weekday]
    sessions[:, ::2][begins & (rng.random((pupils, days), dtype=np.float32) < noon)] *= _LATER
    return sessions


def place_spells(
    marks: NDArray[np.uint8],
    wanted: NDArray[np.int64],
    likelihood: Likelihood,
    school_year: SchoolYear,
    *,
    byte: int,
    rng: np.random.Generator,
) -> None:
    """Put exactly `wanted` marks of each pupil (shape (pupils,)) on sessions at which it would have been present.

    Blocks of days race against each other: each has an exponential waiting time, divided by the weight of the day, and
    a pupil is absent in the sessions that come first, of one day the afternoon. No more may be wanted than are free.
    """
    pupils = np.flatnonzero(wanted)
    if pupils.size == 0:
        return
    by_day = likelihood.by_day if likelihood.by_day.ndim == 1 else likelihood.by_day[pupils]
    chosen = Likelihood(by_day, likelihood.length[pupils])
    waiting = _waiting_times(pupils.size, chosen, school_year, rng=rng)
    waiting[~is_present(marks[pupils])] = np.inf
    order = waiting.view(np.uint32)
    order >>= np.uint32(_PLACE_BITS)
    order <<= np.uint32(_PLACE_BITS)
    order |= np.arange(order.shape[1], dtype=np.uint32) ^ np.uint32(1)
    order.sort(axis=1)
    counts = wanted[pupils]
    first = np.arange(order.shape[1]) < counts[:, None]
    session = (order[first] & np.uint32(2**_PLACE_BITS - 1)).astype(np.int64) ^ 1
    marks[np.repeat(pupils, counts), session] = byte
