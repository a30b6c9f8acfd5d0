"""Puts on the request who acts, the moment and the day. Views pass them down; nothing below asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.functional import SimpleLazyObject

from bellwether.accounts import selectors
from bellwether.accounts.second_factor import kind_of, was_given
from bellwether.audit import clock
from bellwether.organisations.once import one_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bellwether.accounts.requests import ActorRequest
    from bellwether.core.access import Actor

__all__ = ["ActorMiddleware"]


class ActorMiddleware:
    """Sets `request.now` and `request.today` at once and `request.actor` when first asked for (one query)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        ours = cast("ActorRequest", request)
        ours.now = clock.now()
        ours.today = clock.day_of(ours.now)
        ours.actor = cast("Actor", SimpleLazyObject(lambda: _actor(ours)))
        with one_request():
            return self.get_response(request)


def _actor(request: ActorRequest) -> Actor:
    if not request.user.is_authenticated:
        return selectors.nobody(on=request.today)
    return selectors.actor_of(request.user, on=request.today, verified=was_given(request), kind=kind_of(request))
