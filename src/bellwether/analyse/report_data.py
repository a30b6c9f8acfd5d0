"""From an analysis to what the report shows: counts and names only; the page makes the words and pictures."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.analyse.groups import CHARACTERISTICS, GroupFigures, axis_values, group_figures, small_numbers
from bellwether.analyse.report.data import (
    Definition,
    FindingText,
    GroupRow,
    HalfDay,
    Phase,
    ReportData,
    Totals,
    UrgentPupil,
    WeeklySeries,
)
from bellwether.core.calendar import COLUMNS, WEEKS, first_monday
from bellwether.core.measures import (
    MEASURES,
    band_counts,
    band_edges,
    band_of,
    suppress_distribution,
)
from bellwether.core.problems import Severity
from bellwether.core.register import Groups

if TYPE_CHECKING:
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
        bands=_bands(analysis, rows[0], publish=publish),
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
        phase=_phase(analysis),
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


def _bands(analysis: Analysis, everybody: GroupFigures, *, publish: bool) -> tuple[int | None, ...]:
    """Pupils by absence band. Hidden whole where the persistent are: they are a sum of bands."""
    edges = band_edges()
    bands = band_of(analysis.figures.absent, analysis.figures.possible, edges_percent=edges)
    counts = band_counts(bands, edges_percent=edges).tolist()
    if not publish:
        return tuple(counts)
    if everybody.persistent_pupils is None or everybody.severe_pupils is None:
        return (None,) * len(counts)
    hidden = suppress_distribution(counts, under=small_numbers(analysis).under)
    return tuple(None if is_hidden else count for count, is_hidden in zip(counts, hidden, strict=True))


def _half_days(contract: Contract) -> tuple[HalfDay, ...]:
    return tuple(
        HalfDay(
            day=date.fromisoformat(each["date"]),
            session=0 if each["session"] == "AM" else 1,
            possible=each["possible"],
            absent=each["absent"],
        )
        for each in contract.dates()
    )


_LAST_PRIMARY_YEAR: Final = 6


def _phase(analysis: Analysis) -> Phase:
    """Whose national figures to compare with, where the year groups tell it for everybody."""
    years = {each.year_group for each in analysis.enrolments.details if each} - {None}
    if not years or any(each is None or each.year_group is None for each in analysis.enrolments.details):
        return Phase.ALL
    is_primary = {not (year or "").isdigit() or int(year or 0) <= _LAST_PRIMARY_YEAR for year in years}
    return {frozenset({True}): Phase.PRIMARY, frozenset({False}): Phase.SECONDARY}.get(frozenset(is_primary), Phase.ALL)


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
    """Weekly totals of everybody and along each characteristic; a copy for publication has its small weeks hidden."""
    weeks = _weeks_open(analysis)
    possible, absent = (counts[:, weeks] for counts in analysis.register.weekly(as_of=analysis.as_of))
    shown = {(row.axis, row.value) for row in rows if not (publish and row.suppressed)}
    under = small_numbers(analysis).under if publish else 0
    everybody = Groups(("",), np.zeros(len(analysis), np.int32))
    axes = {"all": everybody} | {axis: Groups.by(axis_values(analysis, axis)) for axis in CHARACTERISTICS}
    series = []
    for axis, groups in axes.items():
        of_axis = _weeks_of_groups(groups.total(absent), under=under)
        for ix, label in enumerate(groups.labels):
            if axis == "all" or (axis, label) in shown:
                sessions = tuple(int(count) for count in groups.total(possible)[ix])
                series.append(WeeklySeries(axis, label, sessions, tuple(of_axis[ix])))
    return tuple(series)


def _weeks_of_groups(absent: NDArray[np.int64], *, under: int) -> list[list[int | None]]:
    """Absent sessions by group and week, with what may not be published gone; under: 0 hides nothing."""
    counts: list[list[int | None]] = absent.tolist()
    if under:
        for week in range(absent.shape[1]):
            for group, is_hidden in enumerate(suppress_distribution(absent[:, week].tolist(), under=under)):
                if is_hidden:
                    counts[group][week] = None
    return counts


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
