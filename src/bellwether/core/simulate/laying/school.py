"""One school's year: events first, then illness and other absence, then presences of other kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import day_number
from bellwether.core.codes import SessionClass, byte_of, class_of_byte
from bellwether.core.simulate.calibration import NEW_CODES_FROM, aims_for
from bellwether.core.simulate.laying.elsewhere import place_elsewhere, place_lates
from bellwether.core.simulate.laying.runs import (
    Windows,
    place_at,
    place_runs,
    place_singles,
    place_somewhere,
    windows_of,
)
from bellwether.core.simulate.laying.spells import (
    Likelihood,
    family_weeks,
    illness_by_day,
    other_by_day,
    place_spells,
)
from bellwether.core.simulate.terms import eid_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.core.simulate.budgets import Budgets
    from bellwether.core.simulate.frame import SchoolYear
    from bellwether.core.simulate.population import People

__all__ = ["LayingPlan", "lay_school"]

_EXAM_SESSIONS: Final = 30
"""Study leave falls into the last three weeks before Year 11 goes."""


@dataclass(frozen=True)
class LayingPlan:
    """What laying a school needs beside its marks.

    people, budgets: of its pupils. winter_peak: day number of the authority's worst day of illness.
    """

    people: People
    budgets: Budgets
    school_year: SchoolYear
    year: int
    phase: int
    winter_peak: float


def _holidays(marks: NDArray[np.uint8], plan: LayingPlan, windows: Windows) -> None:
    """Blocks beside breaks, the same for brothers and sisters."""
    half_term_begins = 2 * np.searchsorted(plan.school_year.half_term, np.arange(1, 6))
    families, household = plan.budgets.families, plan.people.household
    for code, turn in (("G", 0), ("H", 1)):
        if code not in plan.budgets.given:
            continue
        rows = np.flatnonzero(plan.budgets.given[code])
        lengths = plan.budgets.given[code][rows]
        beside = families.holiday_break[turn][household[rows]]
        in_summer = beside == half_term_begins.size
        edge = np.where(in_summer, windows.end[rows], half_term_begins[np.where(in_summer, 0, beside)])
        edge = np.minimum(edge, windows.end[rows])
        starts = np.where(
            families.holiday_is_after[turn][household[rows]] & (edge < windows.end[rows]), edge, edge - lengths
        )
        place_runs(marks, rows, starts, lengths, byte=byte_of(code))


def _feasts(marks: NDArray[np.uint8], plan: LayingPlan) -> None:
    rows = np.flatnonzero(plan.budgets.given["R"])
    for day in eid_days(plan.year):
        place = np.flatnonzero(plan.school_year.days == day_number(day))
        for session in (0, 1):
            for at in place.tolist():
                place_at(marks, rows, np.full(rows.size, 2 * at + session), byte=byte_of("R"))


def _events(marks: NDArray[np.uint8], plan: LayingPlan, windows: Windows, *, rng: np.random.Generator) -> None:
    """Runs that begin anywhere on roll; study leave near the end; part-time timetables on afternoons."""
    given = plan.budgets.given
    rows = np.flatnonzero(given["S"])
    starts = windows.end[rows] - given["S"][rows] - rng.integers(0, _EXAM_SESSIONS - 10, rows.size)
    place_runs(marks, rows, starts, given["S"][rows], byte=byte_of("S"))
    rows = np.flatnonzero(given["part_time"])
    starts = windows.somewhere(rows, 2 * given["part_time"][rows], rng=rng) | 1
    code = "C2" if plan.year >= NEW_CODES_FROM else "C"
    place_runs(marks, rows, starts, given["part_time"][rows], byte=byte_of(code), step=2)
    for code in ("T", "E", "C", "C1", "J1"):
        place_somewhere(marks, given[code], windows, byte=byte_of(code), whole_days=code != "J1", rng=rng)


def _singles(marks: NDArray[np.uint8], plan: LayingPlan, windows: Windows, *, rng: np.random.Generator) -> None:
    for code in ("M", "U"):
        counts = plan.budgets.given[code]
        place_singles(marks, counts, windows, byte=byte_of(code), mornings=code == "U", rng=rng)


def _spells(marks: NDArray[np.uint8], plan: LayingPlan, *, rng: np.random.Generator) -> None:
    """Illness and other absence: all that is still owed after the events."""
    classes = class_of_byte(plan.year)[marks]
    is_absent = (classes == SessionClass.AUTHORISED) | (classes == SessionClass.UNAUTHORISED)
    owed = plan.budgets.absent - is_absent.sum(axis=1)
    ill, other = plan.budgets.given["I"], plan.budgets.given["O"]
    lost = owed - ill - other
    ill = np.clip(ill + np.round(lost * ill / np.maximum(ill + other, 1)).astype(np.int64), 0, owed)
    by_family = family_weeks(plan.budgets.families.salt[plan.people.household], plan.school_year)
    season = illness_by_day(plan.school_year, phase=plan.phase, winter_peak=plan.winter_peak, rng=rng)
    illness = Likelihood(by_family * season, 1.7 + 0.08 * ill / 2)
    place_spells(marks, ill, illness, plan.school_year, byte=byte_of("I"), rng=rng)
    reasons = Likelihood(
        other_by_day(plan.school_year, phase=plan.phase), np.minimum(1.2 + 0.10 * (owed - ill) / 2, 20)
    )
    place_spells(marks, owed - ill, reasons, plan.school_year, byte=byte_of("O"), rng=rng)


def _unexplained(marks: NDArray[np.uint8], *, share: float, rng: np.random.Generator) -> None:
    """Some absences without a known reason were never settled."""
    row, session = np.nonzero(marks == byte_of("O"))
    unsettled = rng.random(row.size) < share
    marks[row[unsettled], session[unsettled]] = byte_of("N")


def lay_school(marks: NDArray[np.uint8], plan: LayingPlan, *, rng: np.random.Generator) -> None:
    """Fill a school's year in place. marks: shape (pupils, sessions), all present where a session is possible."""
    codes = aims_for(plan.year, phase=plan.phase).codes
    windows = windows_of(marks)
    _feasts(marks, plan)
    _holidays(marks, plan, windows)
    _events(marks, plan, windows, rng=rng)
    _singles(marks, plan, windows, rng=rng)
    _spells(marks, plan, rng=rng)
    _unexplained(marks, share=codes["N"] / (codes["N"] + codes["O"]), rng=rng)
    place_elsewhere(marks, plan.people, plan.school_year, codes=codes, rng=rng)
    place_lates(marks, plan.budgets.late_share, rng=rng)
