"""The school year so far on the home page: each school's figures, and England's beneath them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, gettext_lazy

from bellwether.core.measures.national import PeriodKind, Phase, best_for, period_kind
from bellwether.desk.pages.words import out_of, percent_of
from bellwether.registers.pages.words import long_day
from bellwether.ui.pages import Cell, Column, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.desk.facts import YearBySide
    from bellwether.registers.selectors.year import YearFigures

__all__ = ["year_table"]

_PHASES: Final = {
    Phase.PRIMARY: gettext_lazy("England, primary schools"),
    Phase.SECONDARY: gettext_lazy("England, secondary schools"),
    Phase.SPECIAL: gettext_lazy("England, special schools"),
    Phase.ALL: gettext_lazy("England, all schools"),
}
_PERIODS: Final = {
    PeriodKind.YEAR: gettext_lazy("whole year %(year)s"),
    PeriodKind.AUTUMN: gettext_lazy("autumn term %(year)s"),
    PeriodKind.SPRING: gettext_lazy("spring term %(year)s"),
    PeriodKind.SUMMER: gettext_lazy("summer term %(year)s"),
    PeriodKind.PART: gettext_lazy("part of %(year)s"),
}


def year_table(years: Sequence[YearBySide]) -> Table:
    """The schools by name, then the national figures of every kind of school among them."""
    last = max(one.figures.last for one in years)
    phases = sorted({_phase(one) for one in years}, key=list(Phase).index)
    head = (
        Column(gettext("School")),
        Column(gettext("Pupils"), is_numeric=True),
        Column(gettext("Attendance"), is_numeric=True),
        Column(gettext("Missed a tenth or more"), is_numeric=True),
        Column(gettext("Missed half or more"), is_numeric=True),
    )
    rows = (*map(_row, years), *(_national(one, years[0].figures) for one in phases))
    return Table(gettext("This school year, up to %(day)s") % {"day": long_day(last)}, head, rows, key="this-year")


def _phase(one: YearBySide) -> Phase:
    return Phase(one.school.phase) if one.school.phase in set(Phase) else Phase.ALL


def _row(one: YearBySide) -> Row:
    figures, hidden = one.figures, one.hidden
    attendance = Cell(percent_of(figures.attended, figures.possible), is_numeric=True)
    return Row(
        (
            Cell(one.school.name),
            _hidden() if "pupils" in hidden else Cell(str(figures.pupils), is_numeric=True),
            _hidden() if "attendance_rate" in hidden else attendance,
            _hidden() if "persistent_pupils" in hidden else _share(figures.persistent, figures.pupils),
            _hidden() if "severe_pupils" in hidden else _share(figures.severe, figures.pupils),
        )
    )


def _hidden() -> Cell:
    return Cell(tags=(Tag(gettext("Hidden")),), is_numeric=True)


def _share(part: int, whole: int) -> Cell:
    return Cell(percent_of(part, whole), note=out_of(part, whole), is_numeric=True)


def _national(phase: Phase, ours: YearFigures) -> Row:
    cells = (_national_cell(key, phase, ours) for key in ("attendance", "persistent", "severe"))
    return Row((Cell(str(_PHASES[phase])), Cell(), *cells), emphasis="quiet")


def _national_cell(key: str, phase: Phase, ours: YearFigures) -> Cell:
    year = ours.first.year
    found = best_for(key, phase=phase, year=year, period=period_kind(ours.first, ours.last))
    if found is None:
        return Cell(gettext("not published"), is_numeric=True)
    span = f"{found.year}/{(found.year + 1) % 100:02d}"
    period = str(_PERIODS[found.period]) % {"year": span}
    return Cell(f"{found.values[key]:.1f} %", note=period, is_numeric=True)
