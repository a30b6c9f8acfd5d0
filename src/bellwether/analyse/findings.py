"""What is to be said of whom: the facts of an entry put before the policy, and the order of urgency."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.policy import Figures as PolicyFigures
from bellwether.core.policy import Finding, PupilFacts, findings, top_urgency

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.analyse.analysis import Analysis

__all__ = ["Judged"]


class Judged:
    """The findings of an analysis. Who has any, and in which order, is told from arrays; sentences are made on asking,
    as a report shows five hundred pupils of a hundred thousand.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def _urgency(self) -> NDArray[np.int16]:
        return top_urgency(_policy_figures(self.analysis), self.analysis.thresholds)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The entries with a finding, the most urgent first; alike in that, whoever missed more sessions."""
        urgency = self._urgency
        asked = np.flatnonzero(urgency)
        ranked = np.lexsort((asked, -self.analysis.figures.absent[asked], -urgency[asked]))
        return tuple(asked[ranked].tolist())

    def of(self, ix: int) -> tuple[Finding, ...]:
        """The findings of one entry, the most urgent first."""
        return findings(self.facts(ix), self.analysis.policy) if self._urgency[ix] else ()

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        """Arrays as lists of Python numbers, made once."""
        figures, measured = self.analysis.figures, self.analysis.measured
        names = ("possible", "authorised", "unauthorised", "late", "unmarked")
        columns = {name: getattr(figures, name).tolist() for name in names}
        for name in ("illness_days", "longest_unauthorised_run", "run_from", "run_to"):
            columns[name] = getattr(measured, name).tolist()
        for name in ("before_admission", "after_leaving"):
            columns[name] = getattr(self.analysis.enrolments, name).tolist()
        return columns

    def facts(self, ix: int) -> PupilFacts:
        """What the policy is told of one entry."""
        analysis, columns = self.analysis, self._columns
        minutes = analysis.enrolments.minutes_late
        run = columns["longest_unauthorised_run"][ix]
        label = analysis.register.label
        return PupilFacts(
            pupil=analysis.enrolments.pupil[ix],
            school=analysis.enrolments.school[ix],
            as_of=analysis.as_of,
            possible=columns["possible"][ix],
            authorised=columns["authorised"][ix],
            unauthorised=columns["unauthorised"][ix],
            late=columns["late"][ix],
            unmarked=columns["unmarked"][ix],
            illness_days=columns["illness_days"][ix],
            run=run,
            run_first=label(columns["run_from"][ix]) if run else None,
            run_last=label(columns["run_to"][ix]) if run else None,
            overdue_n=analysis.overdue_n.get(ix, ()),
            threshold=analysis.threshold(ix),
            other_schools=analysis.other_schools.get(ix, ()),
            lateness_minutes=None if minutes is None else int(minutes[ix]),
            before_admission=columns["before_admission"][ix],
            after_leaving=columns["after_leaving"][ix],
        )


def _policy_figures(analysis: Analysis) -> PolicyFigures:
    """The figures of all entries, as the policy reads them."""
    figures, measured, enrolments = analysis.figures, analysis.measured, analysis.enrolments
    overdue, elsewhere = np.zeros(len(analysis), np.int64), np.zeros(len(analysis), dtype=bool)
    for ix, labels in analysis.overdue_n.items():
        overdue[ix] = len(labels)
    elsewhere[list(analysis.other_schools)] = True
    unknown = np.full(len(analysis), -1, np.int64)
    return PolicyFigures(
        possible=figures.possible,
        missed=figures.absent,
        late=figures.late,
        unmarked=figures.unmarked,
        illness_days=measured.illness_days,
        run=measured.longest_unauthorised_run,
        overdue_n=overdue,
        peak=measured.threshold_peak,
        is_elsewhere=elsewhere,
        outside_roll=enrolments.before_admission + enrolments.after_leaving,
        lateness_minutes=unknown if enrolments.minutes_late is None else enrolments.minutes_late,
    )
