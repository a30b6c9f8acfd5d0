"""In whose name the machine works on an import: it may read what it needs, and the entries name the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Actor, ActorKind

if TYPE_CHECKING:
    from datetime import date

    from bellwether.exchange.models import StagedImport

__all__ = ["applier_of", "maker_of"]


def maker_of(row: StagedImport, *, on: date) -> Actor:
    """Our machinery, in the name of whoever brought the file."""
    return Actor(row.made_by_id, row.made_by_name, row.made_by_post, on, kind=ActorKind.SYSTEM)


def applier_of(row: StagedImport, *, on: date) -> Actor:
    """Our machinery, in the name of whoever said that it be applied."""
    return Actor(row.applied_by_id, row.applied_by_name, row.applied_by_post, on, kind=ActorKind.SYSTEM)
