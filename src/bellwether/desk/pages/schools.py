"""Schools side by side on the home page: registers taken and attendance so far today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action
from bellwether.desk.pages.words import attended_percent, out_of
from bellwether.registers.selectors.figures import DayFigures
from bellwether.ui.pages import Action as Do
from bellwether.ui.pages import Cell, Column, Row, Table, Tag

if TYPE_CHECKING:
    from bellwether.desk.facts import HomeFacts, SchoolDoors, SideBySide

__all__ = ["schools_table"]


def schools_table(facts: HomeFacts) -> Table:
    """The schools in reach, with a line for all of them where there are several."""
    links = {one.school.id: _links(one) for one in facts.doors}
    has_links = any(links.get(one.school.id) for one in facts.schools)
    rows = [_row(one, links.get(one.school.id, ()) if has_links else None) for one in facts.schools]
    if len(rows) > 1:
        rows.append(_total(facts, has_links=has_links))
    head = (
        Column(gettext("School")),
        Column(gettext("Registers this morning"), is_numeric=True),
        Column(gettext("Registers this afternoon"), is_numeric=True),
        Column(gettext("Attendance so far today"), is_numeric=True),
        *((Column(gettext("Open"), is_hidden=True),) if has_links else ()),
    )
    return Table(gettext("Schools today"), head, tuple(rows))


def _links(one: SchoolDoors) -> tuple[Do, ...]:
    """What waits at the school for this reader."""
    wanted = (
        (Action.SEE_TODAY, gettext("Absent without a reason"), "monitor:board"),
        (Action.SEE_MISSING_REGISTERS, gettext("Missing registers"), "registers:missing"),
        (Action.MANAGE_ORGANISATION, gettext("What is unset"), "organisations:set-up"),
    )
    return tuple(
        Do(text, reverse(route, args=[one.school.id]), about=one.school.name)
        for action, text, route in wanted
        if action in one.may
    )


def _row(one: SideBySide, links: tuple[Do, ...] | None) -> Row:
    return Row(
        (
            Cell(one.school.name, href=reverse("organisations:school", args=[one.school.id])),
            *_figures(one.figures, one.classes, is_hidden=one.is_hidden),
            *(() if links is None else (Cell(actions=links),)),
        )
    )


def _figures(figures: DayFigures, classes: int, *, is_hidden: bool) -> tuple[Cell, ...]:
    halves = tuple(
        Cell(out_of(figures.taken[half], classes) if figures.is_held[half] else gettext("no school"), is_numeric=True)
        for half in (0, 1)
    )
    if is_hidden:
        return (*halves, Cell(tags=(Tag(gettext("Hidden")),), is_numeric=True))
    return (*halves, Cell(attended_percent(figures), is_numeric=True))


def _total(facts: HomeFacts, *, has_links: bool) -> Row:
    found = [one.figures for one in facts.schools]
    whole = DayFigures(
        school_id=0,
        pupils=sum(one.pupils for one in found),
        attended=sum(one.attended for one in found),
        absent=sum(one.absent for one in found),
        unmarked=sum(one.unmarked for one in found),
        taken=(sum(one.taken[0] for one in found), sum(one.taken[1] for one in found)),
        is_held=(any(one.is_held[0] for one in found), any(one.is_held[1] for one in found)),
    )
    classes = sum(one.classes for one in facts.schools if any(one.figures.is_held))
    cells = _figures(whole, classes, is_hidden=facts.total_hidden)
    return Row((Cell(gettext("All together")), *cells, *((Cell(),) if has_links else ())), emphasis="strong")
