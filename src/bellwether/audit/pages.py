"""What the page of the trail says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext

from bellwether.ui.pages import Cell, Colour, Link, Pages, Row, Table, Tag

if TYPE_CHECKING:
    from bellwether.audit.selectors import Asked, EventFacts, Trail

__all__ = ["TrailPage"]


@dataclass(frozen=True)
class TrailPage:
    """Events as a table, and the way to older ones."""

    events: Table
    pages: Pages | None
    clear_href: str

    @classmethod
    def of(cls, trail: Trail, asked: Asked) -> TrailPage:
        """Make it."""
        head = (gettext("When"), gettext("What"), gettext("Who"), gettext("About"), gettext("Change"))
        rows = tuple(Row(_cells(one, asked)) for one in trail.events)
        table = Table(
            gettext("Events"), head, rows, caption_size="hidden", empty=gettext("Nothing of that kind was written.")
        )
        older = _address(asked, older=trail.events[-1].id) if trail.has_older else ""
        pages = Pages(next=Link(gettext("Older"), older)) if older else None
        return cls(table, pages, f"{reverse('audit:trail')}?{urlencode({'place': asked.chain})}")


def _address(asked: Asked, **changes: str | int) -> str:
    given: dict[str, str | int] = {"place": asked.chain, "event": asked.event, "person": asked.actor_id or ""}
    if asked.day is not None:
        given |= {"day-day": asked.day.day, "day-month": asked.day.month, "day-year": asked.day.year}
    return f"{reverse('audit:trail')}?{urlencode({k: v for k, v in (given | changes).items() if v})}"


def _cells(one: EventFacts, asked: Asked) -> tuple[Cell, ...]:
    who = one.actor_name or (
        gettext("Bellwether itself") if one.actor_id is None else gettext("account %d") % one.actor_id
    )
    seal = () if one.is_sealed else (Tag(gettext("not sealed yet"), Colour.GREY),)
    href = _address(asked, person=one.actor_id) if one.actor_id else ""
    about = one.subject_kind if one.subject_id is None else f"{one.subject_kind} {one.subject_id}"
    return (
        Cell(date_format(localtime(one.at), "j M Y H:i:s"), tags=seal),
        Cell(one.event),
        Cell(who, href=href, note=one.actor_post),
        Cell(about),
        Cell(_change(one)),
    )


def _change(one: EventFacts) -> str:
    before, after = dict(one.before or {}), dict(one.after or {})
    names = sorted({*before, *after})
    parts = []
    for name in names:
        was, became = before.get(name), after.get(name)
        if was == became:
            continue
        parts.append(f"{name}: {became}" if name not in before else f"{name}: {was} → {became}")
    return "; ".join(parts)
