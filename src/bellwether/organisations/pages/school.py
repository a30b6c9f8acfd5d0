"""A school and its year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bellwether.core.calendar import academic_year_of
from bellwether.organisations.picture import year_picture
from bellwether.organisations.words import (
    closure_kind,
    day_words,
    span_words,
    who_words,
    year_name,
    year_words,
)
from bellwether.ui.pages import Action, Cell, Line, Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.organisations.facts import (
        AuthorityFacts,
        ClosureFacts,
        SchoolFacts,
        TermDates,
        TrustFacts,
        UndertakingFacts,
    )

__all__ = ["CalendarFacts", "SchoolPage", "chosen_year"]


@dataclass(frozen=True)
class CalendarFacts:
    """What the picture of a year is drawn from. years: for which terms are known, and this one."""

    year: int
    years: tuple[int, ...]
    terms: tuple[TermDates, ...]
    closures: tuple[ClosureFacts, ...]


@dataclass(frozen=True)
class SchoolPage:
    """One school: facts, terms, closures, the year as a picture, times."""

    school_id: int
    name: str
    crumbs: tuple[Link, ...]
    lines: tuple[Line, ...]
    links: tuple[Link, ...]
    year: str
    years: tuple[Link, ...]
    pictures: tuple[SafeString, ...]
    terms: Table
    closures: Table
    actions: tuple[Action, ...]
    danger: tuple[Action, ...]
    gaps: int

    @classmethod
    def of(
        cls,
        found: SchoolFacts,
        *,
        above: tuple[AuthorityFacts, TrustFacts | None],
        chain: Sequence[tuple[UndertakingFacts, str]],
        calendar: CalendarFacts,
        may_manage: bool,
        may_close: bool,
        gaps: int,
    ) -> SchoolPage:
        """above: its authority and trust. chain: conversions and mergers with the name of the other school."""
        page = reverse("organisations:school", args=[found.id])
        closure = Action(gettext("Add a closure"), reverse("organisations:add-closure", args=[found.id]))
        return cls(
            school_id=found.id,
            name=found.name,
            crumbs=(Link(gettext("Places"), reverse("organisations:places")), Link(found.name, "")),
            lines=_facts(found, above=above, chain=chain, may_manage=may_manage),
            links=_links(found.id),
            year=year_words(calendar.year),
            years=tuple(
                Link(year_words(year), f"{page}?year={year}") for year in calendar.years if year != calendar.year
            ),
            pictures=tuple(mark_safe(one) for one in year_picture(calendar.year, calendar.terms, calendar.closures)),  # noqa: S308  (our own drawing)
            terms=_terms(found.id, calendar, may_manage=may_manage),
            closures=_closures(calendar.closures, may_manage=may_manage, may_close=may_close),
            actions=(closure,) if may_manage or may_close else (),
            danger=_danger(found.id) if may_manage and found.closed_on is None else (),
            gaps=gaps,
        )


def _links(school_id: int) -> tuple[Link, ...]:
    return (
        Link(gettext("Register times"), reverse("organisations:times", args=[school_id])),
        Link(gettext("Policy in force"), reverse("organisations:policy", args=["school", school_id])),
        Link(gettext("Setting up"), reverse("organisations:set-up", args=[school_id])),
    )


def _danger(school_id: int) -> tuple[Action, ...]:
    return (
        Action(gettext("Convert the school"), reverse("organisations:convert", args=[school_id])),
        Action(gettext("Merge into another"), reverse("organisations:merge", args=[school_id])),
        Action(gettext("Close for good"), reverse("organisations:close", args=[school_id])),
    )


def _facts(
    found: SchoolFacts,
    *,
    above: tuple[AuthorityFacts, TrustFacts | None],
    chain: Sequence[tuple[UndertakingFacts, str]],
    may_manage: bool,
) -> tuple[Line, ...]:
    authority, trust = above
    change = reverse("organisations:edit", args=[found.id])

    def links(about: str) -> tuple[Link, ...]:
        return (Link(gettext("Change"), change, about),) if may_manage else ()

    unset = gettext("Not set")
    lines = [
        Line(gettext("URN"), found.urn),
        Line(gettext("LAESTAB"), found.laestab, links(gettext("LAESTAB"))),
        Line(gettext("Type"), found.kind, links(gettext("type"))),
        Line(
            gettext("Years"),
            gettext("%(first)s to %(last)s")
            % {"first": year_name(found.lowest_year), "last": year_name(found.highest_year)},
            links(gettext("years")),
        ),
        Line(gettext("Authority"), authority.name),
        Line(gettext("Trust"), trust.name if trust else gettext("None"), _trust_link(found.id) if may_manage else ()),
        Line(gettext("Telephone"), found.telephone or unset, links(gettext("telephone"))),
        Line(gettext("E-mail"), found.email or unset, links(gettext("e-mail"))),
        Line(gettext("Address"), found.address or unset, links(gettext("address"))),
    ]
    if found.opened_on:
        lines.append(Line(gettext("First day"), day_words(found.opened_on)))
    if found.closed_on:
        lines.append(Line(gettext("Last day"), day_words(found.closed_on)))
    return (*lines, *(_undertaking(found.id, one, name) for one, name in chain))


def _trust_link(school_id: int) -> tuple[Link, ...]:
    return (Link(gettext("Change"), reverse("organisations:trust", args=[school_id]), gettext("trust")),)


def _undertaking(school_id: int, one: UndertakingFacts, name: str) -> Line:
    comes_before = one.successor_id == school_id
    other = one.predecessor_id if comes_before else one.successor_id
    key = gettext("Carries on") if comes_before else gettext("Carried on by")
    value = gettext("%(school)s, from %(day)s") % {"school": name, "day": day_words(one.from_on)}
    return Line(key, value, (Link(gettext("Look"), reverse("organisations:school", args=[other]), name),))


def _terms(school_id: int, calendar: CalendarFacts, *, may_manage: bool) -> Table:
    rows = tuple(
        Row((Cell(one.name), Cell(day_words(one.starts_on)), Cell(day_words(one.ends_on)))) for one in calendar.terms
    )
    caption = gettext("Terms")
    empty = gettext("No terms are set: every day of this year counts as closed.")
    if may_manage:
        href = reverse("organisations:terms", args=[school_id, calendar.year])
        rows = (*rows, Row((Cell(gettext("Set the terms of this year"), href), Cell(), Cell())))
    return Table(caption, (gettext("Term"), gettext("First day"), gettext("Last day")), rows, empty=empty)


def _closures(closures: Sequence[ClosureFacts], *, may_manage: bool, may_close: bool) -> Table:
    parts = {0: gettext("Morning"), 1: gettext("Afternoon"), None: gettext("All day")}

    def actions(one: ClosureFacts) -> tuple[Action, ...]:
        if not (may_manage or (may_close and one.code != "#")):
            return ()
        href = reverse("organisations:withdraw-closure", args=[one.id])
        return (Action(gettext("Withdraw"), href, about=f"{one.reason}, {day_words(one.starts_on)}"),)

    rows = tuple(
        Row(
            (
                Cell(span_words(one.starts_on, one.ends_on)),
                Cell(parts[one.session]),
                Cell(closure_kind(one.code), note=one.code),
                Cell(who_words(one.years, one.group_ids)),
                Cell(one.reason),
                Cell(actions=actions(one)),
            )
        )
        for one in closures
    )
    head = (gettext("When"), gettext("Part of the day"), gettext("Kind"), gettext("Who"), gettext("Why"), gettext("Do"))
    return Table(gettext("Closures"), head, rows, empty=gettext("None in this year."))


def chosen_year(asked: str, *, known: Sequence[int], today: date) -> int:
    """The academic year that an address asks for, else this one."""
    return int(asked) if asked.isdecimal() and int(asked) in known else academic_year_of(today)
