"""Who made the marks that stand in some cells, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.access import Action, require
from bellwether.core.register.log import unpack_pupils
from bellwether.organisations import selectors as organisations
from bellwether.registers.models import RegisterEntry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from bellwether.core.access import Actor

__all__ = ["Maker", "makers_of"]


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a mark, by name and post as they were, and when."""

    name: str
    post: str
    at: datetime


def makers_of(
    school_id: int, cells: Collection[tuple[int, date, int]], *, actor: Actor
) -> dict[tuple[int, date, int], Maker]:
    """Who last wrote some cells (pupil id, day, session), where it was done session by session.

    Left out: cells that only an act on many sessions has touched. One query.
    """
    require(actor, Action.SEE_PUPIL, organisations.reach_of_school(school_id))
    wanted = set(cells)
    days = {on for _, on, _ in wanted}
    entries = RegisterEntry.objects.filter(school_id=school_id, on__in=days, width=1).order_by("sequence")
    found = {}
    for on, session, pupils, name, post, at in entries.values_list(
        "on", "session", "pupils", "actor_name", "actor_post", "at"
    ):
        for pupil in unpack_pupils(bytes(pupils)):
            if (pupil, on, session) in wanted:
                found[pupil, on, session] = Maker(name, post, at)
    return found
