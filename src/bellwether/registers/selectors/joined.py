"""A pupil's academic year laid together: one mark a half-day, from whichever school and record speaks for it.

No query merges two schools' rows, and none is changed here: for each half-day one row is chosen. A pupil who moved, or
whose school became another, has two rows that follow each other; one of two schools at once has two side by side; of
records that were merged the older one's marks stay under its own id. For this room: it holds codes as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.access import Action, places
from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, byte_of
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.models import RegisterRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bellwether.core.access import Actor

__all__ = ["JoinedYear", "RowKey", "joined_year"]

RowKey = tuple[int, int]
"""School id, pupil id under which the marks were made."""
_ELSEWHERE: Final = byte_of("D")
# The higher, the less a row has to say; a row of a school of the reader's own goes before another that says as much.
_NOT_ON_ROLL, _CLOSED, _OTHERS, _DUE_ELSEWHERE, _UNMARKED = 16, 8, 4, 2, 1


@dataclass(frozen=True, slots=True)
class JoinedYear:
    """One academic year. marks: grid bytes, shape (742,). of_row: the place in `keys` of the row that was chosen.

    keys: the rows, the newest school first. own: the schools of them that are in the reader's places.
    """

    year: int
    marks: NDArray[np.uint8]
    of_row: NDArray[np.intp]
    keys: tuple[RowKey, ...]
    own: frozenset[int]

    def key(self, column: int) -> RowKey | None:
        """Whose mark a column shows; None where there is no row at all."""
        return self.keys[int(self.of_row[column])] if self.keys else None


def joined_year(pupil_id: int, year: int, *, actor: Actor) -> JoinedYear:
    """The year of a pupil whom the caller has found the actor may see. A fixed few queries."""
    ids = people.pupil_ids_of([pupil_id])[pupil_id]
    rows = RegisterRow.objects.filter(pupil_id__in=ids, year=year).order_by("-pk")
    found = {(school, pupil): bytes(marks) for school, pupil, marks in rows.values_list("school", "pupil", "marks")}
    where = places(actor, Action.SEE_PUPIL)
    reaches = organisations.reaches_of_schools(school for school, _ in found) if len(found) > 1 else {}
    own = frozenset(school for school, reach in reaches.items() if where.covers(reach))
    keys = tuple(found)
    if len(found) == 1:
        own = frozenset({keys[0][0]})
    return _laid(year, keys, [np.frombuffer(found[key], dtype=np.uint8) for key in keys], own)


def _laid(year: int, keys: tuple[RowKey, ...], rows: Sequence[NDArray[np.uint8]], own: frozenset[int]) -> JoinedYear:
    if not rows:
        empty = np.full(COLUMNS, BYTE_NOT_ON_ROLL, dtype=np.uint8)
        return JoinedYear(year, empty, np.zeros(COLUMNS, dtype=np.intp), keys, own)
    stacked = np.stack(rows)
    silence = (
        (stacked == BYTE_NOT_ON_ROLL) * _NOT_ON_ROLL
        + (stacked == BYTE_CLOSED) * _CLOSED
        + (stacked == _ELSEWHERE) * _DUE_ELSEWHERE
        + (stacked == BYTE_UNMARKED) * _UNMARKED
    )
    silence += np.array([[0 if school in own else _OTHERS] for school, _pupil in keys])
    chosen = silence.argmin(axis=0)
    return JoinedYear(year, stacked[chosen, np.arange(COLUMNS)], chosen, keys, own)
