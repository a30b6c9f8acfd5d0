"""Who comes late in the mornings, of late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of, day_of_column
from bellwether.core.codes import byte_of
from bellwether.organisations import selectors as organisations
from bellwether.registers.selectors.history import cells_on

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["late_mornings"]

_SESSIONS_A_DAY: Final = 2
_LATE: Final = bytes((byte_of("L"), byte_of("U")))


def late_mornings(school_id: int, *, before: date, days: int, actor: Actor) -> dict[int, int]:
    """How many mornings each pupil of a school was late (L or U) in the days before a day, of this school year.

    Pupils who never were are left out. One query. Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, organisations.reach_of_school(school_id))
    first = max(before - timedelta(days=days), day_of_column(academic_year_of(before), 0))
    width = _SESSIONS_A_DAY * (before - first).days
    cells = cells_on(school_id, on=first, session=0, width=width) if width else {}
    counts = {pupil: sum(byte in _LATE for byte in row[::_SESSIONS_A_DAY]) for pupil, row in cells.items()}
    return {pupil: count for pupil, count in counts.items() if count}
