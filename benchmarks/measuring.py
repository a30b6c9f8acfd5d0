"""How we measure: rounds in turn, medians with quartiles, a fixed loop beside them, a verdict that can be unclear."""

from __future__ import annotations

import gc
import hashlib
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


__all__ = ["DISTURBED_ABOVE", "FEWEST_FOR_QUARTILES", "Direction", "Meter", "Rounds", "Verdict", "verdict_of"]

T = TypeVar("T")

DISTURBED_ABOVE = 1.5
"""A round is disturbed when the fixed loop beside it took so many times its best."""

FEWEST_FOR_QUARTILES = 7
"""With fewer rounds the verdict rests on the least and the greatest."""


class Direction(StrEnum):
    """Which side of its target a figure has to lie on."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class Verdict(StrEnum):
    """What a bar comes to."""

    HOLDS = "holds"
    FAILS = "fails"
    UNCLEAR = "unclear"
    REPORTED = "reported"
    """It has no target."""
    NOT_JUDGED = "not judged"
    """The run was too small for the bar."""

    @property
    def holds(self) -> bool | None:
        """True, False, or None where it can't be said."""
        return {Verdict.HOLDS: True, Verdict.FAILS: False}.get(self)


@dataclass(frozen=True)
class Rounds:
    """One figure, measured several times.

    values: the figure of each round. calibrations: how long the fixed loop took beside each, over its best.
    seconds: the median time of each thing timed. notes: what a reader of the figure ought to know.
    """

    values: tuple[float, ...]
    calibrations: tuple[float, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def median(self) -> float:
        """The figure that is reported."""
        return statistics.median(self.values)

    @property
    def span(self) -> tuple[float, float]:
        """The quartiles; with fewer than seven rounds the least and the greatest."""
        if len(self.values) < FEWEST_FOR_QUARTILES:
            return min(self.values), max(self.values)
        lower, _, upper = statistics.quantiles(self.values, n=4, method="inclusive")
        return lower, upper

    @property
    def disturbed(self) -> int:
        """How many of the rounds ran while the machine was busy with something else."""
        return sum(slowness > DISTURBED_ABOVE for slowness in self.calibrations)

    def with_notes(self, *notes: str) -> Rounds:
        """The same with more to know."""
        return Rounds(self.values, self.calibrations, self.seconds, (*self.notes, *notes))


def verdict_of(rounds: Rounds, *, target: float | None, direction: Direction) -> Verdict:
    """Holds or fails where the whole span lies on one side of the target and no round was disturbed."""
    if target is None:
        return Verdict.REPORTED
    lower, upper = rounds.span
    worst, best = (lower, upper) if direction is Direction.AT_LEAST else (-upper, -lower)
    line = target if direction is Direction.AT_LEAST else -target
    if rounds.disturbed or worst < line <= best:
        return Verdict.UNCLEAR
    return Verdict.HOLDS if worst >= line else Verdict.FAILS


class Meter:
    """Times things beside a fixed loop that keeps every core busy for some ten milliseconds."""

    _BYTES = bytes(8_000_000)

    def __init__(self, *, loop: Callable[[], float] | None = None) -> None:
        self._cores = os.cpu_count() or 1
        self._loop = loop or self._fixed_loop
        self.calibrations = [self._loop() for _ in range(5)]

    def _fixed_loop(self) -> float:
        with ThreadPoolExecutor(self._cores) as pool:
            start = time.perf_counter()
            # Hashing lets go of Python's lock, so a neighbour on any core shows.
            list(pool.map(lambda _: hashlib.sha256(self._BYTES).digest(), range(self._cores)))
            return time.perf_counter() - start

    def _calibrate(self) -> float:
        # The better of two: one hiccup of a millisecond is no disturbance.
        seconds = min(self._loop(), self._loop())
        self.calibrations.append(seconds)
        return seconds

    def _seconds(self, work: Callable[[], object]) -> float:
        gc.collect()
        start = time.perf_counter()
        kept = work()
        seconds = time.perf_counter() - start
        del kept
        return seconds

    def _rounds(
        self,
        works: Sequence[Callable[[], T]],
        *,
        measure: Callable[[Callable[[], T]], float],
        rounds: int,
        prepare: Callable[[], object] = lambda: None,
    ) -> tuple[list[list[float]], list[float]]:
        """What is measured of each work in each kept round, and the fixed loop's seconds beside it.

        A disturbed round is run again, up to half as many again; the least disturbed are kept, in order of running.
        """
        taken: list[tuple[float, list[float]]] = []
        while len(taken) < rounds + rounds // 2:
            prepare()
            before = self._calibrate()
            seconds = [measure(work) for work in works]
            taken.append((max(before, self._calibrate()), seconds))
            calm = sum(calibration <= DISTURBED_ABOVE * min(self.calibrations) for calibration, _ in taken)
            if calm >= rounds:
                break
        kept = sorted(sorted(range(len(taken)), key=lambda ix: taken[ix][0])[:rounds])
        return [taken[ix][1] for ix in kept], [taken[ix][0] for ix in kept]

    def ratio(
        self,
        over: Callable[[], object],
        under: Callable[[], object],
        *,
        rounds: int = FEWEST_FOR_QUARTILES,
        repeats: int = 1,
        warm_up: bool = True,
    ) -> Rounds:
        """How many times longer `over` takes than `under`: both in turn, a ratio a round.

        repeats: how often the quick `under` runs in a round, for the median of them.
        """
        if warm_up:
            under(), over()
        timed, calibrations = self._rounds([over, *[under] * repeats], measure=self._seconds, rounds=rounds)
        ratios = [seconds[0] / statistics.median(seconds[1:]) for seconds in timed]
        best = min(self.calibrations)
        return Rounds(
            values=tuple(ratios),
            calibrations=tuple(calibration / best for calibration in calibrations),
            seconds={
                "over": statistics.median(seconds[0] for seconds in timed),
                "under": statistics.median(statistics.median(seconds[1:]) for seconds in timed),
            },
        )

    def time(
        self,
        work: Callable[[], object],
        *,
        rounds: int = FEWEST_FOR_QUARTILES,
        warm_up: bool = True,
        prepare: Callable[[], object] = lambda: None,
    ) -> Rounds:
        """How many seconds it takes. prepare: run before each round, outside the clock."""
        if warm_up:
            work()
        timed, calibrations = self._rounds([work], measure=self._seconds, rounds=rounds, prepare=prepare)
        best = min(self.calibrations)
        return Rounds(
            values=tuple(seconds[0] for seconds in timed),
            calibrations=tuple(calibration / best for calibration in calibrations),
        )

    def figure(
        self,
        work: Callable[[], float],
        *,
        rounds: int = FEWEST_FOR_QUARTILES,
        prepare: Callable[[], object] = lambda: None,
    ) -> Rounds:
        """What the work itself finds in each round: a median of many requests, say. prepare: run before each."""
        found, calibrations = self._rounds([work], measure=lambda one: one(), rounds=rounds, prepare=prepare)
        best = min(self.calibrations)
        return Rounds(
            values=tuple(values[0] for values in found),
            calibrations=tuple(calibration / best for calibration in calibrations),
        )
