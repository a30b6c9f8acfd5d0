"""What the start page is told: files that wait for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from bellwether.core.access import Action
from bellwether.desk.waiting import add_waiting
from bellwether.exchange import selectors
from bellwether.exchange.kinds import State
from bellwether.ui.pages import Colour, Tile

if TYPE_CHECKING:
    from bellwether.core.access import Actor

__all__ = ["tell_desk"]


def tell_desk() -> None:
    """Have the start page say which imports wait."""
    add_waiting("exchange", _tiles)


def _tiles(school_id: int, may: frozenset[Action], actor: Actor) -> list[Tile]:
    if Action.IMPORT_MARKS not in may:
        return []
    found = selectors.open_imports(school_id, actor=actor)
    href = reverse("exchange:school", args=[school_id])
    broken = found.get(State.PROBLEMS, 0) + found.get(State.FAILED, 0)
    ready = found.get(State.READY, 0)
    tiles = []
    if broken:
        words = ngettext("import needs mending", "imports need mending", broken)
        tiles.append(Tile(words, str(broken), href, colour=Colour.RED))
    if ready:
        words = ngettext("import to look at", "imports to look at", ready)
        tiles.append(Tile(words, str(ready), href, colour=Colour.ORANGE))
    return tiles
