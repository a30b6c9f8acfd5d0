"""Counts by pupil and by session, one mark at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.calendar import monday_of
from tests.oracles.codes import LATE, NOT_YET_MARKED, counts_as, is_absent, is_possible
from tests.oracles.register import Register, Row, counted_half_days, open_sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tests.oracles.register import HalfDay


def counts_by_code(register: Register, row: Row, as_of: date | None) -> dict[str, int]:
    """How often each code occurs in the counted year."""
    counts: dict[str, int] = {}
    for half in counted_half_days(register, as_of):
        code = row.marks.get(half, "")
        if code and code != NOT_YET_MARKED:
            counts[code] = counts.get(code, 0) + 1
    return counts


def unmarked(register: Register, row: Row, as_of: date | None) -> int:
    """School sessions, while on roll, without a mark."""
    sessions = open_sessions(register, row.school)
    halves = counted_half_days(register, as_of)
    return len([half for half in halves if half in sessions and row.marks.get(half) == NOT_YET_MARKED])


def not_on_roll(register: Register, row: Row, as_of: date | None) -> int:
    """School sessions while the pupil was not on roll."""
    sessions = open_sessions(register, row.school)
    return len([half for half in counted_half_days(register, as_of) if half in sessions and half not in row.marks])


def totals(register: Register, row: Row, as_of: date | None) -> dict[str, int]:
    """Possible, attended, authorised, unauthorised and late sessions of the counted year."""
    found = {"possible": 0, "attended": 0, "authorised": 0, "unauthorised": 0, "late": 0}
    for half in counted_half_days(register, as_of):
        code = row.marks.get(half)
        kind = counts_as(code, half[0])
        if kind != "out":
            found["possible"] += 1
            found[kind] += 1
        if code in LATE:
            found["late"] += 1
    return found


def weekday_absence(register: Register, row: Row, as_of: date | None) -> list[int]:
    """Absent sessions by weekday, Monday first."""
    absent = [0] * 7
    for half in counted_half_days(register, as_of):
        if is_absent(row.marks.get(half), half[0]):
            absent[half[0].weekday()] += 1
    return absent


def by_week(register: Register, row: Row, as_of: date) -> tuple[dict[date, int], dict[date, int]]:
    """Possible and absent sessions of the counted year by the Monday of their week; zeros left out."""
    possible: dict[date, int] = {}
    absent: dict[date, int] = {}
    for half in counted_half_days(register, as_of):
        monday, code = monday_of(half[0]), row.marks.get(half)
        if is_possible(code, half[0]):
            possible[monday] = possible.get(monday, 0) + 1
        if is_absent(code, half[0]):
            absent[monday] = absent.get(monday, 0) + 1
    return possible, absent


def illness_days(register: Register, row: Row, as_of: date | None) -> int:
    """Days that contain an I."""
    return len({half[0] for half in counted_half_days(register, as_of) if row.marks.get(half) == "I"})


def session_totals(
    register: Register, as_of: date | None, group_of_row: Sequence[int]
) -> dict[tuple[int, HalfDay], dict[str, int]]:
    """Possible, authorised and unauthorised of each group in each half-day of the counted year; zeros left out.

    A row whose group is negative belongs to none.
    """
    found: dict[tuple[int, HalfDay], dict[str, int]] = {}
    for row, group in zip(register.rows, group_of_row, strict=True):
        for half in counted_half_days(register, as_of):
            code = row.marks.get(half)
            if group < 0 or not is_possible(code, half[0]):
                continue
            entry = found.setdefault((group, half), {"possible": 0, "authorised": 0, "unauthorised": 0})
            entry["possible"] += 1
            if is_absent(code, half[0]):
                entry[counts_as(code, half[0])] += 1
    return found


def absence_rate(absent: int, possible: int) -> float | None:
    """Share of possible sessions missed; None where nothing was possible."""
    return absent / possible if possible else None


def is_persistent(absent: int, possible: int) -> bool:
    """At least a tenth of one's own possible sessions, in whole numbers."""
    return possible > 0 and absent * 10 >= possible


def is_severe(absent: int, possible: int) -> bool:
    """At least half of one's own possible sessions, in whole numbers."""
    return possible > 0 and absent * 2 >= possible
