"""Headers that every page carries, beside those of Django and of the content security policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["Headers"]

_ALWAYS: Final = {
    # A page of ours needs none of these; passkeys are asked for by our own pages only.
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(self), "
        "geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(self), "
        "publickey-credentials-get=(self), serial=(), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    # What is about children is for this browser alone, and not kept by it either. The service worker of the offline
    # register keeps what it needs by itself, and wipes it.
    "Cache-Control": "private, no-store",
}


class Headers:
    """Adds what a view has not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does, with the headers."""
        response = self.get_response(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
