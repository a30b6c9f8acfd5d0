"""Marks of another system as columns, and what became of each: half a million travel as lightly as one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import day_number
from bellwether.core.codes import BYTE_UNMARKED, CODES
from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.core.taking import MarkProblem

__all__ = ["Comparison", "Fate", "ImportAnswer", "MarkColumns"]


@dataclass(frozen=True, slots=True)
class MarkColumns:
    """Marks that were read elsewhere and whose pupils were found, one array entry a mark, no cell twice.

    pupil: ids. slot: 2 x (days since 1970-01-01) + (0 AM, 1 PM). code: grid bytes of codes of the law.
    minutes: minutes late, -1 where none are given. All of shape (marks,), in the order of slot and pupil.
    """

    pupil: NDArray[np.int64]
    slot: NDArray[np.int64]
    code: NDArray[np.uint8]
    minutes: NDArray[np.int16]

    @classmethod
    def of(
        cls,
        pupil: NDArray[np.int64],
        slot: NDArray[np.int64],
        code: NDArray[np.uint8],
        minutes: NDArray[np.int16] | None = None,
    ) -> MarkColumns:
        """Columns in order; blank marks are left out, and of two for one cell the last counts.

        Raises ShapeMismatchError on columns of different lengths and on bytes that are no code.
        """
        late = np.full(pupil.size, -1, dtype=np.int16) if minutes is None else minutes
        if not pupil.size == slot.size == code.size == late.size:
            raise ShapeMismatchError("the columns of marks have different lengths")
        known = np.array([BYTE_UNMARKED, *(one.byte for one in CODES.values())], dtype=np.uint8)
        if not np.isin(code, known).all():
            raise ShapeMismatchError("a byte stands for no code")
        given = np.flatnonzero(code != BYTE_UNMARKED)
        order = given[np.lexsort((pupil[given], slot[given]))]  # stable: the last of a cell stays last
        is_last = np.ones(order.size, dtype=bool)
        is_last[:-1] = (pupil[order[1:]] != pupil[order[:-1]]) | (slot[order[1:]] != slot[order[:-1]])
        chosen = order[is_last]
        return cls(
            pupil[chosen].astype(np.int64),
            slot[chosen].astype(np.int64),
            code[chosen].astype(np.uint8),
            late[chosen].astype(np.int16),
        )

    @classmethod
    def of_marks(cls, marks: Iterable[tuple[int, date, int, str, int | None]]) -> MarkColumns:
        """From (pupil id, day, session, code as the law writes it or ".", minutes late or None), for a few marks."""
        rows = [
            (pupil, 2 * day_number(on) + session, CODES[code].byte if code in CODES else BYTE_UNMARKED, minutes)
            for pupil, on, session, code, minutes in marks
        ]
        return cls.of(
            np.array([row[0] for row in rows], dtype=np.int64),
            np.array([row[1] for row in rows], dtype=np.int64),
            np.array([row[2] for row in rows], dtype=np.uint8),
            np.array([-1 if row[3] is None else row[3] for row in rows], dtype=np.int16),
        )

    def __len__(self) -> int:
        """How many marks."""
        return int(self.code.size)


class Fate(IntEnum):
    """What an imported mark would do."""

    SAME = 0
    """It stands there already, or says nothing: # and Z where the pupil is not on roll."""
    NEW = 1
    """The session has no mark yet."""
    CHANGED = 2
    """Another mark stands there: an amendment."""
    MINUTES = 3
    """The mark stands; the minutes late are new."""
    KEPT = 4
    """Somebody here put right what the last import had brought, and the file repeats it: ours stays."""
    AHEAD = 5
    """Of a session that has not begun: left out until it has."""
    REFUSED = 6
    """The rules of the register do not allow it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Marks beside what stands. before: grid bytes. fate: `Fate` by number. group: class that day, 0 for none.

    reason: position in `reasons`, -1 for none, of what refuses a mark or should be looked at; `reasons` are without
    pupil. All arrays have shape (marks,), in the order of `marks`.
    """

    marks: MarkColumns
    before: NDArray[np.uint8]
    fate: NDArray[np.uint8]
    group: NDArray[np.int64]
    reason: NDArray[np.int32]
    reasons: tuple[tuple[MarkProblem, ...], ...]

    def count(self, fate: Fate) -> int:
        """How many marks have the fate."""
        return int((self.fate == fate).sum())

    def where(self, *fates: Fate) -> NDArray[np.intp]:
        """The positions of marks with one of the fates, in order."""
        return np.flatnonzero(np.isin(self.fate, fates))

    @property
    def writes(self) -> int:
        """How many marks would be written."""
        return int(np.isin(self.fate, (Fate.NEW, Fate.CHANGED, Fate.MINUTES)).sum())

    @property
    def fingerprint(self) -> str:
        """Equal for two comparisons that would do the same to the same marks."""
        made = blake2b(digest_size=16)
        for column in (self.marks.pupil, self.marks.slot, self.marks.code, self.marks.minutes, self.before, self.fate):
            made.update(np.ascontiguousarray(column).tobytes())
        return made.hexdigest()


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What an import came to: marks where none stood, marks that were amended, and in how many entries.

    same: stood there already; left_out: kept, ahead of their session, or refused.
    """

    new: int
    changed: int
    same: int
    left_out: int
    entries: int
    comparison: Comparison
