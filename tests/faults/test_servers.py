"""Both application servers that the documentation names run the product: a register is opened, taken and read again."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus

import pytest

from tests.demo.running import free_port, quiet_environment
from tests.serving.clients import Client, registers_of

pytestmark = pytest.mark.timeout(300)
TODAY = date(2026, 11, 17)


@contextmanager
def granian(product):
    with product.serve("--workers", "2", "--threads", "4", "--no-worker") as running:
        running.wait_until_it_answers()
        yield running.port


@contextmanager
def gunicorn(product):
    port = free_port()
    with (product.folder / "gunicorn.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
             "bellwether.config.wsgi"],
            env=quiet_environment(**product.environment()), cwd=product.folder, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        with Client(port) as client:
            while client.open("/healthz", cookie="").status != HTTPStatus.OK:
                assert time.monotonic() < deadline, (product.folder / "gunicorn.log").read_text(encoding="utf-8")
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        assert server.wait(timeout=60) == 0


@pytest.mark.parametrize("serve", [granian, gunicorn], ids=["granian", "gunicorn"])
def test_a_register_is_opened_and_taken(serve, installation, chance):
    register = registers_of(installation.classes, [TODAY], chance=chance, sessions=(0,))[0]
    with serve(installation.product) as port, Client(port) as client:
        before = client.open(register.page, cookie=register.of.cookie)
        assert before.status == HTTPStatus.OK
        assert before.text.count('class="reg-row') >= len(register.codes)
        assert client.save(register).json["said"].startswith("30 marks saved")
        after = client.open(register.page, cookie=register.of.cookie)
        assert "Taken" in after.text
        assert client.save(register).json["repeated"] is True
        carries_what_a_browser_needs(after)
        nobody_gets_in_without_a_sign_in(client, register)
    installation.product.check()


def carries_what_a_browser_needs(answer):
    """Over https, as a proxy says it is: the strict policy, and cookies for that way alone."""
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def nobody_gets_in_without_a_sign_in(client, register):
    stranger = client.open(register.page, cookie="nobody")
    assert stranger.status == HTTPStatus.FOUND
    assert stranger.headers["Location"].startswith("/sign-in/")
    page = client.open("/sign-in/", cookie="nobody")
    cookies = [each for each in page.headers.get_all("Set-Cookie", []) if "Max-Age=0" not in each]
    assert cookies
    assert all(each.startswith("__Host-") for each in cookies), cookies
    assert all("Secure" in each and "HttpOnly" in each and "SameSite=Lax" in each for each in cookies), cookies


def test_without_its_token_a_save_is_refused_and_by_plain_http_one_is_sent_to_https(sqlite, chance):
    register = registers_of(sqlite.classes, [TODAY], chance=chance, sessions=(0,))[0]
    with granian(sqlite.product) as port, Client(port) as client:
        assert client.save(register, token="b" * 32).status == HTTPStatus.FORBIDDEN
        assert client.save(register, referer="https://elsewhere.example.test/").status == HTTPStatus.FORBIDDEN
        plain = client.open(register.page, cookie=register.of.cookie, **{"X-Forwarded-Proto": "http"})
        assert plain.status == HTTPStatus.MOVED_PERMANENTLY
        assert plain.headers["Location"].startswith("https://")
        assert client.save(register).status == HTTPStatus.OK
