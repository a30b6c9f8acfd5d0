"""The ribbon on every page of a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.demo.pages import Ribbon

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["ribbon"]


def ribbon(request: HttpRequest) -> dict[str, object]:
    """Who one is in the demo. A page of an error may come before anybody is known: then the ribbon names nobody."""
    actor, now = getattr(request, "actor", None), getattr(request, "now", None)
    if actor is None or now is None:
        return {}
    return {"demo_ribbon": Ribbon.of(actor, now=now)}
