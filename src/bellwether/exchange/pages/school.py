"""The imports of a school: what one may bring, and what became of what was brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action
from bellwether.exchange.kinds import PEOPLE_WRITES, Kind, State
from bellwether.exchange.pages.words import came_words, kind_words, moment, number, short_hash, state_tag
from bellwether.ui.pages import Breadcrumb, Cell, Empty, Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.exchange.facts import StagedFacts
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["SchoolImportsPage", "SchoolsPage"]


@dataclass(frozen=True)
class SchoolsPage:
    """The schools to which one may bring files."""

    links: tuple[Link, ...]

    @classmethod
    def of(cls, schools: Sequence[SchoolFacts]) -> SchoolsPage:
        """The page of whoever may bring files to these schools."""
        return cls(tuple(Link(one.name, reverse("exchange:school", args=[one.id])) for one in schools))


@dataclass(frozen=True)
class SchoolImportsPage:
    """What the template shows."""

    school: str
    crumbs: tuple[Link, ...]
    doors: tuple[Link, ...]
    kept_elsewhere: str
    table: Table | None
    empty: Empty

    @classmethod
    def of(
        cls, found: Sequence[StagedFacts], *, school: SchoolFacts, may: frozenset[Action], kept_elsewhere: bool
    ) -> SchoolImportsPage:
        """The page of a school for whoever may do these things there."""
        doors = [Link(text, reverse(name, args=[school.id])) for action, text, name in _doors() if action in may]
        if Action.MANAGE_ORGANISATION in may:
            rule = reverse("organisations:adjust", args=["school", school.id, "register.kept-elsewhere"])
            doors.append(Link(gettext("Say where registers are taken"), rule))
        return cls(
            school=school.name,
            crumbs=(
                Breadcrumb(gettext("Imports"), reverse("exchange:imports")),
                Breadcrumb(school.name, ""),
            ),
            doors=tuple(doors),
            kept_elsewhere=_elsewhere_words() if kept_elsewhere else "",
            table=_table(found) if found else None,
            empty=Empty(
                gettext("Nothing has been imported yet"),
                gettext("Begin with the list of pupils of the other system; then bring a day of its marks."),
            ),
        )


def _doors() -> tuple[tuple[Action, str, str], ...]:
    return (
        (Action.IMPORT_MARKS, gettext("Bring marks"), "exchange:bring-marks"),
        (Action.IMPORT_PEOPLE, gettext("Bring pupils, groups and contacts"), "exchange:bring-people"),
        (Action.IMPORT_PEOPLE, gettext("Set a folder that is watched, for a file each night"), "exchange:folder"),
    )


def _elsewhere_words() -> str:
    return gettext(
        "This school takes its registers in another system. What is imported here is what the board, the figures and "
        "the lists work from."
    )


def _table(found: Sequence[StagedFacts]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(
                    kind_words(one.kind),
                    href=reverse("exchange:stage", args=[one.id]),
                    about=moment(one.made_at),
                    note=gettext("file %(hash)s") % {"hash": short_hash(one)},
                ),
                Cell(moment(one.made_at), note=one.made_by),
                Cell(tags=(state_tag(one.state),)),
                Cell(_counts_words(one), note=came_words(one)),
            )
        )
        for one in found
    )
    head = (gettext("What"), gettext("When, and by whom"), gettext("State"), gettext("What came of it"))
    return Table(gettext("Imports so far"), head, rows, key="imports")


def _counts_words(one: StagedFacts) -> str:
    counts = one.counts
    if one.state is State.APPLIED:
        written = counts.get("done_written", 0)
        return ngettext("1 change written", "%(n)s changes written", written) % {"n": number(written)}
    if one.state is State.PROBLEMS:
        errors = counts.get("errors", 0)
        return ngettext("1 error", "%(n)s errors", errors) % {"n": number(errors)}
    if one.state is State.READY and one.kind is Kind.MARKS:
        return gettext("%(new)s new, %(changed)s changed, %(left)s left out") % {
            "new": number(counts.get("new", 0)),
            "changed": number(counts.get("changed", 0) + counts.get("minutes", 0)),
            "left": number(counts.get("left_out", 0)),
        }
    if one.state is State.READY:
        return gettext("%(new)s new pupils, %(changes)s other changes, %(left)s left out") % {
            "new": number(counts.get("created", 0)),
            "changes": number(sum(counts.get(name, 0) for name in PEOPLE_WRITES) - counts.get("created", 0)),
            "left": number(counts.get("left_out", 0)),
        }
    return gettext("nothing changed")
