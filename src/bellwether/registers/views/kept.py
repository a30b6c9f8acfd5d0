"""Pages that a device may keep for a day, so that they can be read without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.registers.tokens import owner_token

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = ["may_be_kept"]


def may_be_kept(response: HttpResponse, request: ActorRequest) -> HttpResponse:
    """Mark a page for the worker, under its reader's sign; nothing between server and browser may store it.

    It is kept no longer than the reader can still be signed in: so many seconds, as the clock of a device may be wrong.
    """
    response["Bellwether-Keep"] = owner_token(request.actor.user_id)
    response["Bellwether-Keep-For"] = str(request.session.get_expiry_age())
    response["Cache-Control"] = "private, no-store"
    return response
