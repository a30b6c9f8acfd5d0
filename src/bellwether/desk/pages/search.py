"""Finding a pupil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.registers.pages.words import long_day
from bellwether.ui.pages import Cell, Colour, Empty, Row, Table, Tag

if TYPE_CHECKING:
    from bellwether.desk.facts import SearchFacts
    from bellwether.people.facts import PupilFound

__all__ = ["SearchPage"]


@dataclass(frozen=True)
class SearchPage:
    """The box, and below it what was found."""

    action: str
    query: str
    summary: str
    table: Table | None
    empty: Empty | None

    @classmethod
    def of(cls, facts: SearchFacts, *, query: str) -> SearchPage:
        """The page after a search, or before the first one where the query is empty."""
        asked = bool(query.strip())
        return cls(
            action=reverse("desk:search"),
            query=query,
            summary=_summary(facts),
            table=_table(facts) if facts.found or facts.near else None,
            empty=_nobody() if asked and not (facts.found or facts.near) else None,
        )


def _summary(facts: SearchFacts) -> str:
    count = len(facts.found)
    if not count:
        return gettext("Nobody is called that. Did you mean one of these?") if facts.near else ""
    if count >= facts.limit:
        return gettext("The first %(n)s pupils. Type more of the name to find fewer.") % {"n": count}
    return ngettext("1 pupil found.", "%(n)s pupils found.", count) % {"n": count}


def _nobody() -> Empty:
    return Empty(
        gettext("Nobody was found"),
        gettext("Try a shorter part of the name: every word typed has to be part of a name. Accents do not matter."),
    )


def _table(facts: SearchFacts) -> Table:
    head = (gettext("Name"), gettext("Class"), gettext("School"), gettext("Born"))
    return Table(
        gettext("Pupils"),
        head,
        tuple(_row(one, facts.schools) for one in facts.found or facts.near),
        caption_size="hidden",
    )


def _row(one: PupilFound, schools: dict[int, str]) -> Row:
    gone = () if one.is_on_roll else (Tag(gettext("on no roll"), Colour.GREY),)
    if one.has_died:
        gone = (Tag(gettext("has died"), Colour.GREY),)
    return Row(
        (
            Cell(
                one.name,
                href=reverse("desk:pupil", args=[one.id]),
                note=one.legal_name if one.legal_name != one.name else "",
                tags=gone,
            ),
            Cell(one.group_name),
            Cell(schools.get(one.school_id, "") if one.school_id else ""),
            Cell(long_day(one.born_on)),
        )
    )
