"""The analysis of a set of files: everything that the outputs show, computed once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.figures import Figures, figures_of
from bellwether.core.calendar import (
    WEEKDAYS,
    WEEKS,
    day_number,
    day_of,
    day_of_column,
    first_monday,
)
from bellwether.core.codes import CODES, Category, byte_of
from bellwether.core.policy import ThresholdFacts, compulsory_school_age, policy_thresholds
from bellwether.core.register.matrix import Window
from bellwether.core.register.sessions import STRIDE

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.analyse.enrolments import Enrolments
    from bellwether.core.policy import Policy, Thresholds
    from bellwether.core.problems import ProblemLog
    from bellwether.core.register import Measured, RegisterMatrix

__all__ = ["Analysis", "analyse"]

_UNNAMED = "a school that the file does not name"
_UNAUTHORISED = "".join(code.code for code in CODES.values() if code.meanings[-1].category is Category.UNAUTHORISED)


@dataclass(frozen=True)
class Analysis:
    """What was read, under which policy, and what it comes to."""

    sources: tuple[str, ...]
    enrolments: Enrolments
    policy: Policy
    thresholds: Thresholds
    measured: Measured
    figures: Figures
    earlier: tuple[Figures, ...]
    problems: ProblemLog

    def __len__(self) -> int:
        return len(self.enrolments)

    @property
    def as_of(self) -> date:
        """The last day counted."""
        return self.enrolments.as_of

    @property
    def register(self) -> RegisterMatrix:
        """The marks themselves."""
        return self.enrolments.register

    @cached_property
    def other_schools(self) -> dict[int, tuple[str, ...]]:
        """Of entries whose pupil is at more than one school, the other schools."""
        names = self.enrolments
        entries = Counter(names.pupil)
        by_pupil: dict[str, list[int]] = {}
        for ix, pupil in enumerate(names.pupil):
            if entries[pupil] > 1:
                by_pupil.setdefault(pupil, []).append(ix)
        return {
            ix: tuple(names.school[other] or _UNNAMED for other in group if other != ix)
            for group in by_pupil.values()
            for ix in group
        }

    @cached_property
    def overdue_n(self) -> dict[int, tuple[str, ...]]:
        """Of entries with an N past its school days, those sessions: its last day lies before the as-of date."""
        register = self.register
        stop = register.column(self.as_of, 1) + 1
        row, column = np.nonzero(register.cells[:, :stop] == byte_of("N"))
        is_late = self._n_cutoffs()[register.school_of_row[row]] > column
        overdue: dict[int, tuple[str, ...]] = {}
        for entry, late in zip(row[is_late].tolist(), column[is_late].tolist(), strict=True):
            overdue[entry] = (*overdue.get(entry, ()), register.label(late))
        return overdue

    def _n_cutoffs(self) -> NDArray[np.int64]:
        """For each school the column from which on an N is not overdue yet, shape (schools,)."""
        cutoffs = []
        for school in range(self.register.schools.schools):
            days = self.register.schools.school_days(school)
            # The deadline lies before the as-of date if so many school days lie between the N and that date.
            before = days.numbers[: np.searchsorted(days.numbers, day_number(self.as_of), side="left")]
            last_late = len(before) - self.thresholds.n_school_days
            cutoff = day_of(int(before[last_late])) if last_late >= 0 else None
            cutoffs.append(0 if cutoff is None else self.register.column(max(cutoff, self._first_day()), 0))
        return np.array(cutoffs, dtype=np.int64)

    def _first_day(self) -> date:
        return first_monday(self.register.first_year)

    @cached_property
    def _open_so_far(self) -> NDArray[np.bool_]:
        """Which sessions of the counted year each school had up to the as-of date, shape (schools, 742)."""
        register = self.register
        ix = self.enrolments.year - register.first_year
        is_open = register.schools.is_open[:, ix].copy()
        is_open[:, register.column(self.as_of, 1) + 1 - ix * STRIDE :] = False
        return is_open

    @property
    def open_columns(self) -> NDArray[np.int64]:
        """The columns of the counted year in which any school had a session, up to the as-of date."""
        return np.flatnonzero(self._open_so_far.any(axis=0))

    @cached_property
    def weekdays_open(self) -> NDArray[np.bool_]:
        """On which weekdays each school had sessions in the counted year so far, shape (schools, 7)."""
        is_open = self._open_so_far
        return np.asarray(is_open.reshape(len(is_open), WEEKS, len(WEEKDAYS), 2).any(axis=(1, 3)))

    @cached_property
    def _thresholds(self) -> dict[int, ThresholdFacts]:
        return {}

    def threshold(self, ix: int) -> ThresholdFacts:
        """The threshold facts of one entry; see ThresholdFacts. Kept, as figures and findings both ask."""
        if ix not in self._thresholds:
            self._thresholds[ix] = self._threshold(ix)
        return self._thresholds[ix]

    def _threshold(self, ix: int) -> ThresholdFacts:
        measured, register = self.measured, self.register
        met = int(measured.threshold_met[ix])
        if met < 0:
            born = self._born(ix)
            return ThresholdFacts(int(measured.threshold_peak[ix]), None, (), 0, None if born is None else 0)
        columns = register.columns_where(
            ix, _UNAUTHORISED, start=int(measured.threshold_from[ix]), stop=met + 1
        ).tolist()
        return ThresholdFacts(
            peak=int(measured.threshold_peak[ix]),
            met_on=register.day(met),
            sessions=tuple(register.label(column) for column in columns),
            unresolved=int((register.cells[ix, columns] == byte_of("N")).sum()),
            outside_age=self._outside_age(ix, columns),
        )

    def _born(self, ix: int) -> date | None:
        details = self.enrolments.details[ix]
        return details.date_of_birth if details else None

    def _outside_age(self, ix: int, columns: list[int]) -> int | None:
        born = self._born(ix)
        if born is None:
            return None
        span = compulsory_school_age(born, policy=self.policy, on=self.as_of)
        return sum(self.register.day(column) not in span for column in columns)


def analyse(
    enrolments: Enrolments, *, policy: Policy, sources: tuple[str, ...], problems: ProblemLog, threads: int = 2
) -> Analysis:
    """Measure the register under a policy. Earlier years that were given are measured too, each to its own end."""
    register, as_of = enrolments.register, enrolments.as_of
    thresholds = policy_thresholds(policy, as_of)
    window = Window(thresholds.penalty_sessions, thresholds.penalty_school_weeks)
    measured = register.measure(as_of=as_of, window=window, threads=threads)
    earlier = tuple(
        figures_of(
            enrolments,
            register.measure(as_of=day_of_column(year + 1, 0) - timedelta(days=1), threads=threads),
            thresholds,
            year=year,
        )
        for year in range(_first_year(enrolments), enrolments.year)
    )
    return Analysis(
        sources=sources,
        enrolments=enrolments,
        policy=policy,
        thresholds=thresholds,
        measured=measured,
        figures=figures_of(enrolments, measured, thresholds, year=enrolments.year),
        earlier=earlier,
        problems=problems,
    )


def _first_year(enrolments: Enrolments) -> int:
    return enrolments.register.first_year
