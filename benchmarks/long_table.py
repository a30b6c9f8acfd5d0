"""The same marks as a long table: one row a mark, as the tools that people would reach for instead hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import COLUMNS, day_number, first_monday
from bellwether.core.codes import (
    BYTE_NOT_ON_ROLL,
    CODE_COUNT,
    CODE_NUMBER_OF_BYTE,
    CODES_BY_NUMBER,
    byte_of,
    class_of_byte,
)
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.register import RegisterMatrix

__all__ = ["ILLNESS", "PLAIN_PRESENT", "LongTable", "long_table"]

_ROWS_AT_A_TIME = 8192
ILLNESS = CODES_BY_NUMBER.index("I")
PLAIN_PRESENT = tuple(CODES_BY_NUMBER.index(code) for code in "/\\")


@dataclass(frozen=True)
class LongTable:
    r"""One row for each pupil on roll and session of the pupil's school, in order of pupil, day and session.

    pupil: int32, the row in the register. school: int16. day: int32, days since 1970. session: int8, 0 AM or 1 PM.
    code: int8, the number of the code in CODES_BY_NUMBER; `nth`: int16, which of the pupil's own marks it is, from 1.
    class_of_code: int8, shape (codes,), SessionClass of each code number (the table of codes).
    week_of_day: int16, shape (schools, 371), the running number of the school week (the table of school days, made
    when the marks were loaded, as our matrix makes it).
    """

    pupil: NDArray[np.int32]
    school: NDArray[np.int16]
    day: NDArray[np.int32]
    session: NDArray[np.int8]
    code: NDArray[np.int8]
    nth: NDArray[np.int16]
    class_of_code: NDArray[np.int8]
    week_of_day: NDArray[np.int16]
    first_day: int
    pupils: int
    schools: int

    def __len__(self) -> int:
        return len(self.pupil)

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """The table as columns by name; every engine picks what it wants to keep."""
        names = ("pupil", "school", "day", "session", "code", "nth")
        return {name: getattr(self, name) for name in names}

    def school_days(self) -> dict[str, NDArray[np.generic]]:
        """The table of school days: school, day, and the number of its school week."""
        school, offset = np.indices(self.week_of_day.shape).reshape(2, -1)
        return {
            "school": school.astype(np.int16),
            "day": (self.first_day + offset).astype(np.int32),
            "week": self.week_of_day.reshape(-1),
        }

    def codes(self) -> dict[str, NDArray[np.generic]]:
        """The table of codes: code number and class."""
        return {"code": np.arange(CODE_COUNT, dtype=np.int8), "class": self.class_of_code}

    def codes_of(self, *classes: int) -> tuple[int, ...]:
        """The numbers of the codes that count as one of the classes."""
        return tuple(np.flatnonzero(np.isin(self.class_of_code, classes)).tolist())


def _class_of_code(year: int) -> NDArray[np.int8]:
    return np.array([class_of_byte(year)[byte_of(code)] for code in CODES_BY_NUMBER], dtype=np.int8)


def long_table(register: RegisterMatrix) -> LongTable:
    """The marks of a register of one year. What is closed for a whole school, or not on roll, is no row."""
    is_open = register.schools.is_open[:, 0]
    rows = register.rows_of(register.first_year)
    pupils, columns, codes = [], [], []
    for first in range(0, len(rows), _ROWS_AT_A_TIME):
        block = rows[first : first + _ROWS_AT_A_TIME]
        has_mark = is_open[register.school_of_row[first : first + len(block)]] & (block != BYTE_NOT_ON_ROLL)
        pupil, column = np.nonzero(has_mark)
        pupils.append((pupil + first).astype(np.int32))
        columns.append(column.astype(np.int16))
        codes.append(CODE_NUMBER_OF_BYTE[block[has_mark]].astype(np.int8))
    pupil, column = np.concatenate(pupils), np.concatenate(columns)
    first_day = day_number(first_monday(register.first_year))
    first_mark = np.searchsorted(pupil, np.arange(len(rows)))
    return LongTable(
        pupil=pupil.astype(np.int32, copy=False),
        school=register.school_of_row.astype(np.int16)[pupil],
        day=(first_day + column // 2).astype(np.int32),
        session=(column % 2).astype(np.int8),
        code=np.concatenate(codes),
        nth=(np.arange(1, len(pupil) + 1) - first_mark[pupil]).astype(np.int16),
        class_of_code=_class_of_code(register.first_year),
        week_of_day=register.schools.week_numbers[:, :STRIDE:2][:, : COLUMNS // 2].astype(np.int16),
        first_day=first_day,
        pupils=len(rows),
        schools=register.schools.schools,
    )
