"""Sign-in by a provider that may be down, and the doors that are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["closed", "provider_callback", "provider_login"]

log = structlog.get_logger(__name__)


@login_not_required
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider."""
    return _asked(openid.login, request, provider_id)


@login_not_required
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the browser back from the provider."""
    return _asked(openid.callback, request, provider_id)


def _asked(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    """The answer of allauth, or a clear page where the provider is down or answers nonsense."""
    try:
        return view(request, provider_id)
    except (OSError, OAuth2Error, KeyError, ValueError) as error:
        log.warning("sign-in.provider-failed", provider_id=provider_id, error=type(error).__name__)
        return render(request, "accounts/provider_failed.html", status=503)


@login_not_required
def closed(request: HttpRequest, **_kwargs: object) -> HttpResponse:  # noqa: ARG001  (every view takes it)
    """What allauth offers and we do not."""
    raise Http404
