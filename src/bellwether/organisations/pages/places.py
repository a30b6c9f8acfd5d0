"""The list of places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.ui.pages import Action, Cell, Colour, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bellwether.organisations.facts import (
        AuthorityFacts,
        SchoolFacts,
        TrustFacts,
    )

__all__ = ["PlacesPage"]


@dataclass(frozen=True)
class PlacesPage:
    """The schools, trusts and authorities that somebody may see."""

    schools: Table
    above: tuple[Link, ...]
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls,
        schools: Sequence[SchoolFacts],
        *,
        authorities: Mapping[int, AuthorityFacts],
        trusts: Mapping[int, TrustFacts],
        above: Sequence[tuple[str, int, str]],
        may_manage: bool,
        may_add: bool,
        today: date,
    ) -> PlacesPage:
        """above: authorities and trusts whose policy may be looked at, as kind, id and name."""
        add = Action(gettext("Add a school"), reverse("organisations:add-school"))
        gias = Action(gettext("Schools from GIAS"), reverse("organisations:stage-gias"))
        rows = tuple(
            Row(
                (
                    Cell(one.name, reverse("organisations:school", args=[one.id]), tags=_state(one, today)),
                    Cell(one.urn),
                    Cell(gettext(one.phase.capitalize())),
                    Cell(authorities[one.authority_id].name),
                    Cell(trusts[one.trust_id].name if one.trust_id else gettext("None")),
                )
            )
            for one in schools
        )
        head = (gettext("School"), gettext("URN"), gettext("Phase"), gettext("Authority"), gettext("Trust"))
        return cls(
            schools=Table(
                gettext("Schools"), head, rows, empty=gettext("No school is in your places."), caption_size="hidden"
            ),
            above=tuple(
                Link(gettext("Policy of %(name)s") % {"name": name}, reverse("organisations:policy", args=[scope, key]))
                for scope, key, name in above
            ),
            actions=(*((gias,) if may_manage else ()), *((add,) if may_add else ())),
        )


def _state(one: SchoolFacts, today: date) -> tuple[Tag, ...]:
    if one.is_open_on(today):
        return ()
    closed = one.closed_on is not None and one.closed_on < today
    return (Tag(gettext("closed"), Colour.GREY) if closed else Tag(gettext("to open"), Colour.BLUE),)
