"""From an analysis to what the report shows: counts and names only; the page makes the words and pictures."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from bellwether.analyse.groups import CHARACTERISTICS, GroupFigures, axis_values, group_figures
from bellwether.analyse.report.data import (
    Definition,
    FindingText,
    GroupRow,
    HalfDay,
    ReportData,
    Totals,
    UrgentPupil,
    WeeklySeries,
)
from bellwether.core.calendar import COLUMNS, WEEKS, day_of_column, first_monday
from bellwether.core.measures import (
    MEASURES,
    SMALL_NUMBERS,
    band_counts,
    band_edges,
    band_of,
    suppress_distribution,
)
from bellwether.core.problems import Severity
from bellwether.core.register import Groups

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from bellwether.analyse.analysis import Analysis
    from bellwether.analyse.contract import Contract
    from bellwether.core.policy import Rule
    from bellwether.core.problems import ProblemKind

__all__ = ["report_data"]

_HEADLINES = {
    "possible": "measure.possible",
    "attendance": "measure.attendance-rate",
    "absence": "measure.absence-rate",
    "authorised": "measure.authorised-rate",
    "unauthorised": "measure.unauthorised-rate",
    "late": "measure.late",
    "persistent": "measure.persistent",
    "severe": "measure.severe",
}
"""Which measure defines each headline figure of the report."""


def report_data(contract: Contract, *, list_length: int) -> ReportData:
    """Everything on the page, from one analysis. A copy for publication has no list of pupils and no small numbers."""
    analysis, publish = contract.analysis, contract.publish
    rows = group_figures(analysis, publish=publish)
    half_days = _half_days(contract)
    order = () if publish else contract.judged.order
    urgent = tuple(_urgent(contract, ix) for ix in order[:list_length])
    return ReportData(
        year=analysis.enrolments.year,
        as_of=analysis.as_of,
        first_day=half_days[0].day if half_days else None,
        last_day=half_days[-1].day if half_days else None,
        policy=analysis.policy.name,
        schools=tuple(name for name in analysis.enrolments.school_names if name is not None),
        sources=analysis.sources,
        totals=_totals(analysis, rows[0]),
        bands=_bands(analysis, publish=publish),
        half_days=half_days,
        groups=tuple(_group_row(row) for row in rows if row.axis != "all"),
        mondays=_mondays(analysis),
        weekly=_weekly(analysis, rows, publish=publish),
        urgent=urgent,
        more_urgent=len(order) - len(urgent),
        warnings=() if publish else tuple(analysis.problems.warnings),
        warning_counts=tuple(sorted(_warning_counts(analysis).items())),
        definitions=_definitions(analysis, urgent),
        version=version("bellwether"),
        published=publish,
    )


def _totals(analysis: Analysis, everybody: GroupFigures) -> Totals:
    figures = analysis.figures
    return Totals(
        pupils=len(analysis),
        pupils_counted=int((figures.possible > 0).sum()),
        possible=int(figures.possible.sum()),
        attended=int(figures.attended.sum()),
        authorised=int(figures.authorised.sum()),
        unauthorised=int(figures.unauthorised.sum()),
        late=int(figures.late.sum()),
        unmarked=int(figures.unmarked.sum()),
        persistent_pupils=everybody.persistent_pupils,
        severe_pupils=everybody.severe_pupils,
    )


def _bands(analysis: Analysis, *, publish: bool) -> tuple[int | None, ...]:
    edges = band_edges()
    bands = band_of(analysis.figures.absent, analysis.figures.possible, edges_percent=edges)
    counts = band_counts(bands, edges_percent=edges).tolist()
    hidden = suppress_distribution(counts) if publish else [False] * len(counts)
    return tuple(None if is_hidden else count for count, is_hidden in zip(counts, hidden, strict=True))


def _half_days(contract: Contract) -> tuple[HalfDay, ...]:
    analysis, totals = contract.analysis, contract.analysis.measured.sessions
    possible, absent = totals.possible.sum(axis=0), totals.absent.sum(axis=0)
    return tuple(
        HalfDay(
            day=day_of_column(analysis.enrolments.year, column),
            session=column % 2,
            possible=int(possible[column]),
            absent=int(absent[column]),
        )
        for column in analysis.open_columns.tolist()
        if not (contract.publish and possible[column] < SMALL_NUMBERS.small_group)
    )


def _group_row(row: GroupFigures) -> GroupRow:
    possible, attended = row.counts["possible"], row.counts["attended"]
    return GroupRow(
        axis=row.axis,
        value=row.value,
        pupils=row.pupils,
        possible=possible,
        absent=None if possible is None or attended is None else possible - attended,
        persistent=row.persistent_pupils,
        severe=row.severe_pupils,
        school=row.school,
        suppressed=row.suppressed,
    )


def _weeks_open(analysis: Analysis) -> list[int]:
    return sorted(set((analysis.open_columns // (COLUMNS // WEEKS)).tolist()))


def _mondays(analysis: Analysis) -> tuple[date, ...]:
    start = first_monday(analysis.enrolments.year)
    return tuple(start + timedelta(weeks=week) for week in _weeks_open(analysis))


def _weekly(analysis: Analysis, rows: list[GroupFigures], *, publish: bool) -> tuple[WeeklySeries, ...]:
    """Weekly totals of everybody and along each characteristic; in a copy for publication only of large groups."""
    weeks = _weeks_open(analysis)
    possible, absent = analysis.register.weekly(as_of=analysis.as_of)
    shown = {(row.axis, row.value) for row in rows if not (publish and row.suppressed)}
    series = [_series("all", "", possible[:, weeks].sum(axis=0), absent[:, weeks].sum(axis=0))]
    for axis in CHARACTERISTICS:
        groups = Groups.by(axis_values(analysis, axis))
        if len(groups):
            of_groups = groups.total(possible[:, weeks]), groups.total(absent[:, weeks])
            series += [
                _series(axis, label, of_groups[0][ix], of_groups[1][ix])
                for ix, label in enumerate(groups.labels)
                if (axis, label) in shown
            ]
    return tuple(series)


def _series(axis: str, value: str, possible: NDArray[np.int64], absent: NDArray[np.int64]) -> WeeklySeries:
    return WeeklySeries(axis, value, tuple(possible.tolist()), tuple(absent.tolist()))


def _urgent(contract: Contract, ix: int) -> UrgentPupil:
    analysis, figures = contract.analysis, contract.analysis.figures
    details = analysis.enrolments.details[ix]
    return UrgentPupil(
        pupil=analysis.enrolments.pupil[ix],
        school=analysis.enrolments.school[ix],
        year_group=details.year_group if details else None,
        class_name=details.class_name if details else None,
        possible=int(figures.possible[ix]),
        authorised=int(figures.authorised[ix]),
        unauthorised=int(figures.unauthorised[ix]),
        late=int(figures.late[ix]),
        persistent=bool(figures.persistent[ix]),
        severe=bool(figures.severe[ix]),
        findings=tuple(FindingText(each.rule, str(each.source), each.text) for each in contract.judged.of(ix)),
        marks=analysis.register.rows_of(analysis.enrolments.year)[ix].tobytes(),
    )


def _warning_counts(analysis: Analysis) -> Counter[ProblemKind]:
    counts = Counter(each.kind for each in analysis.problems.warnings)
    counts.update(analysis.problems.uncounted(Severity.WARNING))
    return counts


def _definitions(analysis: Analysis, urgent: tuple[UrgentPupil, ...]) -> tuple[Definition, ...]:
    """What each headline figure and each rule that a finding names means, and where that was read."""
    measures = [(key, MEASURES[measure]) for key, measure in _HEADLINES.items()]
    definitions = [
        Definition(
            key=key,
            name=measure.title,
            what=measure.what,
            unit=measure.unit,
            who_counts=measure.who_counts,
            version=measure.reviewed_on.isoformat(),
            source=str(measure.source),
        )
        for key, measure in measures
    ]
    named = sorted({finding.rule for pupil in urgent for finding in pupil.findings})
    rules = [(rule_id, analysis.policy.rule(rule_id, on=analysis.as_of)) for rule_id in named]
    return (*definitions, *(_rule(analysis, rule) for _, rule in rules if rule is not None))


def _rule(analysis: Analysis, rule: Rule) -> Definition:
    return Definition(
        key=rule.id,
        name=rule.id,
        what=rule.text or analysis.policy.declaration(rule.id).describes,
        unit=rule.unit or "",
        who_counts="",
        version=f"{rule.version} ({rule.status.value})",
        source=str(rule.source),
    )
