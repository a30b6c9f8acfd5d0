"""How much one request may send: settled by what it says of itself, before anything of it is read or laid on a disk.

A form without files is small, and one of somebody who has not signed in smaller still. Only the few addresses that
take files may be sent more, each as much as its own form will take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from bellwether.documents.inspecting import LARGEST
from bellwether.exchange.kinds import LARGEST_TOGETHER
from bellwether.organisations.forms import LARGEST_GIAS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

__all__ = ["SIGNED_IN", "SIGNED_OUT", "WITH_FILES", "BoundedUpload", "Bounds", "most_bytes"]

SIGNED_OUT: Final = 64 * 1024
"""Bytes: an e-mail address and a password, or the answer of a passkey."""
SIGNED_IN: Final = 5 * 1024 * 1024
"""Bytes: the marks of a whole school in one form are some hundred thousand."""
_AROUND: Final = 1024 * 1024  # the other fields, and the lines between files
WITH_FILES: Final[Mapping[str, int]] = {
    # Twice what is kept, so that whoever chose a photograph too large hears so beside the field.
    "registers:leave-evidence": 2 * LARGEST + _AROUND,
    "exchange:bring-marks": LARGEST_TOGETHER + _AROUND,
    "exchange:bring-people": LARGEST_TOGETHER + _AROUND,
    "organisations:stage-gias": LARGEST_GIAS + _AROUND,
}
"""By the name of the route: the most bytes that one request may send there."""
_POURED_AWAY: Final = 32 * 1024 * 1024
_PIECE: Final = 64 * 1024
_TOO_LARGE: Final = 413


def most_bytes(request: HttpRequest, *, is_signed_in: bool) -> int:
    """What this request may send. Who has not signed in is told the same small size everywhere."""
    if not is_signed_in:
        return SIGNED_OUT
    return WITH_FILES.get(_route(request), SIGNED_IN)


def _route(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class Bounds:
    """Refuses what is too large, and what does not say how large it is, before any other part reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does, or refuse. Only a request that sends much costs a look at its session."""
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return _refusal(request, 411)
        size = _said_size(request)
        if size < 0:
            return _refusal(request, 400)
        if size > SIGNED_OUT:
            is_signed_in = SESSION_KEY in request.session
            if size > most_bytes(request, is_signed_in=is_signed_in):
                _pour_away(request, size, at_most=_POURED_AWAY if is_signed_in else 0)
                return _refusal(request, _TOO_LARGE)
        return self.get_response(request)


def _said_size(request: HttpRequest) -> int:
    """In bytes; 0 where there is no body, -1 where it is no number."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else -1


def _pour_away(request: HttpRequest, size: int, *, at_most: int) -> None:
    """Read what is not too much and keep none of it: a browser shows the answer only once it has sent all."""
    left = size if size <= at_most else 0
    while left > 0:
        piece = request.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    if status != _TOO_LARGE:  # no browser sends this
        words = gettext("Say how large the body is, in Content-Length. Nothing of it was read.")
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
    if request.content_type == "application/json":
        return JsonResponse({"said": gettext("This is more than can be sent at once. Nothing was saved.")}, status=413)
    return HttpResponse(render_to_string("413.html"), status=status)


class BoundedUpload(FileUploadHandler):
    """The second fence: where no file is asked for none is taken up, and together they are never more than allowed."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._left = WITH_FILES.get(_route(request), 0) if request is not None else 0

    def handle_raw_input(  # Django's own name and order
        self,
        input_data: Any,  # noqa: ANN401, ARG002
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse by what the request says."""
        if content_length > max(self._left, SIGNED_IN):
            raise RequestDataTooBig("The request says that it is larger than its form takes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """A file begins; where none is asked for, it is passed over without a byte of it being kept."""
        super().new_file(*args, **kwargs)
        if not self._left:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Count, and pass on to the handlers that keep."""
        self._left -= len(raw_data)
        if self._left <= 0:
            raise RequestDataTooBig("The files are larger than the request says")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has it."""
