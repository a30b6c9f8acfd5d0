"""Schools over the academic year so far: the counts behind the figures that governors, trusts and authorities read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.access import Action, places
from bellwether.core.calendar import COLUMNS, academic_year_of, day_of_column
from bellwether.core.measures import is_persistent, is_severe
from bellwether.core.policy import load_policy
from bellwether.core.policy.thresholds import policy_thresholds
from bellwether.core.register import RegisterMatrix
from bellwether.organisations import selectors as organisations
from bellwether.organisations.selectors.rules import NATIONAL_PRESET
from bellwether.registers.models import RegisterRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.core.access import Actor
    from bellwether.core.register.measured import Measured

__all__ = ["YearFigures", "year_figures"]


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A school's academic year up to a day. Sessions, and pupils: entries of a pupil at the school that counted.

    first, last: the first and the last day counted that had a session. persistent includes severe.
    """

    school_id: int
    first: date
    last: date
    pupils: int
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    persistent: int
    severe: int

    @property
    def absent(self) -> int:
        """Sessions missed, with leave or without."""
        return self.authorised + self.unauthorised


def year_figures(school_ids: Collection[int], *, as_of: date, actor: Actor) -> dict[int, YearFigures]:
    """The year of each school whose figures the actor may see and that had a session yet. Fixed queries.

    as_of: the last day counted. Who is persistently absent follows the national definition, so that schools with
    policies of their own, and the national figures, can stand side by side.
    """
    where = places(actor, Action.SEE_FIGURES)
    seen = sorted(one for one, reach in organisations.reaches_of_schools(school_ids).items() if where.covers(reach))
    year = academic_year_of(as_of)
    rows = RegisterRow.objects.filter(school_id__in=seen, year=year).values_list("school_id", "marks")
    found = list(rows.order_by("school_id", "pupil_id").iterator(chunk_size=2000))
    if not found:
        return {}
    place = {school: number for number, school in enumerate(seen)}
    school_of_row = np.array([place[school] for school, _ in found], dtype=np.int32)
    register = RegisterMatrix.of_rows([bytes(marks) for _, marks in found], year=year, school_of_row=school_of_row)
    measured = register.measure(as_of=as_of, groups=len(seen), group_of_row=school_of_row)
    shares = policy_thresholds(load_policy(NATIONAL_PRESET), as_of)
    persistent = is_persistent(measured.absent, measured.possible, share=shares.persistent)
    severe = is_severe(measured.absent, measured.possible, share=shares.severe)
    totals = {one: _days(measured, number, year) for one, number in place.items()}
    return {
        one: _of_school(one, school_of_row == place[one], days, measured, persistent, severe)
        for one, days in totals.items()
        if days is not None
    }


def _days(measured: Measured, number: int, year: int) -> tuple[date, date] | None:
    columns = np.flatnonzero(measured.sessions.possible[number][:COLUMNS])
    return (day_of_column(year, int(columns[0])), day_of_column(year, int(columns[-1]))) if columns.size else None


def _of_school(
    school_id: int,
    own: NDArray[np.bool_],
    days: tuple[date, date],
    measured: Measured,
    persistent: NDArray[np.bool_],
    severe: NDArray[np.bool_],
) -> YearFigures:
    return YearFigures(
        school_id=school_id,
        first=days[0],
        last=days[1],
        pupils=int((measured.possible[own] > 0).sum()),
        possible=int(measured.possible[own].sum()),
        attended=int(measured.attended[own].sum()),
        authorised=int(measured.authorised[own].sum()),
        unauthorised=int(measured.unauthorised[own].sum()),
        persistent=int(persistent[own].sum()),
        severe=int(severe[own].sum()),
    )
