"""Our own files as they are explained beside the question for files: their columns, and files to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.ui.pages import Cell, Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.exchange.formats.people.columns import TableGuide

__all__ = ["Guide", "guides_of"]


@dataclass(frozen=True)
class Guide:
    """One of our files. summary: what opens its table of columns."""

    title: str
    says: str
    files: tuple[Link, ...]
    summary: str
    table: Table


def guides_of(found: Iterable[TableGuide], *, school_id: int) -> tuple[Guide, ...]:
    """Our files, for whoever brings some to this school."""
    return tuple(_guide(one, school_id) for one in found)


def _needed(kind: str) -> str:
    return {"new": gettext("needed for a new one"), "number": gettext("needed, this or the pupil ID")}.get(kind, "")


def _guide(one: TableGuide, school_id: int) -> Guide:
    title = gettext(one.title)

    def file(name: str) -> str:
        return reverse("exchange:people-template", args=[school_id, name])

    rows = tuple(
        Row(
            (
                Cell(column.header, note=_needed(column.needed)),
                Cell(gettext(column.help) if column.help else ""),
                Cell(next((text for text in column.examples if text), "")),
            )
        )
        for column in one.columns
    )
    head = (gettext("Column"), gettext("What stands in it"), gettext("Example"))
    return Guide(
        title=title,
        says=gettext(one.says),
        files=(
            Link(gettext("Empty file (CSV)"), file(one.name), about=title),
            Link(gettext("Worked example (CSV)"), file(f"{one.name}-example"), about=title),
        ),
        summary=gettext("Columns: %(title)s") % {"title": title},
        table=Table(title, head, rows, caption_size="hidden", key=f"columns-{one.name}"),
    )
