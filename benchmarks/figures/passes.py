"""In memory: our pass against the tools that people would reach for instead, and against the limit of the machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numba
import numpy as np

from bellwether.core.register import RegisterMatrix
from benchmarks.outputs import Outputs, from_pass, refuse_differences
from benchmarks.registry import bar
from benchmarks.rivals.byte_loop import ByteLoop
from benchmarks.rivals.numpy_sum import sum_of_bytes, sum_of_words
from benchmarks.workshop import measure

if TYPE_CHECKING:
    from benchmarks.measuring import Rounds
    from benchmarks.workshop import Workshop

_BOTH = 2
"""Cores that everyone may use."""

_COPIES = 10
"""How many authorities, end to end, make up a million pupils."""


class _Rival(Protocol):
    name: str

    def run(self) -> object: ...

    def outputs(self) -> Outputs: ...


def _against(workshop: Workshop, rival: _Rival, *, rounds: int = 7) -> Rounds:
    """The rival's time over that of our pass with the same cores allowed, once their results are proved equal."""
    ours = from_pass(measure(workshop.register, threads=_BOTH), first_day=workshop.long_table.first_day)
    refuse_differences(workshop.figures, ours, rival="our pass on two threads")
    refuse_differences(workshop.figures, rival.outputs(), rival=rival.name)
    our_pass = partial(measure, workshop.register, threads=_BOTH)
    return workshop.meter.ratio(rival.run, our_pass, rounds=rounds, repeats=5)


@bar("figures", "pass against DuckDB, long table in memory", unit="times", at_least=50, aim=100)
def against_duckdb(workshop: Workshop) -> Rounds:
    from benchmarks.rivals.duckdb import DuckDb

    rival = DuckDb(workshop.long_table, threads=_BOTH)
    try:
        return _against(workshop, rival)
    finally:
        rival.close()


@bar("figures", "pass against pandas, long table in memory", unit="times", at_least=250, aim=400)
def against_pandas(workshop: Workshop) -> Rounds:
    from benchmarks.rivals.pandas import Pandas

    return _against(workshop, Pandas(workshop.long_table))


@bar("figures", "pass against Polars, long table in memory", unit="times")
def against_polars(workshop: Workshop) -> Rounds:
    from benchmarks.rivals.polars import Polars

    return _against(workshop, Polars(workshop.long_table))


@bar("figures", "pass against a plain byte loop, one thread each", unit="times", aim=3)
def against_byte_loop(workshop: Workshop) -> Rounds:
    loop = ByteLoop(workshop.register)
    refuse_differences(workshop.figures, loop.outputs(), rival=loop.name)
    return workshop.meter.ratio(loop.run, partial(measure, workshop.register, threads=1), repeats=3).with_notes(
        "the loop is Numba with one look-up table over every cell"
    )


@bar("figures", "pass over a NumPy sum of the same bytes", unit="times", at_most=30, aim=10)
def over_numpy_sum(workshop: Workshop) -> Rounds:
    ours = partial(measure, workshop.register, threads=1)
    rounds = workshop.meter.ratio(ours, partial(sum_of_words, workshop.register), repeats=9)
    speed = workshop.register.cells.nbytes / rounds.seconds["under"] / 1e9
    return rounds.with_notes(f"one thread each; the sum is of 64-bit words and reads {speed:.1f} GB/s")


@bar("figures", "pass on two threads over the same NumPy sum", unit="times")
def both_cores_over_numpy_sum(workshop: Workshop) -> Rounds:
    ours = partial(measure, workshop.register, threads=_BOTH)
    return workshop.meter.ratio(ours, partial(sum_of_words, workshop.register), repeats=9)


@bar("figures", "pass over a NumPy sum byte by byte", unit="times")
def over_byte_sum(workshop: Workshop) -> Rounds:
    ours = partial(measure, workshop.register, threads=1)
    rounds = workshop.meter.ratio(ours, partial(sum_of_bytes, workshop.register), repeats=5)
    return rounds.with_notes("adding single bytes widens each: slower than memory, so a softer limit than the words")


@numba.njit(nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _spin(turns: int) -> int:
    state = 1
    for _ in range(turns):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return state


def _spin_on(threads: int) -> None:
    """The same arithmetic in all, shared out: what a second core gives where memory plays no part."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_spin, [40_000_000 // threads] * threads))


@bar("figures", "speed-up of the pass from a second core", unit="times", aim=1.6)
def second_core(workshop: Workshop) -> Rounds:
    one, two = (partial(measure, workshop.register, threads=threads) for threads in (1, _BOTH))
    loop_one, loop_two = (ByteLoop(workshop.register, threads=threads).run for threads in (1, _BOTH))
    arithmetic = workshop.meter.ratio(partial(_spin_on, 1), partial(_spin_on, _BOTH), rounds=7, repeats=3)
    loop = workshop.meter.ratio(loop_one, loop_two, rounds=7, repeats=3)
    return workshop.meter.ratio(one, two, rounds=9, repeats=5).with_notes(
        f"beside it in the same run: arithmetic without memory {arithmetic.median:.2f}, the plain byte loop "
        f"{loop.median:.2f}; what arithmetic falls short of 2 the machine does not give, what the pass falls short of "
        "arithmetic is its single-threaded start and end, and memory shared by both cores"
    )


def _end_to_end(register: RegisterMatrix, *, copies: int) -> RegisterMatrix:
    """The register so many times over, each copy with schools of its own."""
    apart = register.schools.schools
    schools = np.concatenate([register.school_of_row + np.int32(apart * copy) for copy in range(copies)])
    rows = np.tile(register.rows_of(register.first_year), (copies, 1))
    return RegisterMatrix.of_rows(rows, year=register.first_year, school_of_row=schools)


@bar("figures", "time per pupil at ten times as many pupils", unit="times", at_most=1.5)
def ten_times_as_many(workshop: Workshop) -> Rounds:
    register = workshop.register
    large = _end_to_end(register, copies=_COPIES)
    found, expected = measure(large, threads=_BOTH), measure(register, threads=_BOTH)
    assert np.array_equal(found.spells, np.tile(expected.spells, _COPIES))
    rounds = workshop.meter.ratio(
        partial(measure, large, threads=_BOTH), partial(measure, register, threads=_BOTH), repeats=5
    )
    per_pupil = tuple(value / _COPIES for value in rounds.values)
    return type(rounds)(per_pupil, rounds.calibrations, rounds.seconds).with_notes(
        f"{len(large):,} pupils against {len(register):,}; the many are {_COPIES} copies with schools of their own"
    )
