"""The one self-contained HTML report: `render_report(ReportData(...))` gives the whole file as text."""

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
from bellwether.core.measures.national import BAND_COUNT, HEADLINE_KEYS, Phase

__all__ = [
    "BAND_COUNT",
    "HEADLINE_KEYS",
    "Definition",
    "FindingText",
    "GroupRow",
    "HalfDay",
    "Phase",
    "ReportData",
    "Totals",
    "UrgentPupil",
    "WeekdaySum",
    "WeeklySeries",
    "render_report",
]


def render_report(data: ReportData) -> str:
    """The report as one HTML page that needs nothing from elsewhere: no script, no font, no picture, no style sheet.

    Raises ShapeMismatchError when the parts of `data` do not fit each other. Jinja2 is imported on first use.
    """
    from bellwether.analyse.report.render import render

    return render(data)
