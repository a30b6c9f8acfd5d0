"""The front page of the demo and its one click. Not found anywhere else, nor from another computer."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bellwether.demo import selectors, services
from bellwether.demo.pages import FrontPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = ["front", "step_in"]

_LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


def _in_a_demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO or request.META.get("REMOTE_ADDR") not in _LOOPBACK:
            raise Http404
        return view(request)

    return guarded


@login_not_required
@_in_a_demo_only
@never_cache
@require_GET
def front(request: ActorRequest) -> HttpResponse:
    """Who one can be."""
    page = FrontPage.of(selectors.state(), actor=request.actor, now=request.now)
    return render(request, "demo/front.html", {"page": page})


@login_not_required
@_in_a_demo_only
@never_cache
@require_POST
def step_in(request: ActorRequest) -> HttpResponse:
    """Sign in as one of the made-up people, and go to their home."""
    try:
        services.step_in(request, visitor=selectors.visitor(request.POST.get("person", "")), now=request.now)
    except selectors.NoSuchVisitorError as missing:
        raise Http404 from missing
    return redirect(settings.LOGIN_REDIRECT_URL)
