"""Around every request: its id in the log, and refusals turned into the right page."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

import structlog
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from bellwether.config.errors import refused
from bellwether.core.access import NotGrantedError, OutOfReachError, SecondFactorNeededError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

__all__ = ["Refusals", "RequestLog"]

log = structlog.get_logger("bellwether.request")
_HIGHEST_ID: Final = 2**63 - 1


class RequestLog:
    """Gives each request an id and logs the pattern of its route: never the address, which could name someone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write one line."""
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]  # see accounts.requests.ActorRequest
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.route if match else "",
                status=response.status_code,
                user_id=_known_user(request),
            )
        return response


def _known_user(request: HttpRequest) -> int | None:
    """The account, if something has asked for it already: a line of the log is no reason to ask the database."""
    cached = getattr(request, "_cached_user", None)
    return getattr(cached, "pk", None)


class Refusals:
    """Out of reach is 404, as if it did not exist; not granted is 403; a missing second factor leads to giving it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_view(
        self,
        _request: HttpRequest,
        _view: Callable[..., HttpResponse],
        _args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> None:
        """A number in an address that no row can have leads nowhere, and the database is not asked."""
        if any(isinstance(one, int) and one > _HIGHEST_ID for one in kwargs.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn our refusals into answers; everything else stays loud."""
        if isinstance(exception, OutOfReachError):
            raise Http404 from exception
        if isinstance(exception, SecondFactorNeededError):
            going_to = request.get_full_path() if request.method == "GET" else "/"
            return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': going_to})}")
        if isinstance(exception, NotGrantedError):
            return refused(request, exception)
        return None
