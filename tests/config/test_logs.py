"""Logs hold events and ids: no name, mark, reason, address or search word, whatever happens."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import path

from bellwether.config import logs
from bellwether.core.access import Role

NAME = "Zelda Made-Up"


@pytest.fixture
def console():
    """Log as a person at the console reads it; gives the text."""
    root = logging.getLogger()
    before = root.handlers, root.level
    logs.set_up({"level": "DEBUG", "json": False})
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(io.StringIO())
    yield handler.stream.getvalue
    root.handlers, level = before
    root.setLevel(level)


def _logged_with_a_bug(status):
    try:
        int(f"{NAME} was absent")
    except ValueError:
        logging.getLogger("django.request").warning("answered", exc_info=True, extra={"status_code": status})


def test_at_the_console_a_bug_is_lines_beneath_each_other_without_its_words(console):
    _logged_with_a_bug(500)
    lines = console().splitlines()
    assert lines[-1].strip() == "ValueError"
    assert any("_logged_with_a_bug" in line for line in lines)
    assert NAME not in console()


def test_a_refusal_is_one_line_without_a_traceback(console):
    _logged_with_a_bug(403)
    assert len(console().splitlines()) == 1
    assert "status_code=403" in console()


def test_a_library_that_tells_how_it_was_built_is_heard_only_when_it_warns(console):
    logging.getLogger("pikepdf._core").info("built with this and that")
    assert not console()
    logging.getLogger("pikepdf._core").warning("this file is odd")
    assert "this file is odd" in console()


@pytest.fixture
def lines():
    """Log as in the product; gives the lines as JSON and as one text."""
    root = logging.getLogger()
    before = root.handlers, root.level
    logs.set_up({"level": "DEBUG", "json": True})
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)

    def read() -> tuple[list[dict[str, Any]], str]:
        text = handler.stream.getvalue()
        handler.setStream(io.StringIO())
        return [json.loads(line) for line in text.splitlines()], text

    handler.setStream(io.StringIO())
    yield read
    root.handlers, level = before
    root.setLevel(level)


def _search(request):
    return HttpResponse(request.GET["q"])


def _bug(request, word):
    raise ValueError(f"{NAME} was absent")


def _row(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing_here WHERE name = %s", [NAME])


def _slip(request):
    log = structlog.get_logger("bellwether.slip")
    log.warning("pupil.seen", name=NAME, upn="A123", reason=f"{NAME} is ill", pupil_id=5)
    logging.getLogger("bellwether.old").warning("plain", extra={"surname": NAME})
    return HttpResponse()


urlpatterns = [
    path("search/", _search, name="search"),
    path("bug/<str:word>/", _bug, name="bug"),
    path("row/", _row, name="row"),
    path("slip/", _slip, name="slip"),
]
handler404 = "bellwether.config.errors.not_found"
handler500 = "bellwether.config.errors.server_error"


@pytest.fixture
def ask(world, settings, lines, monkeypatch):
    """Ask as the office, and give what was logged meanwhile."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.startswith("tests.")]
    browser = world.client(Role.OFFICE)
    browser.raise_request_exception = False
    settings.ROOT_URLCONF = __name__
    lines()

    def asked(address: str) -> tuple[list[dict[str, Any]], str]:
        browser.get(address)
        return lines()

    return asked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=Zelda+Made-Up",
        "/not/here/Zelda%20Made-Up/",
        "/not/here/?q=Zelda%20Made-Up",
        "/bug/Zelda%20Made-Up/",
        "/row/",
        "/slip/",
    ],
)
def test_a_request_with_a_name_leaves_no_name_in_the_log(ask, address):
    found, text = ask(address)
    assert found, "nothing was logged, so nothing is proved"
    assert "Zelda" not in text
    assert "A123" not in text


@pytest.mark.django_db
def test_the_line_of_a_request_says_route_status_and_account(ask, world):
    found, _ = ask("/bug/word/")
    line = next(one for one in found if one["event"] == "request")
    assert (line["route"], line["status"], line["user_id"]) == ("bug/<str:word>/", 500, world.users[Role.OFFICE])
    assert line["request_id"]


@pytest.mark.django_db
def test_a_bug_can_still_be_found_by_its_class_and_its_lines(ask):
    found, _ = ask("/bug/word/")
    line = next(one for one in found if "exception" in one)
    assert line["exception"][-1] == "ValueError"
    assert any(one.endswith("_bug") for one in line["exception"])


@pytest.mark.django_db
def test_an_error_of_the_database_is_named_by_class_alone(ask):
    found, _ = ask("/row/")
    line = next(one for one in found if "exception" in one)
    assert {one for one in line["exception"] if one.endswith("Error")} <= {
        "OperationalError",
        "ProgrammingError",
        "UndefinedTable",
    }
    assert issubclass(DatabaseError, Exception)
