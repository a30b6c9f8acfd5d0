"""What this room stands too low to know: how many pupils would be left on the roll of a school that closes.

`people` lends it when the process starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = ["Counting", "lend", "on_roll_after"]


class Counting(Protocol):
    """Counts the pupils who are on a school's roll after a day, by school; schools without any are left out."""

    def __call__(self, school_ids: Iterable[int], *, day: date) -> dict[int, int]:
        """How many, by school."""


_lent: list[Counting] = []


def lend(*, on_roll_after: Counting) -> None:
    """Have pupils counted by this from now on (rooms start more than once)."""
    _lent[:] = [on_roll_after]


def on_roll_after(school_ids: Iterable[int], *, day: date) -> dict[int, int]:
    """How many pupils are on roll after a day, by school; nothing where nobody lends it."""
    return _lent[0](school_ids, day=day) if _lent else {}
