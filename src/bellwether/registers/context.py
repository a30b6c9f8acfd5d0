"""What every page needs of this room: the line about marks that wait on this device, and signing out with care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.registers.tokens import owner_token

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["outbox"]


def outbox(request: HttpRequest) -> dict[str, object]:
    """Whose marks may wait here, as a sign that names nobody; empty where nobody is signed in."""
    user = getattr(request, "user", None)
    return {"page_parts": ("registers/everywhere.html",), "outbox": {"user": owner_token(user.pk) if user else ""}}
