"""Addresses for machines: is the server well, and whom to tell of a hole in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from bellwether.audit import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["health", "security_txt"]

_GOOD_FOR: Final = timedelta(days=180)


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (every view takes it)
    """200 where the server and its database answer, 503 where the database does not. Says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"server": "ok", "database": "no answer"}, status=503)
    return JsonResponse({"server": "ok", "database": "ok"})


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (every view takes it)
    """Whom to tell of a hole (RFC 9116); 404 where the operator has named nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (clock.now() + _GOOD_FOR).replace(microsecond=0).isoformat()
    lines = (f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {expires}", "Preferred-Languages: en", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
