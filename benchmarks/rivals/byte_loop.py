"""The plain byte loop: Numba, one look-up table, every cell looked at, nothing skipped.

What a careful programmer writes first: the same figures and the same language as our pass, without its idea (that a
cell which agrees with the school's all-present row need not be looked at).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numba
import numpy as np

from bellwether.core.calendar import COLUMNS, day_number, first_monday
from bellwether.core.codes import CODE_COUNT, CODE_NUMBER_OF_BYTE, byte_of, class_of_byte
from benchmarks.outputs import COMPARED, Outputs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.register import RegisterMatrix

__all__ = ["ByteLoop"]

_POSSIBLE, _AUTHORISED, _UNAUTHORISED, _SPELLS, _LONGEST, _ILL, _RUN, _PEAK, _MET, _FIGURES = range(10)


@numba.njit(nogil=True, cache=True, boundscheck=False)  # type: ignore[untyped-decorator,unused-ignore]
def _count(  # noqa: PLR0913, PLR0915, C901 - one plain loop is the point
    first: int,
    last: int,
    cells: NDArray[np.uint8],
    weeks: NDArray[np.int32],
    school_of_row: NDArray[np.int32],
    classes: NDArray[np.uint8],
    numbers: NDArray[np.uint8],
    illness: int,
    figures: NDArray[np.int32],
    codes: NDArray[np.int16],
    weekdays: NDArray[np.int16],
    by_session: NDArray[np.int32],
) -> None:
    week_of = np.empty(COLUMNS, np.int32)
    for row in range(first, last):
        school = school_of_row[row]
        possible = authorised = unauthorised = 0
        spells = spell = longest = run = longest_run = 0
        ill = 0
        ill_day = -1
        seen = oldest = peak = 0
        met = -1
        for column in range(COLUMNS):
            cell = cells[row, column]
            codes[row, numbers[cell]] += 1
            kind = classes[cell]
            if kind == 3:
                continue
            possible += 1
            by_session[school, column, 0] += 1
            if kind == 0:
                spell = 0
                run = 0
                continue
            by_session[school, column, kind] += 1
            weekdays[row, (column >> 1) % 7] += 1
            if spell == 0:
                spells += 1
            spell += 1
            longest = max(longest, spell)
            if kind == 1:
                run = 0
                authorised += 1
                if cell == illness and column >> 1 != ill_day:
                    ill_day = column >> 1
                    ill += 1
                continue
            unauthorised += 1
            run += 1
            longest_run = max(longest_run, run)
            week_of[seen] = weeks[school, column]
            while week_of[oldest] <= week_of[seen] - 10:
                oldest += 1
            seen += 1
            peak = max(peak, seen - oldest)
            if met < 0 and seen - oldest >= 10:
                met = column
        figures[row, _POSSIBLE] = possible
        figures[row, _AUTHORISED] = authorised
        figures[row, _UNAUTHORISED] = unauthorised
        figures[row, _SPELLS] = spells
        figures[row, _LONGEST] = longest
        figures[row, _ILL] = ill
        figures[row, _RUN] = longest_run
        figures[row, _PEAK] = peak
        figures[row, _MET] = met


class ByteLoop:
    """The loop over a register of one year; `run` is what is timed."""

    name = "plain byte loop"

    def __init__(self, register: RegisterMatrix, *, threads: int = 1) -> None:
        self.register, self.threads = register, threads
        self.classes = class_of_byte(register.first_year)

    def run(self) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int16], NDArray[np.int32]]:
        """Figures, codes, weekdays, and totals by school and session."""
        rows = len(self.register)
        figures = np.empty((rows, _FIGURES), np.int32)
        codes, weekdays = np.zeros((rows, CODE_COUNT), np.int16), np.zeros((rows, 7), np.int16)

        def block(first: int, last: int) -> NDArray[np.int32]:
            by_session = np.zeros((self.register.schools.schools, COLUMNS, 3), np.int32)
            _count(
                first, last, self.register.cells, self.register.schools.week_numbers, self.register.school_of_row,
                self.classes, CODE_NUMBER_OF_BYTE, byte_of("I"), figures, codes, weekdays, by_session,
            )  # fmt: skip
            return by_session

        edges = np.linspace(0, rows, self.threads + 1).astype(int).tolist()
        with ThreadPoolExecutor(self.threads) as pool:
            by_session = sum(pool.map(block, edges[:-1], edges[1:]))
        return figures, codes, weekdays, np.asarray(by_session)

    def outputs(self) -> Outputs:
        """One run in the shape that is compared."""
        raw, codes, weekdays, by_session = self.run()
        figures = raw.astype(np.int64)
        met = figures[:, _MET]
        return Outputs(
            possible=figures[:, _POSSIBLE],
            authorised=figures[:, _AUTHORISED],
            unauthorised=figures[:, _UNAUTHORISED],
            codes=codes[:, COMPARED].astype(np.int64),
            weekdays=weekdays.astype(np.int64),
            spells=figures[:, _SPELLS],
            longest_spell=figures[:, _LONGEST],
            illness_days=figures[:, _ILL],
            longest_run=figures[:, _RUN],
            peak=figures[:, _PEAK],
            met=np.where(met >= 0, met // 2 + day_number(first_monday(self.register.first_year)), -1),
            by_session=np.moveaxis(by_session, 2, 0).astype(np.int64),
        )
