"""Which pupils are brothers and sisters: in the same school, and between a primary school and its secondary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.simulate.population.schools import PRIMARY, SECONDARY, Schools
from bellwether.core.simulate.shape import number, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["make_households"]


def _rank_in_group(group: NDArray[np.int64], *, rng: np.random.Generator) -> NDArray[np.int64]:
    """A random place of each member within its group, from 0."""
    order = np.lexsort((rng.random(group.size), group))
    ordered = group[order]
    rank = np.empty(group.size, dtype=np.int64)
    rank[order] = np.arange(group.size) - np.searchsorted(ordered, ordered)
    return rank


def _join_older(
    household: NDArray[np.int64], school: NDArray[np.int64], schools: Schools, *, rng: np.random.Generator
) -> None:
    """Give some families of a primary school an older child in the secondary school of the community."""
    families, first = np.unique(household, return_index=True)
    phase, community = schools.phase[school[first]], schools.community[school[first]]
    young, old = np.flatnonzero(phase == PRIMARY), np.flatnonzero(phase == SECONDARY)
    young = young[rng.random(young.size) < number("families", "primary_family_with_older_child")]
    of_young, of_old = (
        community[side] * household.size + _rank_in_group(community[side], rng=rng) for side in (young, old)
    )
    _, at_young, at_old = np.intersect1d(of_young, of_old, assume_unique=True, return_indices=True)
    becomes = np.arange(int(household.max(initial=0)) + 1)
    becomes[families[young[at_young]]] = families[old[at_old]]
    household[:] = becomes[household]


def make_households(
    school: NDArray[np.int64], year_group: NDArray[np.int64], schools: Schools, *, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The household of each pupil, shape (pupils,): numbers without meaning, equal for brothers and sisters."""
    order = np.lexsort((rng.random(school.size), school))
    joins = rng.random(school.size) < numbers("families", "joins_in_same_school")[schools.phase[school[order]]]
    joins[1:] &= (school[order][1:] == school[order][:-1]) & (year_group[order][1:] != year_group[order][:-1])
    joins[:1] = False
    household = np.empty(school.size, dtype=np.int64)
    household[order] = np.cumsum(~joins) - 1
    _join_older(household, school, schools, rng=rng)
    return np.unique(household, return_inverse=True)[1].astype(np.int64)
