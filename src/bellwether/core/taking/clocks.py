"""Clocks that count school days: how long N may stand, and from when a suspended pupil is due education."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import COLUMNS, day_of_column
from bellwether.core.codes import byte_of
from bellwether.core.errors import ShapeMismatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.calendar import SchoolDays
    from bellwether.core.policy import Policy

__all__ = ["NMark", "NState", "n_deadline", "n_states", "provision_due_on"]

_REPLACE_WITHIN: Final = "n-code.replace-within"
_PROVISION_FROM: Final = "suspension.provision-from"
_DAY: Final = timedelta(days=1)


class NState(StrEnum):
    """Where the clock of one N stands."""

    RUNNING = "running"
    DUE = "due"
    """Today is the last day for its reason."""
    OVERDUE = "overdue"
    """It must become O."""
    UNKNOWN = "unknown"
    """The school's days are not known so far ahead, or no rule was in force then."""


@dataclass(frozen=True, slots=True)
class NMark:
    """One N and its clock.

    row: its place in the rows asked about. column: of the academic year. deadline: the last school day for its
    reason, to its end; None where unknown. days_left: school days from tomorrow to the deadline, 0 on the deadline
    and after; None where unknown.
    """

    row: int
    column: int
    on: date
    session: int
    deadline: date | None
    days_left: int | None
    state: NState


def n_deadline(on: date, *, school_days: SchoolDays, policy: Policy) -> date | None:
    """The last day on which an N of the day `on` may stand, to its end; the day itself is day 0.

    None where the school's days are not known so far, or no rule was in force on that day.
    Source: rule `n-code.replace-within`.
    """
    if policy.rule(_REPLACE_WITHIN, on=on) is None:
        return None
    return school_days.school_days_after(on, policy.number(_REPLACE_WITHIN, on=on))


def n_states(
    cells: NDArray[np.uint8], *, year: int, school_days: SchoolDays, policy: Policy, today: date
) -> tuple[NMark, ...]:
    """Every N of some rows with its clock, oldest first, then in the order of the rows.

    cells: grid bytes of one academic year, uint8, shape (rows, 742). school_days: of the one school of the rows, as
    far as they are known. Raises ShapeMismatchError on another shape. Source: rule `n-code.replace-within`.
    """
    if cells.ndim != 2 or cells.shape[1] != COLUMNS:
        raise ShapeMismatchError(f"cells have shape {cells.shape}, wanted (rows, {COLUMNS})")
    columns, rows = np.nonzero((cells == byte_of("N")).T)
    clock = partial(_clock, school_days=school_days, policy=policy, today=today)
    days = {int(column): day_of_column(year, int(column)) for column in np.unique(columns)}
    clocks = {on: clock(on) for on in set(days.values())}
    return tuple(
        NMark(row, column, days[column], column % 2, *clocks[days[column]])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    )


def _clock(on: date, *, school_days: SchoolDays, policy: Policy, today: date) -> tuple[date | None, int | None, NState]:
    deadline = n_deadline(on, school_days=school_days, policy=policy)
    if deadline is None:
        return None, None, NState.UNKNOWN
    left = school_days.count_between(today, deadline + _DAY)
    if today > deadline:
        return deadline, left, NState.OVERDUE
    return deadline, left, NState.DUE if today == deadline else NState.RUNNING


def provision_due_on(first_day: date, *, last_day: date | None, school_days: SchoolDays, policy: Policy) -> date | None:
    """The school day from which full-time education is due to a pupil who is suspended or excluded.

    first_day: of the suspension, day 1 where it is a school day. last_day: of the suspension; None for an exclusion
    without end. None where the suspension ends before, or the school's days are not known so far.
    Source: rule `suspension.provision-from`.
    """
    if policy.rule(_PROVISION_FROM, on=first_day) is None:
        return None
    due = school_days.school_days_after(first_day - _DAY, policy.number(_PROVISION_FROM, on=first_day))
    return None if due is None or (last_day is not None and due > last_day) else due
