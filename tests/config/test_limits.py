"""What one request may send, refused before anything of it is read; and whose address a limit counts by."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import SkipFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from bellwether.accounts.models import User
from bellwether.config.limits import SIGNED_IN, SIGNED_OUT, WITH_FILES, BoundedUpload, Bounds
from bellwether.core.access import Role
from tests.config.test_security import _product

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


class Watched(BytesIO):
    """A body that knows how much of it was read."""

    has_given = 0

    def read(self, size=-1):
        given = super().read(size)
        self.has_given += len(given)
        return given


def _send(browser, address, said, kind="multipart/form-data; boundary=x", **more):
    body = Watched(b"--x\r\n")
    sent = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(said), "wsgi.input": body}
    answer = browser.generic("POST", address, **sent, **more)
    return answer, body.has_given


@pytest.mark.parametrize("address", ["/sign-in/", "/", "/registers/", "/no/such/page/"])
@pytest.mark.parametrize("size", [SIGNED_OUT + 1, 150 * MEGABYTE])
def test_who_has_not_signed_in_sends_little_and_nothing_of_more_is_read(address, size):
    answer, read = _send(Client(), address, size)
    assert (answer.status_code, read) == (413, 0)
    assert "too much to send at once" in answer.content.decode()


def test_a_cookie_that_belongs_to_nobody_lets_nobody_send_more(world, settings):
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    address = reverse("exchange:bring-marks", args=[world.school])
    assert _send(browser, address, SIGNED_OUT + 1)[0].status_code == 413


def test_who_has_signed_in_sends_a_form_and_files_only_where_files_are_asked_for(world):
    browser = world.client(Role.OFFICE)
    assert _send(browser, "/account/name/", SIGNED_IN + 1)[0].status_code == 413
    for route, most in WITH_FILES.items():
        args = [] if route == "organisations:stage-gias" else [world.school]
        answer, _ = _send(browser, reverse(route, args=args), most + 1)
        assert answer.status_code == 413


@pytest.mark.parametrize("said", ["-1", "many", "1e3", "٣"])
def test_a_size_that_is_no_number_is_refused(said):
    assert _send(Client(), "/sign-in/", said)[0].status_code == 400


def test_a_body_without_a_size_is_refused_unread():
    answer, read = _send(Client(), "/sign-in/", "", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, read) == (411, 0)


def test_a_script_is_told_in_json(world):
    answer, _ = _send(world.client(Role.OFFICE), "/registers/", SIGNED_IN + 1, kind="application/json")
    assert answer.status_code == 413
    assert json.loads(answer.content)["said"]


def test_a_small_form_costs_no_look_at_the_session():
    request = RequestFactory().post("/sign-in/", {"a": "b"})  # has no session at all
    assert Bounds(lambda _: HttpResponse("answered"))(request).content == b"answered"


def _handler(address):
    return BoundedUpload(RequestFactory().post(address))


def test_a_file_is_passed_over_where_none_is_asked_for():
    with pytest.raises(SkipFile):
        _handler("/account/name/").new_file("x", "x.bin", "application/octet-stream", 1, "utf-8", {})


def test_files_are_counted_while_they_come_whatever_the_request_says():
    handler = _handler(reverse("registers:leave-evidence", args=[1]))
    handler.new_file("file", "x.pdf", "application/pdf", 1, "utf-8", {})
    piece = b"0" * MEGABYTE
    fitting = (WITH_FILES["registers:leave-evidence"] - 1) // MEGABYTE
    assert all(handler.receive_data_chunk(piece, at) is piece for at in range(fitting))
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(piece, fitting)
    with pytest.raises(RequestDataTooBig):
        _handler("/account/name/").handle_raw_input(BytesIO(), {}, SIGNED_IN + 1, "x")


def _wrong(address, forged=None, seen="203.0.113.7"):
    """One wrong password through one proxy, which adds the address that it was asked from."""
    header = ", ".join(filter(None, (forged, seen)))
    user = User(email=f"{forged or seen}@example.test")
    given = {"login": user.email, "password": "wrong"}
    return Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header).post(address, given).content.decode()


@pytest.fixture
def _one_proxy(settings):
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/m/ip"}


@pytest.mark.usefixtures("_one_proxy")
def test_a_made_up_address_before_that_of_our_proxy_buys_no_further_try(world):
    answers = [_wrong("/sign-in/", forged=f"198.51.100.{number}") for number in range(4)]
    assert ["Too many tries" in one for one in answers] == [False, False, False, True]


@pytest.mark.usefixtures("_one_proxy")
def test_people_behind_one_proxy_do_not_share_one_limit(world):
    answers = [_wrong("/sign-in/", seen=f"203.0.113.{number}") for number in range(6)]
    assert not any("Too many tries" in one for one in answers)


@pytest.mark.usefixtures("_one_proxy")
def test_without_a_proxy_the_header_is_not_believed(world, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    answers = [_wrong("/sign-in/", forged=f"198.51.100.{number}") for number in range(4)]
    assert "Too many tries" in answers[3]


@pytest.mark.parametrize(("said", "count", "is_https"), [("no", 0, False), ("yes", 1, True), ("2", 2, True)])
def test_the_setting_says_how_many_proxies_are_believed(tmp_path, said, count, is_https):
    program = """
import django; django.setup()
from django.conf import settings as s
print(s.ALLAUTH_TRUSTED_PROXY_COUNT, s.SECURE_PROXY_SSL_HEADER is not None)
"""
    run = _product(tmp_path, "-c", program, BELLWETHER_BEHIND_PROXY=said)
    assert run.stdout.split() == [str(count), str(is_https)], run.stderr


@pytest.mark.parametrize("said", ["many", "-1", "10", "²"])
def test_a_number_of_proxies_that_cannot_be_is_refused_at_start(tmp_path, said):
    run = _product(tmp_path, "-m", "django", "check", BELLWETHER_BEHIND_PROXY=said)
    assert run.returncode != 0
    assert "BELLWETHER_BEHIND_PROXY must be" in run.stderr
