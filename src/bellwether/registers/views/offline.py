"""What working without a network needs of the server: the worker, its spare page, and who is signed in now."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bellwether.registers.tokens import owner_token

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["offline_page", "who", "worker"]

_PARTS: Final = ("outbox.js", "everywhere.js", "take.js", "rows.js", "keys.js", "answer.js", "registers.css")


@lru_cache(maxsize=1)
def _version() -> str:
    """Changes with the scripts, so that a device drops what it kept of an older build."""
    ours = files("bellwether.registers")
    parts = [(ours / "static" / "registers" / name).read_bytes() for name in _PARTS]
    parts.append((ours / "templates" / "registers" / "sw.js").read_bytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root, as it may only serve what lies beneath it."""
    values = {
        "version": _version(),
        "offline": reverse("offline"),
        "sign_in": reverse("account_login"),
        "sign_out": reverse("account_logout"),
        "who": reverse("registers:who"),
        "static": static(""),
    }
    response = render(request, "registers/sw.js", values, content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """Shown in place of a page that this device did not keep. Says nothing of anybody, so that it may be kept."""
    return render(request, "registers/offline.html", {"outbox": {"user": ""}})


@login_not_required
@never_cache
@require_safe
def who(request: HttpRequest) -> JsonResponse:
    """Who is signed in, as a sign that names nobody, and a fresh token for forms."""
    user = request.user
    signed_in = user.is_authenticated
    return JsonResponse(
        {"signed_in": signed_in, "user": owner_token(user.pk) if signed_in else "", "token": get_token(request)}
    )
