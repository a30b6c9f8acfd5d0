"""What every answer carries, and the clear pages for what goes wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import BytesIO

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse

from bellwether.config.errors import server_error
from bellwether.core.access import Role

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'",
}  # fmt: skip


def policy_of(answer) -> set[str]:
    return {part.strip() for part in answer["Content-Security-Policy"].split(";")}


def _carries_everything(answer) -> None:
    assert policy_of(answer) == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/account/", "/no/such/page/", "/healthz", "/account/people/"])
def test_every_answer_carries_the_strict_headers(world, address):
    _carries_everything(world.client(Role.OFFICE).get(address))


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world):
    browser = world.client(Role.OFFICE)
    browser.get("/account/name/")
    browser.post(reverse("account_logout"))
    page = Client().get("/sign-in/")
    assert page.cookies["csrf"]["samesite"] == "Lax"
    assert page.cookies["csrf"]["httponly"]
    assert browser.cookies["bellwether"]["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_clear_page_and_changes_nothing(world):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/sign-in/", {"login": "a@example.test", "password": "x"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()
    _carries_everything(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "address", "status", "words"),
    [
        (Role.OFFICE, "/account/people/", 403, "You cannot do this"),
        (Role.HEAD, "/account/people/999999/", 404, "Page not found"),
        (Role.HEAD, "/no/such/page/", 404, "Page not found"),
    ],
)
def test_refusals_have_pages_of_their_own(world, role, address, status, words):
    answer = world.client(role).get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.mark.parametrize("error", [OperationalError("database or disk is full: Zelda"), InterfaceError("gone")])
def test_a_database_that_fails_gives_a_clear_page_that_needs_none(error):
    """No fixture opens the database here, so a query while drawing would fail the test."""
    try:
        raise error
    except (OperationalError, InterfaceError):
        answer = server_error(RequestFactory().get("/registers/"))
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Bellwether is out of reach for a moment" in text
    assert "Zelda" not in text


@pytest.mark.parametrize(("error", "status"), [(OperationalError("full: Zelda"), 503), (ValueError("Zelda"), 500)])
def test_a_script_that_sent_json_is_answered_in_json(error, status):
    try:
        raise error
    except (OperationalError, ValueError):
        answer = server_error(RequestFactory().post("/registers/", {}, content_type="application/json"))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)["said"]
    assert "Zelda" not in answer.content.decode()
    assert (answer.get("Retry-After") == "60") is (status == 503)


def test_what_was_sent_is_read_to_its_end_so_that_the_connection_stays_open():
    """A server closes a connection whose request it never read, and the next one sent over it is lost."""
    sent = BytesIO(b"/" * 5000)
    request = RequestFactory(**{"wsgi.input": sent, "CONTENT_LENGTH": "5000"}).generic("POST", "/registers/")
    try:
        _breaks(request, "")
    except OperationalError:
        answer = server_error(request)
    assert answer.status_code == 503
    assert sent.tell() == 5000


def test_a_bug_gives_a_page_that_says_nothing_about_anybody():
    try:
        int("Zelda was absent")
    except ValueError:
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Zelda" not in answer.content.decode()


def _breaks(request, word):
    raise OperationalError("connection lost while reading Zelda Made-Up")


def _is_wrong(request):
    raise ValueError("Zelda Made-Up was absent")


urlpatterns = [path("breaks/<str:word>/", _breaks), path("wrong/", _is_wrong), path("fine/", lambda _: HttpResponse())]
handler500 = "bellwether.config.errors.server_error"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/breaks/word/", 503), ("/wrong/", 500)])
def test_what_goes_wrong_inside_a_view_reaches_that_page_with_all_headers(world, settings, address, status):
    browser = world.client(Role.OFFICE)
    browser.raise_request_exception = False
    settings.ROOT_URLCONF = __name__
    answer = browser.get(address)
    assert answer.status_code == status
    _carries_everything(answer)


@pytest.mark.django_db
def test_health_says_whether_the_database_answers():
    answer = Client().get("/healthz")
    assert answer.json() == {"server": "ok", "database": "ok"}


def test_health_says_so_where_it_does_not(monkeypatch):
    from bellwether.config import views

    class Gone:
        def cursor(self):
            raise OperationalError("gone")

    monkeypatch.setattr(views, "connection", Gone())
    answer = views.health(RequestFactory().get("/healthz"))
    assert answer.status_code == 503


@pytest.mark.django_db
def test_security_txt_says_whom_to_tell(settings):
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.test"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.search(
        r"^Contact: mailto:security@example\.test\nExpires: \d{4}-\d\d-\d\dT[\d:]+\+00:00$",
        answer.content.decode(),
        re.M,
    )


PRODUCT = {
    "BELLWETHER_SECRET_KEY": "a1-B2_c3" * 8,
    "BELLWETHER_HOSTS": "bellwether.example.test",
    "BELLWETHER_HTTPS": "yes",
    "DJANGO_SETTINGS_MODULE": "bellwether.config.settings",
}


def _product(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {**kept, **PRODUCT, "BELLWETHER_FILES": str(tmp_path), **environment}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=given, check=False)


def test_the_deployment_check_of_django_finds_nothing(tmp_path):
    run = _product(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "INFO")
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_the_product_keeps_what_the_tests_make_quicker(tmp_path):
    program = """
import django; django.setup()
from django.conf import settings as s
from django.contrib.auth.hashers import make_password
print(make_password("x").split("$")[0], s.CACHES["default"]["BACKEND"].rsplit(".")[-1], s.DEBUG)
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)
print(s.SECURE_SSL_REDIRECT, s.PUBLIC_ADDRESS)
"""
    run = _product(tmp_path, "-c", program)
    assert run.stdout.split() == [
        "argon2", "DatabaseCache", "False", "True", "True", "__Host-bellwether", "__Host-csrf", "True",
        "https://bellwether.example.test",
    ], run.stderr  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("BELLWETHER_SECRET_KEY", "", "BELLWETHER_SECRET_KEY is not set"),
        ("BELLWETHER_SECRET_KEY", "short", "at least 50 characters"),
        ("DATABASE_URL", "mysql://a@b/c", "DATABASE_URL must be SQLite or PostgreSQL"),
        ("BELLWETHER_OPENID", "[{}]", "BELLWETHER_OPENID must be JSON"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_start_in_plain_words(tmp_path, variable, value, words):
    run = _product(tmp_path, "-m", "django", "check", **{variable: value})
    assert run.returncode != 0
    assert words in run.stderr


def test_forms_may_be_sent_on_to_the_providers_that_are_configured_and_to_nobody_else(tmp_path):
    provider = (
        '[{"provider_id": "p", "name": "P", "client_id": "c", "secret": "s",'
        ' "server_url": "https://id.example.test/tenant/v2", "origins": ["https://more.example.test"]}]'
    )
    program = """
import django; django.setup()
from django.conf import settings as s
print(s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"])
"""
    run = _product(tmp_path, "-c", program, BELLWETHER_OPENID=provider)
    assert run.stdout.strip() == "[\"'self'\", 'https://id.example.test', 'https://more.example.test']", run.stderr
