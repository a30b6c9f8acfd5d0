"""What every page may say about where it is: the way around, who is signed in, and whether this is a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from bellwether.desk.navigation import shell
from bellwether.ui.pages import Shell

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["place"]


def place(request: HttpRequest) -> dict[str, object]:
    """What surrounds the page, whether this is the demo, and who acts.

    `shell` is made when a page first uses it; for an address that leads nowhere it is empty and asks nobody who acts.
    """
    return {
        "is_demo": settings.DEMO,
        "actor": getattr(request, "actor", None),
        "shell": SimpleLazyObject(lambda: _shell(request)),
    }


def _shell(request: HttpRequest) -> Shell:
    actor, match = getattr(request, "actor", None), request.resolver_match
    if actor is None or match is None:
        return Shell()
    return shell(actor, path=request.path, view_name=match.view_name)
