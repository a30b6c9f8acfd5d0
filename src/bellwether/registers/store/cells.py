"""Small questions about the bytes of a row: which cells are open, what a pupil's days on roll make of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import COLUMNS, columns_in, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CLOSED", "NOT_ON_ROLL", "UNMARKED", "Span", "changed_window", "has_been_on_roll", "lay_roll", "opened_row"]

UNMARKED: Final = bytes([BYTE_UNMARKED])
NOT_ON_ROLL: Final = bytes([BYTE_NOT_ON_ROLL])
CLOSED: Final = bytes([BYTE_CLOSED])

Span = tuple[date, date | None]
"""The first and the last day on roll, both inside; None while it goes on."""


def on_roll_columns(spans: Iterable[Span], year: int) -> bytearray:
    """1 for each column of the year whose day lies in one of the spans, 0 elsewhere; shape (742,)."""
    flags = bytearray(COLUMNS)
    start, end = first_monday(year), first_monday(year) + timedelta(days=columns_in(year) // 2 - 1)
    for first, last in spans:
        low, high = max(first, start), min(last or end, end)
        if low <= high:
            begin, stop = 2 * (low - start).days, 2 * (high - start).days + 2
            flags[begin:stop] = b"\x01" * (stop - begin)
    return flags


def opened_row(spans: Iterable[Span], *, year: int, closed: Iterable[int]) -> bytes:
    """A pupil's year before any mark: `#` where the school is closed, else `.` on roll and `_` off it."""
    row = bytearray(BYTE_UNMARKED if on else BYTE_NOT_ON_ROLL for on in on_roll_columns(spans, year))
    for column in (*closed, *range(columns_in(year), COLUMNS)):
        row[column] = BYTE_CLOSED
    return bytes(row)


def lay_roll(row: bytes, spans: Iterable[Span], *, year: int) -> bytes:
    """The row when these are the pupil's days on roll: outside them nothing but closed sessions, inside marks stay."""
    flags = on_roll_columns(spans, year)
    laid = bytearray(row)
    for column, byte in enumerate(row):
        if byte == BYTE_CLOSED:
            continue
        if not flags[column]:
            laid[column] = BYTE_NOT_ON_ROLL
        elif byte == BYTE_NOT_ON_ROLL:
            laid[column] = BYTE_UNMARKED
    return bytes(laid)


def changed_window(before: bytes, after: bytes) -> tuple[int, int] | None:
    """The first column in which two rows differ and the one behind the last; None where they are equal."""
    differing = [column for column in range(len(before)) if before[column] != after[column]]
    return (differing[0], differing[-1] + 1) if differing else None


def has_been_on_roll(row: bytes, column: int) -> bool:
    """Whether a pupil was on roll at any session before a column: then one who is off roll there has left."""
    return bool(row[:column].strip(CLOSED + NOT_ON_ROLL))
