"""Absence in a row: spells within the counted year, unauthorised runs over all that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.codes import counts_as
from tests.oracles.register import Register, Row, counted_half_days, half_days_so_far

if TYPE_CHECKING:
    from datetime import date

    from tests.oracles.register import HalfDay


def spells(register: Register, row: Row, as_of: date | None) -> list[int]:
    """The absent sessions in each maximal run of them.

    Sessions that are not possible, closed or unmarked are passed over; an attended one ends the run.
    """
    found: list[int] = []
    is_running = False
    for half in counted_half_days(register, as_of):
        kind = counts_as(row.marks.get(half), half[0])
        if kind == "attended":
            is_running = False
        elif kind in ("authorised", "unauthorised"):
            if not is_running:
                found.append(0)
            is_running = True
            found[-1] += 1
    return found


def unauthorised_runs(register: Register, row: Row, as_of: date | None) -> list[list[HalfDay]]:
    """The half-days of each run of unauthorised sessions: DOMAIN 2.6, ended by any attended or authorised session."""
    runs: list[list[HalfDay]] = []
    is_running = False
    for half in half_days_so_far(register, as_of):
        kind = counts_as(row.marks.get(half), half[0])
        if kind in ("attended", "authorised"):
            is_running = False
        elif kind == "unauthorised":
            if not is_running:
                runs.append([])
            is_running = True
            runs[-1].append(half)
    return runs


def longest_unauthorised_run(register: Register, row: Row, as_of: date | None) -> list[HalfDay]:
    """The longest of them, the first where several are as long; empty without one."""
    longest: list[HalfDay] = []
    for run in unauthorised_runs(register, row, as_of):
        if len(run) > len(longest):
            longest = run
    return longest
