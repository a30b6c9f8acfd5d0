"""The headline figures, each beside the national one, with what both are counted over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.analyse.report.words import (
    HIDDEN,
    NONE,
    NOTHING_POSSIBLE,
    count,
    of_pupils,
    out_of,
    percent,
    period_words,
    short_day,
)
from bellwether.core.measures.national import Figures, PeriodKind, best_for, period_kind
from bellwether.ui.charts import Svg, bar, nice_top

if TYPE_CHECKING:
    from bellwether.analyse.report.data import ReportData

__all__ = ["Headline", "NationalNote", "headlines", "kind_of", "national_notes", "period_note"]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure. national: the national figure in words; same_period: whether the two may be compared as they are."""

    key: str
    label: str
    value: str
    detail: str
    picture: Svg
    national: str | None
    national_period: str | None
    same_period: bool


@dataclass(frozen=True, slots=True)
class NationalNote:
    """One national figure as it stands in the appendix."""

    label: str
    value: str
    series: str
    period: str
    phase: str
    source: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure before it has words. part, whole: None where hidden. In sessions, or in pupils."""

    key: str
    label: str
    part: int | None
    whole: int
    unit: str


def kind_of(data: ReportData) -> PeriodKind:
    """What our own figures are counted over."""
    if data.first_day is None or data.last_day is None:
        return PeriodKind.PART
    return period_kind(data.first_day, data.last_day)


def _figures(data: ReportData) -> tuple[_Figure, ...]:
    totals, sessions = data.totals, "possible sessions"
    pupils = "pupil with a possible session" if totals.pupils_counted == 1 else "pupils with a possible session"
    return (
        _Figure("absence", "Absence rate", totals.absent, totals.possible, sessions),
        _Figure("persistent", "Persistent absence", totals.persistent_pupils, totals.pupils_counted, pupils),
        _Figure("severe", "Severe absence", totals.severe_pupils, totals.pupils_counted, pupils),
        _Figure("attendance", "Attendance rate", totals.attended, totals.possible, sessions),
        _Figure("authorised", "Authorised absence", totals.authorised, totals.possible, sessions),
        _Figure("unauthorised", "Unauthorised absence", totals.unauthorised, totals.possible, sessions),
        _Figure("late", "Late", totals.late, totals.possible, sessions),
    )


def headlines(data: ReportData) -> tuple[Headline, ...]:
    """The figures in the order they are read: absence, persistent, severe; then the parts they are made of."""
    kind = kind_of(data)
    rates = tuple(_headline(figure, data, kind) for figure in _figures(data))
    totals = data.totals
    unmarked = f"; {count(totals.unmarked)} more not yet marked" if totals.unmarked else ""
    possible = Headline(
        key="possible",
        label="Possible sessions",
        value=count(totals.possible),
        detail=f"half-days, of {of_pupils(totals.pupils_counted)}{unmarked}",
        picture=Svg(""),
        national=None,
        national_period=None,
        same_period=True,
    )
    return (*rates, possible)


def _headline(figure: _Figure, data: ReportData, kind: PeriodKind) -> Headline:
    found = best_for(figure.key, phase=data.phase, year=data.year, period=kind)
    same = found is not None and found.period is kind
    return Headline(
        key=figure.key,
        label=figure.label,
        value=percent(figure.part, figure.whole) if figure.whole else NONE,
        detail=_detail(figure),
        picture=_bullet(figure, found if same else None),
        national=None if found is None else f"{found.values[figure.key]:.1f}%",
        national_period=None if found is None else f"{period_words(found.period, found.year)}, series {found.series}",
        same_period=same,
    )


def _detail(figure: _Figure) -> str:
    if not figure.whole:
        return NOTHING_POSSIBLE
    if figure.part is None:
        return f"{HIDDEN} of {count(figure.whole)} {figure.unit}"
    return f"{out_of(figure.part, figure.whole)} {figure.unit}"


def _bullet(figure: _Figure, found: Figures | None) -> Svg:
    """A bar of our figure; the national mark stands on it only when both are of one kind of period."""
    if figure.part is None or not figure.whole:
        return Svg("")
    value = figure.part / figure.whole
    reference = None if found is None else found.values[figure.key] / 100
    top = nice_top([value * 1.25, (reference or 0.0) * 1.25])
    return bar(value, top=top, reference=reference, strong=True)


def period_note(data: ReportData) -> str | None:
    """What has to be said before anybody compares our figures with the national ones."""
    if data.first_day is None or data.last_day is None:
        return None
    ours = f"These figures run from {short_day(data.first_day)} to {short_day(data.last_day)}."
    if all(headline.same_period for headline in headlines(data)):
        return f"{ours} The national ones cover the same kind of period."
    return (
        f"{ours} National figures marked “other period” cover something else and are there for orientation only: "
        "persistent absence comes out higher over part of a year than over the whole of it, and absence changes with "
        "the season."
    )


def national_notes(data: ReportData) -> tuple[NationalNote, ...]:
    """Where each national figure on the page comes from."""
    kind = kind_of(data)
    found = [(figure, best_for(figure.key, phase=data.phase, year=data.year, period=kind)) for figure in _figures(data)]
    return tuple(
        NationalNote(
            label=figure.label,
            value=f"{national.values[figure.key]:.2f}%",
            series=f"{national.series}, {national.series_name}",
            period=period_words(national.period, national.year),
            phase="all phases" if national.phase == "all" else national.phase.value,
            source=national.source,
        )
        for figure, national in found
        if national is not None
    )
