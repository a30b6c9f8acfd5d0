"""RegisterMatrix: the one door to the register's bytes, and the one caller of the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import COLUMNS, academic_year_of, day_of_column, first_monday, label_of_column
from bellwether.core.codes import (
    BYTE_CLOSED,
    CODE_NUMBER_OF_BYTE,
    byte_of,
    class_of_byte,
)
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.kernels import (
    PassInput,
    count_by_week,
    measure_with_numba,
    measure_with_numpy,
    open_and_close,
    settle_blanks,
)
from bellwether.core.register.sessions import STRIDE, SchoolSessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.core.register.measured import Measured

__all__ = ["Engine", "RegisterMatrix", "Window", "settle_cells"]

SMALL_REGISTER: Final = 20_000
"""Rows times years below which NumPy answers before Numba has started."""

_ROWS_AT_A_TIME: Final = 4096
"""So that masks stay small beside the register."""


class Engine(StrEnum):
    """Which of the two equal passes to run; AUTO takes NumPy for small registers and where Numba is missing."""

    AUTO = "auto"
    NUMPY = "numpy"
    NUMBA = "numba"


@dataclass(frozen=True, slots=True)
class Window:
    """The penalty-notice threshold: so many unauthorised sessions within so many school weeks (rule data)."""

    sessions: int
    weeks: int


@dataclass(frozen=True)
class RegisterMatrix:
    """Pupils down, sessions across, years laid end to end; read-only.

    cells: uint8, shape (rows, years * 744): per year the 742 columns of the grid and two closed ones.
    school_of_row: int32, shape (rows,), an index into `schools`. A row is one pupil at one school.
    schools: which sessions each school had.
    A column in which a school had no session is `#` in every row of that school, leavers' too (a `Z` may stay).
    The constructor trusts its caller for the bytes; `of_rows`, `of_cells` and `lay_out` check them.
    """

    cells: NDArray[np.uint8]
    school_of_row: NDArray[np.int32]
    schools: SchoolSessions

    def __post_init__(self) -> None:
        rows, width = self.cells.shape
        if self.cells.dtype != np.uint8 or width != self.schools.years * STRIDE:
            raise ShapeMismatchError(f"cells are {self.cells.dtype} {self.cells.shape}, wanted uint8 rows of {width}")
        if self.school_of_row.shape != (rows,):
            raise ShapeMismatchError(f"{rows} rows, but {self.school_of_row.shape} schools of rows")
        if rows and not 0 <= int(self.school_of_row.min()) <= int(self.school_of_row.max()) < self.schools.schools:
            raise ShapeMismatchError("a row names a school that is not there")
        self.schools.refuse_sessions_outside_the_year()
        self.cells.setflags(write=False)
        self.school_of_row.setflags(write=False)

    @classmethod
    def of_rows(
        cls,
        rows: Sequence[bytes] | NDArray[np.uint8],
        *,
        year: int,
        school_of_row: Sequence[int] | NDArray[np.int32] | None = None,
    ) -> RegisterMatrix:
        """A matrix of one academic year from packed rows of 742 grid bytes (a list of bytes, or an array).

        school_of_row: the index of each row's school; left out, all are one school's. Which sessions a school had is
        read off its rows. Raises ShapeMismatchError on rows of another length and on bytes that stand for nothing.
        """
        grid = rows if isinstance(rows, np.ndarray) else _grid_of(rows)
        if grid.dtype != np.uint8 or grid.ndim != 2 or grid.shape[1] != COLUMNS:
            raise ShapeMismatchError(f"rows are {grid.dtype} {grid.shape}, wanted uint8 (pupils, {COLUMNS})")
        # A copy: the matrix is read-only, and what was handed in stays the caller's own.
        schools = np.zeros(len(grid), np.int32) if school_of_row is None else np.array(school_of_row, np.int32)
        cells = np.empty((len(grid), STRIDE), dtype=np.uint8)
        cells[:, :COLUMNS] = grid
        cells[:, COLUMNS:] = BYTE_CLOSED
        return cls.of_cells(cells, first_year=year, school_of_row=schools)

    @classmethod
    def of_cells(
        cls,
        cells: NDArray[np.uint8],
        *,
        first_year: int,
        school_of_row: NDArray[np.int32],
        also_open: NDArray[np.bool_] | None = None,
    ) -> RegisterMatrix:
        """A matrix over `cells`, which it takes over: in closed columns blanks and not-on-roll become `#`.

        also_open: shape (schools, years, 742), sessions that the calendar says were open.
        Raises ShapeMismatchError on parts that do not fit each other and on a byte that stands for nothing.
        """
        years, rest = divmod(cells.shape[1], STRIDE)
        if cells.dtype != np.uint8 or not years or rest:
            raise ShapeMismatchError(f"cells are {cells.dtype} {cells.shape}, wanted uint8 rows of years of {STRIDE}")
        if school_of_row.shape != (len(cells),) or (school_of_row < 0).any():
            raise ShapeMismatchError(f"{len(cells)} rows, but schools of {school_of_row.shape} rows, or below 0")
        schools = int(school_of_row.max()) + 1 if len(school_of_row) else 1
        is_open = np.zeros((schools, years, COLUMNS), dtype=bool) if also_open is None else also_open.copy()
        if is_open.shape[1:] != (years, COLUMNS) or len(is_open) < schools:
            raise ShapeMismatchError(f"a calendar of {is_open.shape}, wanted ({schools}, {years}, {COLUMNS})")
        cells = np.ascontiguousarray(cells)
        open_and_close(cells, school_of_row, is_open, is_large=_is_large(cells))
        return cls(cells, school_of_row, SchoolSessions(first_year, is_open))

    @property
    def first_year(self) -> int:
        """The academic year of the first block of columns."""
        return self.schools.first_year

    @property
    def years(self) -> int:
        """How many academic years lie end to end."""
        return self.schools.years

    def __len__(self) -> int:
        return len(self.cells)

    def rows_of(self, year: int) -> NDArray[np.uint8]:
        """The rows of one academic year, shape (rows, 742), a view. Raises ShapeMismatchError for a year not held."""
        if not self.first_year <= year < self.first_year + self.years:
            raise ShapeMismatchError(f"nothing of academic year {year} is in this register")
        start = (year - self.first_year) * STRIDE
        return self.cells[:, start : start + COLUMNS]

    def column(self, day: date, session: int) -> int:
        """The laid-out column of a half-day (session 0 AM, 1 PM), which must lie in the years of the matrix."""
        year = academic_year_of(day)
        if not self.first_year <= year < self.first_year + self.years:
            raise ShapeMismatchError(f"{day.isoformat()} lies outside the years of this register")
        return (year - self.first_year) * STRIDE + 2 * (day - first_monday(year)).days + session

    def label(self, column: int) -> str:
        """A laid-out column as people write it, as in `2025-09-03 AM`."""
        return self._labels[column]

    @cached_property
    def _labels(self) -> list[str]:
        """Every column's label, made once: a report on an authority asks for half a million."""
        return [
            label_of_column(self.first_year + column // STRIDE, column % STRIDE)
            for column in range(self.years * STRIDE)
        ]

    def day(self, column: int) -> date:
        """The day of a laid-out column."""
        return day_of_column(self.first_year + column // STRIDE, column % STRIDE)

    def columns_where(self, row: int, codes: str, *, start: int = 0, stop: int | None = None) -> NDArray[np.int64]:
        """The laid-out columns, start <= column < stop, at which one row has any of the one-byte codes."""
        return np.flatnonzero(_is_any_of(codes)[self.cells[row, start:stop]]) + start

    def weekly(self, *, as_of: date) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Possible and absent sessions of each row in each week of the academic year of `as_of`, up to that day.

        Returns two arrays of shape (rows, 53).
        """
        year = academic_year_of(as_of)
        stop = self.column(as_of, 1) + 1 - (year - self.first_year) * STRIDE
        return count_by_week(self.rows_of(year), stop, class_of_byte(year), is_large=_is_large(self.cells))

    def measure(
        self,
        *,
        as_of: date | None = None,
        window: Window | None = None,
        group_of_row: NDArray[np.int32] | None = None,
        groups: int | None = None,
        engine: Engine = Engine.AUTO,
        threads: int = 1,
    ) -> Measured:
        """Everything that is counted, in one pass over the bytes.

        as_of: the last day counted (left out: the last day of the matrix). Counts are those of its academic year.
        window: the threshold; left out, ten sessions in ten school weeks is NOT assumed, and nothing is ever met.
        group_of_row: int32, shape (rows,), the group whose session totals a row goes into; left out, its school.
        groups: how many groups there are, where the last may be empty. threads: for large registers.
        """
        last_year = self.first_year + self.years - 1
        year = last_year if as_of is None else academic_year_of(as_of)
        if not self.first_year <= year <= last_year:
            raise ShapeMismatchError(f"nothing of academic year {year} is in this register")
        stop = self.years * STRIDE if as_of is None else self.column(as_of, 1) + 1
        group, groups = self._checked_groups(group_of_row, groups)
        given = PassInput(
            cells=self.cells,
            school_of_row=self.school_of_row,
            template=self.schools.template,
            open_before=self.schools.open_before,
            week_numbers=self.schools.week_numbers,
            classes=np.stack([class_of_byte(self.first_year + ix) for ix in range(self.years)]),
            code_numbers=CODE_NUMBER_OF_BYTE,
            illness=byte_of("I"),
            counted_year=year - self.first_year,
            stop=stop,
            window_sessions=window.sessions if window else np.iinfo(np.int32).max,
            window_weeks=window.weeks if window else 1,
            group_of_row=group,
            groups=groups,
        )
        if engine is Engine.NUMPY or (engine is Engine.AUTO and not _is_large(self.cells)):
            return measure_with_numpy(given)
        return measure_with_numba(given, threads=threads, must=engine is Engine.NUMBA)

    def _checked_groups(
        self, group_of_row: NDArray[np.int32] | None, groups: int | None
    ) -> tuple[NDArray[np.int32], int]:
        """The group of each row and how many there are; kernels write where these point, so they are checked here."""
        group = self.school_of_row if group_of_row is None else np.asarray(group_of_row, dtype=np.int32)
        if group.shape != (len(self),):
            raise ShapeMismatchError(f"{len(self)} rows, but groups of {group.shape} rows")
        most = int(group.max()) + 1 if len(group) else 0
        count = max(1, most) if groups is None else groups
        if len(group) and (int(group.min()) < 0 or most > count):
            raise ShapeMismatchError(f"a row names a group outside 0 to {count - 1}")
        return group, count


def settle_cells(
    cells: NDArray[np.uint8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    first_is_known: NDArray[np.bool_],
    last_is_known: NDArray[np.bool_],
) -> None:
    """Say of every cell without a mark, in place, whether it is not yet marked or not on roll.

    cells: shape (rows, years * 744). first, last: laid-out columns, shape (rows,), the first on roll and the one after
    the last. first_is_known, last_is_known: shape (rows,); where False, the row's first or last mark stands for it.
    """
    settle_blanks(cells, first, last, first_is_known, last_is_known, is_large=_is_large(cells))


def _is_large(cells: NDArray[np.uint8]) -> bool:
    return cells.size > SMALL_REGISTER * STRIDE


@lru_cache(maxsize=64)
def _is_any_of(codes: str) -> NDArray[np.bool_]:
    """Which of the 256 bytes are among the one-byte codes."""
    flags = np.zeros(256, dtype=bool)
    flags[list(codes.encode("ascii"))] = True
    return flags


def _grid_of(rows: Sequence[bytes]) -> NDArray[np.uint8]:
    if any(len(row) != COLUMNS for row in rows):
        raise ShapeMismatchError(f"a packed row is not {COLUMNS} bytes long")
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), COLUMNS)
