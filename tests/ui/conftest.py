"""A server of the style guide on loopback with the product's own settings, and a Chromium to look at it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):  # noqa: A002 (its name in the standard library)
        """Say nothing."""


@pytest.fixture(scope="module")
def style_server() -> Iterator[str]:
    # A style guide shows nobody's data, so there is nothing that it should ask `core.access`.
    middleware = [name for name in settings.MIDDLEWARE if not name.startswith("tests.")]
    with override_settings(ROOT_URLCONF="tests.ui.urls", MIDDLEWARE=middleware):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
