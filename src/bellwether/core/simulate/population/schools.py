"""Made-up schools: how many of each phase, how big, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.simulate.shape import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PRIMARY", "SECONDARY", "SPECIAL", "Schools", "make_schools", "share_out"]

PRIMARY: Final = 0
SECONDARY: Final = 1
SPECIAL: Final = 2

_TREES: Final = [
    "Alder",
    "Ash",
    "Aspen",
    "Beech",
    "Birch",
    "Bramble",
    "Briar",
    "Cedar",
    "Cherry",
    "Chestnut",
    "Clover",
    "Damson",
    "Elder",
    "Elm",
    "Fern",
    "Foxglove",
    "Gorse",
    "Hawthorn",
    "Hazel",
    "Heather",
    "Holly",
    "Hornbeam",
    "Ivy",
    "Juniper",
    "Larch",
    "Laurel",
    "Lilac",
    "Linden",
    "Maple",
    "Meadow",
    "Medlar",
    "Myrtle",
    "Oak",
    "Orchard",
    "Poplar",
    "Quince",
    "Rowan",
    "Sorrel",
    "Spindle",
    "Willow",
]
_PLACES: Final = [
    "Bank",
    "Bridge",
    "Brook",
    "Close",
    "Common",
    "Corner",
    "Croft",
    "Cross",
    "Dale",
    "Down",
    "End",
    "Field",
    "Ford",
    "Gate",
    "Glade",
    "Green",
    "Grove",
    "Heath",
    "Hill",
    "Holm",
    "Lane",
    "Lea",
    "Mead",
    "Mill",
    "Moor",
    "Mount",
    "Park",
    "Pool",
    "Ridge",
    "Rise",
    "Row",
    "Side",
    "Street",
    "Top",
    "Vale",
    "View",
    "Walk",
    "Way",
    "Well",
    "Wood",
]
_KINDS: Final = ("Primary School", "High School", "Special School")


@dataclass(frozen=True)
class Schools:
    """names: one a school. phase, pupils: shape (schools,). Schools stand in order of phase.

    community: shape (schools,); schools of one community share families.
    """

    names: tuple[str, ...]
    phase: NDArray[np.int8]
    pupils: NDArray[np.int64]
    community: NDArray[np.int64]


def share_out(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers that add up to `total`, as near to the weights as can be (largest remainders first).

    weights: shape (shares,), positive. Returns shape (shares,).
    """
    exact = total * weights / weights.sum()
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    missing = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole


def _names(count: int, *, kind: str, rng: np.random.Generator) -> list[str]:
    stems = [f"{tree} {place}" for tree in _TREES for place in _PLACES]
    order = rng.permutation(len(stems))
    rounds = -(-count // len(stems))
    numbered = [(turn, stems[place]) for turn in range(rounds) for place in order.tolist()]
    return [f"{stem} {kind}" if turn == 0 else f"{stem} {kind} {turn + 1}" for turn, stem in numbered[:count]]


def make_schools(pupils: int, *, rng: np.random.Generator) -> Schools:
    """Schools for so many pupils, at least one; a phase with fewer pupils than half a school goes without."""
    share, mean, spread = (numbers("schools", key) for key in ("pupil_share", "pupils_a_school", "size_spread"))
    in_phase = share_out(pupils, share)
    if in_phase[SPECIAL] < mean[SPECIAL] / 4:
        in_phase = np.array([pupils - in_phase[SECONDARY], in_phase[SECONDARY], 0])
    if in_phase[SECONDARY] < mean[SECONDARY] / 10:
        in_phase = np.array([pupils, 0, 0])
    names: list[str] = []
    phases, sizes, communities = [], [], []
    secondaries = max(1, round(in_phase[SECONDARY] / mean[SECONDARY]))
    for phase, count in enumerate(in_phase.tolist()):
        schools = max(1, round(count / mean[phase])) if count else 0
        names += _names(schools, kind=_KINDS[phase], rng=rng)
        phases.append(np.full(schools, phase, dtype=np.int8))
        sizes.append(share_out(count, np.exp(rng.normal(0, spread[phase], schools))) if schools else np.zeros(0, int))
        communities.append(np.arange(schools, dtype=np.int64) * secondaries // max(1, schools))
    return Schools(tuple(names), np.concatenate(phases), np.concatenate(sizes), np.concatenate(communities))
