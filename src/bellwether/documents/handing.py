"""How files leave: always as something to save, never as something a browser opens in our name."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

__all__ = ["as_attachment"]

_NOTHING: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


def as_attachment(data: bytes, *, kind: str, name: str) -> HttpResponse:
    """The bytes as a download: of exactly this type, opened by no browser as a page, kept by nobody on the way."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _NOTHING
    return response
