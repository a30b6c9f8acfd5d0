"""What the start page is told: files that wait for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.audit.clock import day_of
from bellwether.core.access import Action, system_actor
from bellwether.core.calendar import academic_year_of
from bellwether.desk.waiting import add_waiting
from bellwether.exchange import selectors
from bellwether.exchange.kinds import State
from bellwether.organisations import selectors as organisations
from bellwether.organisations.facts import SetupGap
from bellwether.organisations.setting_up import add_setup_check
from bellwether.ui.pages import Colour, Tile

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["tell_desk"]

_PATIENCE: Final = timedelta(days=4)
"""A weekend and a day: after so long without marks somebody should look."""


def tell_desk() -> None:
    """Have the start page say which imports wait, and the checklist of setting up where none has come."""
    add_waiting("exchange", _tiles)
    add_setup_check("exchange", _gaps)


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
    return [*tiles, *_nothing_today(school_id, actor=actor, href=href)]


def _nothing_today(school_id: int, *, actor: Actor, href: str) -> list[Tile]:
    """A school that takes its registers elsewhere, on a school day, before anything has come."""
    on = actor.on
    if not organisations.registers_kept_elsewhere(school_id, on=on):
        return []
    if on not in organisations.school_days(school_id, academic_year_of(on)):
        return []
    last = selectors.last_marks(school_id, actor=actor)
    is_in = last is not None and day_of(last) == on
    return [] if is_in else [Tile(gettext("marks imported today"), "0", href, colour=Colour.ORANGE)]


def _gaps(school_id: int, today: date) -> list[SetupGap]:
    """Registers are said to be elsewhere, and no marks have come for days."""
    if not organisations.registers_kept_elsewhere(school_id, on=today):
        return []
    last = selectors.last_marks(school_id, actor=system_actor(today))
    if last is not None and today - day_of(last) <= _PATIENCE:
        return []
    return [
        SetupGap(
            "imports",
            gettext("Registers are taken in another system, and no marks have been imported for days"),
            gettext("The board, the figures and the lists know nothing of these days."),
            "exchange:bring-marks",
            (school_id,),
            needs=Action.IMPORT_MARKS,
        )
    ]
