"""From an analysis to what the report shows: counts and names only; the page makes the words and pictures."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from bellwether.analyse.groups import GroupFigures, group_figures, small_numbers
from bellwether.analyse.report.data import (
    Definition,
    FindingText,
    GroupRow,
    HalfDay,
    ReportData,
    Totals,
    UrgentPupil,
    WeekdaySum,
    WeeklySeries,
)
from bellwether.core.calendar import WEEKDAYS, first_monday
from bellwether.core.measures import (
    MEASURES,
    band_counts,
    band_edges,
    band_of,
    suppress_distribution,
)
from bellwether.core.measures.national import Phase
from bellwether.core.problems import Severity

if TYPE_CHECKING:
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
        weekdays=_weekdays(contract),
        groups=tuple(_group_row(row) for row in rows if row.axis != "all"),
        mondays=_mondays(contract),
        weekly=_weekly(contract, rows),
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


def _weekdays(contract: Contract) -> tuple[WeekdaySum, ...]:
    """The sums by weekday of all half-days, made before days were hidden."""
    times = contract.times
    sums: dict[tuple[int, int], list[int]] = {}
    for column, possible, absent in zip(times.columns, times.possible, times.absent, strict=True):
        pair = sums.setdefault((column // 2 % len(WEEKDAYS), column % 2), [0, 0])
        pair[0] += possible
        pair[1] += absent
    return tuple(
        WeekdaySum(*key, possible, None if times.is_hidden_weekday(*key) else absent)
        for key, (possible, absent) in sorted(sums.items())
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


def _mondays(contract: Contract) -> tuple[date, ...]:
    start = first_monday(contract.analysis.enrolments.year)
    return tuple(start + timedelta(weeks=week) for week in contract.times.weeks)


def _weekly(contract: Contract, rows: list[GroupFigures]) -> tuple[WeeklySeries, ...]:
    """Weekly totals of everybody and along each characteristic; groups that are hidden whole are left out."""
    hidden = {(row.axis, row.value) for row in rows if "pupils" in row.hidden}
    times = contract.times
    return tuple(
        WeeklySeries(
            group.axis,
            group.value,
            tuple(group.possible.tolist()),
            tuple(
                None if times.is_hidden_week(group, week) else count
                for week, count in zip(times.weeks, group.absent.tolist(), strict=True)
            ),
        )
        for group in times.groups
        if (group.axis, group.value) not in hidden
    )


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
