"""Sign-in by an OpenID provider: a real round trip with one that runs on loopback, and one that is down."""

from __future__ import annotations

import socket
import warnings
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from bellwether.accounts.models import User
from bellwether.core.access import Role

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]  # the provider's own libraries complain
ADDRESS = "office.person@example.test"


@pytest.fixture(scope="module")
def provider():
    """Knows Otto (address verified), Una (not verified), Fay (verified, and gave two factors)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock
    people = [
        oidc_provider_mock.User(sub="otto", claims={"email": ADDRESS, "email_verified": True}),
        oidc_provider_mock.User(sub="una", claims={"email": ADDRESS, "email_verified": False}),
        oidc_provider_mock.User(sub="fay", claims={"email": ADDRESS, "email_verified": True, "amr": ["pwd", "mfa"]}),
        oidc_provider_mock.User(sub="gus", claims={"email": "stranger@example.test", "email_verified": True}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


def _configure(settings, address: str) -> None:
    app = {
        "provider_id": "county",
        "name": "County sign-in",
        "client_id": "bellwether",
        "secret": "made-up-secret",
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


@pytest.fixture
def user(world, settings, provider):
    _configure(settings, provider)
    User.objects.filter(pk=world.users[Role.OFFICE]).update(email=ADDRESS)
    return User.objects.get(pk=world.users[Role.OFFICE])


def _round_trip(browser: Client, subject: str):
    sent = browser.post("/sign-in/with/county/")
    assert sent.status_code == 302
    back = requests.post(sent["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    came = urlsplit(back.headers["Location"])
    assert came.path == "/sign-in/with/county/back/"
    return browser.get(f"{came.path}?{came.query}")


def _who(browser: Client) -> int | None:
    answer = browser.get("/account/")
    return answer.wsgi_request.actor.user_id if answer.status_code == 200 else None


def test_the_sign_in_page_offers_the_provider(user):
    assert "Continue with County sign-in" in Client().get("/sign-in/").content.decode()


def test_the_first_time_a_verified_address_opens_the_account_that_has_it(user):
    browser = Client()
    assert _round_trip(browser, "otto").status_code == 302
    assert _who(browser) == user.pk
    assert list(SocialAccount.objects.values_list("user_id", "provider", "uid")) == [(user.pk, "county", "otto")]


def test_from_then_on_the_subject_opens_it_even_with_another_address(user):
    _round_trip(Client(), "otto")
    User.objects.filter(pk=user.pk).update(email="new.address@example.test")
    browser = Client()
    _round_trip(browser, "otto")
    assert _who(browser) == user.pk


def test_the_password_stays_as_it_was(user):
    user.set_password("correct horse battery staple")
    user.save()
    _round_trip(Client(), "otto")
    user.refresh_from_db()
    assert user.check_password("correct horse battery staple")


@pytest.mark.parametrize("subject", ["una", "gus"])
def test_an_address_that_is_not_verified_or_not_known_opens_nothing_and_makes_nothing(user, subject):
    browser, before = Client(), User.objects.count()
    answer = _round_trip(browser, subject)
    assert answer.status_code == 403
    assert "There is no account for you here" in answer.content.decode()
    assert _who(browser) is None
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_a_closed_account_is_not_opened(user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    browser = Client()
    _round_trip(browser, "otto")
    assert _who(browser) is None


def test_the_provider_gives_one_factor_unless_its_answer_says_more(user):
    browser = Client()
    _round_trip(browser, "otto")
    assert not browser.get("/account/").wsgi_request.actor.verified
    SocialAccount.objects.all().delete()
    browser = Client()
    _round_trip(browser, "fay")
    assert browser.get("/account/").wsgi_request.actor.verified


def test_a_forged_answer_opens_nothing(user):
    browser = Client()
    browser.post("/sign-in/with/county/")
    answer = browser.get("/sign-in/with/county/back/?code=made-up&state=made-up")
    assert "The other service did not answer" in answer.content.decode()
    assert _who(browser) is None


def test_a_provider_that_is_down_gives_a_clear_page(user, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        _configure(settings, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        answer = Client().post("/sign-in/with/county/")
    assert answer.status_code == 503
    assert "The other service did not answer" in answer.content.decode()


def test_a_provider_that_goes_down_on_the_way_back_gives_a_clear_page(user, settings):
    browser = Client()
    sent = browser.post("/sign-in/with/county/")
    back = requests.post(sent["Location"], data={"sub": "otto"}, allow_redirects=False, timeout=10)
    came = urlsplit(back.headers["Location"])
    _configure(settings, "http://127.0.0.1:9")
    answer = browser.get(f"{came.path}?{came.query}")
    assert answer.status_code == 503
    assert _who(browser) is None


def test_a_provider_that_nobody_configured_is_not_found(user):
    assert Client().post("/sign-in/with/elsewhere/").status_code == 404
