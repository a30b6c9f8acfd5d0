"""The pages for what goes wrong: a form that was too old, a bug, a database that does not answer."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse, RawPostDataException, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["csrf_failure", "not_found", "refused", "server_error"]

log = structlog.get_logger(__name__)

_AGAIN_AFTER_SECONDS: Final = 60
_OUT_OF_REACH: Final = gettext_lazy("Bellwether is out of reach for a moment. Nothing of this was saved yet.")
_OURS: Final = gettext_lazy("The fault is ours. This may not have been saved.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's; it could name hosts)
    """A form was open for too long, or did not come from a page of ours. Nothing was changed."""
    return render(request, "403_csrf.html", status=403)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  (Django's)
    """In reach, and not granted."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  (Django's)
    """There is no such thing, or none in reach: the answer is the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug, or a database that does not answer or cannot write: a page, or JSON to a script that sent JSON.

    Of the request only its headers are heeded, since all else may ask the database.
    """
    _read_to_its_end(request)
    is_script = request.content_type == "application/json"
    if is_about_the_database(sys.exc_info()[1]):
        log.error("database.unavailable")
        answer = _said(_OUT_OF_REACH) if is_script else HttpResponse(render_to_string("503.html"))
        answer.status_code, answer["Retry-After"] = 503, str(_AGAIN_AFTER_SECONDS)
        return answer
    answer = _said(_OURS) if is_script else HttpResponse(render_to_string("500.html"))
    answer.status_code = 500
    return answer


def _read_to_its_end(request: HttpRequest) -> None:
    """A body that nobody read makes the server close the connection, and a proxy that kept it open say 502."""
    with suppress(RequestDataTooBig, RawPostDataException, UnreadablePostError):
        _ = request.body


def _said(words: Any) -> HttpResponse:  # noqa: ANN401  (lazy text)
    return JsonResponse({"said": str(words)})


def is_about_the_database(error: BaseException | None) -> bool:
    """Whether the error, or one that it came of, says that the database is gone, full or cannot be written."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False
