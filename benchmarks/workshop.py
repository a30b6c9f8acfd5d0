"""The one made-up authority that every bar shares, in all the shapes that are asked for, each made when first asked."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bellwether.core.calendar import day_number, first_monday
from bellwether.core.register import RegisterMatrix
from bellwether.core.register.matrix import Engine, Window
from benchmarks.long_table import LongTable, long_table
from benchmarks.measuring import Meter
from benchmarks.outputs import Outputs, from_pass

if TYPE_CHECKING:
    from types import TracebackType

    from bellwether.core.register import Measured

__all__ = ["FULL_SIZE", "ROOT", "SEED", "WINDOW", "YEAR", "Workshop", "measure"]

ROOT: Final = Path(__file__).resolve().parent.parent
FULL_SIZE: Final = 100_000
SEED: Final = 1
YEAR: Final = 2025
WINDOW: Final = Window(sessions=10, weeks=10)
"""The national threshold, as the rivals' queries have it."""


def measure(register: RegisterMatrix, *, threads: int) -> Measured:
    """Our pass, as it is timed everywhere: the quick engine whatever the size."""
    return register.measure(window=WINDOW, threads=threads, engine=Engine.NUMBA)


@dataclass
class Workshop:
    """What the bars need: the meter, a folder that goes away at the end, and the authority.

    pupils: how many; fewer than FULL_SIZE is for trying out, and nothing is judged then. kept: what one bar found and
    another can use, by name.
    """

    pupils: int = FULL_SIZE
    kept: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Workshop:
        (ROOT / ".bench").mkdir(exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=ROOT / ".bench"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def is_full_size(self) -> bool:
        """Whether the bars may be judged."""
        return self.pupils >= FULL_SIZE

    @staticmethod
    def say(text: str) -> None:
        """Progress, to standard error, so that standard output stays clean."""
        print(text, file=sys.stderr, flush=True)

    @cached_property
    def meter(self) -> Meter:
        """The clock of this run."""
        return Meter()

    @cached_property
    def register(self) -> RegisterMatrix:
        """The authority's year as a matrix."""
        from bellwether.core.simulate import simulate

        self.say(f"  … simulating {self.pupils:,} pupils")
        made = simulate(pupils=self.pupils, seed=SEED, year=YEAR)
        return RegisterMatrix.of_rows(
            made.codes, year=YEAR, school_of_row=np.ascontiguousarray(made.school_of_pupil, np.int32)
        )

    @cached_property
    def long_table(self) -> LongTable:
        """The same marks, one row each."""
        self.say("  … laying the marks out as a long table")
        return long_table(self.register)

    @cached_property
    def figures(self) -> Outputs:
        """What our pass makes of them, to hold every rival to."""
        return from_pass(measure(self.register, threads=1), first_day=day_number(first_monday(YEAR)))
