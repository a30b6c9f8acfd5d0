"""The list of messages: what goes to whom, when, and where each one stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.messages.words import (
    STATES,
    detail_words,
    medium_words,
    moment,
    receiver,
    state_tag,
    state_words,
    title_of,
)
from bellwether.ui.pages import Cell, Choice, Colour, Empty, Filter, Link, Pages, Row, Table, Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.messages.facts import FailingFacts, MessageLine, OutboxFacts
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["OutboxPage", "failing_tile"]


def failing_tile(found: FailingFacts) -> Tile:
    """How many messages did not get through this week; the link opens them."""
    return Tile(
        label=gettext("Messages not delivered"),
        value=str(found.count),
        href=f"{reverse('messages:outbox')}?state=failed",
        note=gettext("in the last seven days"),
        colour=Colour.RED if found.count else Colour.GREEN,
    )


@dataclass(frozen=True)
class OutboxPage:
    """The list with its filter."""

    heading: str
    filters: tuple[Filter, ...]
    clear: str
    tiles: tuple[Tile, ...]
    table: Table
    empty: Empty | None
    pages: Pages
    templates: tuple[Link, ...]

    @classmethod
    def of(
        cls,
        found: OutboxFacts,
        failing: FailingFacts,
        *,
        schools: Sequence[SchoolFacts],
        school_id: int | None,
        state: str,
    ) -> OutboxPage:
        """Lay the list out."""
        names = {school.id: school.name for school in schools}
        is_filtered = bool(state or school_id)
        return cls(
            heading=gettext("Messages"),
            filters=_filters(found, schools, school_id, state),
            clear=reverse("messages:outbox") if is_filtered else "",
            tiles=(_waiting_tile(found), failing_tile(failing)),
            table=_table(found.lines, names),
            empty=None if found.lines else _empty(is_filtered=is_filtered),
            pages=_pages(found, school_id, state),
            templates=tuple(
                Link(gettext("Words of the messages of %(school)s") % {"school": name}, _templates_of(one))
                for one, name in names.items()
            ),
        )


def _templates_of(school_id: int) -> str:
    return reverse("messages:templates", args=[school_id])


def _waiting_tile(found: OutboxFacts) -> Tile:
    waiting = found.counts.get("queued", 0) + found.counts.get("sending", 0)
    return Tile(gettext("Waiting to go"), str(waiting), href=f"{reverse('messages:outbox')}?state=queued")


def _filters(
    found: OutboxFacts, schools: Sequence[SchoolFacts], school_id: int | None, state: str
) -> tuple[Filter, ...]:
    states = [Choice("", gettext("All"), is_chosen=not state)]
    states += [Choice(one, state_words(one), one == state, found.counts.get(one, 0)) for one in STATES]
    asked = [Filter("state", gettext("Where they stand"), tuple(states), kind="radios")]
    if len(schools) > 1:
        places = [Choice("", gettext("All"), is_chosen=school_id is None)]
        places += [Choice(str(one.id), one.name, one.id == school_id) for one in schools]
        asked.append(Filter("school", gettext("School"), tuple(places), kind="select"))
    return tuple(asked)


def _table(lines: Sequence[MessageLine], names: Mapping[int, str]) -> Table:
    head = (gettext("To"), gettext("What"), gettext("Asked for"), gettext("Stands"))
    return Table(
        gettext("Messages, newest first"), head, tuple(_row(one, names) for one in lines), caption_size="hidden"
    )


def _row(line: MessageLine, names: Mapping[int, str]) -> Row:
    about = ngettext("about %(count)d pupil", "about %(count)d pupils", len(line.pupil_ids))
    note = medium_words(line.medium)
    if line.pupil_ids:
        note = f"{note}, {about % {'count': len(line.pupil_ids)}}"
    href = reverse("messages:message", args=[line.id])
    return Row(
        cells=(
            Cell(receiver(line), href=href, about=title_of(line.template_key), note=names.get(line.school_id, "")),
            Cell(title_of(line.template_key), note=note),
            Cell(moment(line.queued_at), note=_when(line)),
            Cell(tags=(state_tag(line.state),), note=detail_words(line.detail)),
        ),
        key=f"message-{line.id}",
    )


def _when(line: MessageLine) -> str:
    if line.sent_at is not None:
        return gettext("sent %(moment)s") % {"moment": moment(line.sent_at)}
    return gettext("goes %(moment)s") % {"moment": moment(line.next_try_at)} if line.state == "queued" else ""


def _empty(*, is_filtered: bool) -> Empty:
    if is_filtered:
        return Empty(gettext("No message is like that"), gettext("Choose other answers on the left, or clear them."))
    return Empty(
        gettext("No message yet"),
        gettext("Messages to families and staff are listed here as soon as anything asks for one."),
    )


def _pages(found: OutboxFacts, school_id: int | None, state: str) -> Pages:
    def link(text: str, page: int) -> Link | None:
        if not 1 <= page <= found.pages or page == found.page:
            return None
        asked = {"school": school_id or "", "state": state, "page": page}
        return Link(text, f"{reverse('messages:outbox')}?{urlencode(asked)}")

    return Pages(previous=link(gettext("Newer"), found.page - 1), next=link(gettext("Older"), found.page + 1))
