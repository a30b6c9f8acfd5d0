"""Signing in with real passkeys, in a browser that holds the page to its content security policy."""

from __future__ import annotations

import re

import pytest

from bellwether.accounts.models import User
from bellwether.core.access import Role
from tests.chromium import violations_of
from tests.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery staple"  # noqa: S105
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def head(transactional_db) -> User:
    """A head teacher with a password, who needs a second step."""
    user = User.objects.get(pk=make_world().users[Role.HEAD])
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def page(browser, live_server, settings):
    """A page with a key in the device; it collects what the policy refused and what went wrong in scripts."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # localhost is a safe place without https
    settings.ALLOWED_HOSTS = ["localhost"]
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.wrong = []
    page.on("console", lambda line: page.wrong.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()


def _with_password(page, user: User) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_head_sets_up_a_passkey_and_from_then_on_signs_in_with_it_alone(page, head):
    _with_password(page, head)
    page.wait_for_url("**/account/second-step/**")
    assert violations_of(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/passkeys/add/")
    assert violations_of(page) == []
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url(re.compile("/second/recovery/|/passkeys/$"))
    assert violations_of(page) == []
    page.goto("/account/people/")
    assert "People at" in page.inner_text("h1")
    page.goto("/sign-in/out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/account/people/")
    assert "People at" in page.inner_text("h1")
    assert not [one for one in page.wrong if "404" not in one]


def test_a_passkey_is_the_second_step_after_a_password(page, head):
    _with_password(page, head)
    page.goto("/sign-in/passkeys/add/")
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url(re.compile("/second/recovery/|/passkeys/$"))
    page.goto("/sign-in/out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    _with_password(page, head)
    page.wait_for_url("**/sign-in/second/")
    assert violations_of(page) == []
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/account/people/")
    assert "People at" in page.inner_text("h1")


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/sign-in/password/forgotten/", "/account/", "/account/people/", "/sign-in/second/app/"]
)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_accounts_has_no_violation_and_no_sideways_scroll(page, head, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    if "forgotten" not in address and address != "/sign-in/":
        _with_password(page, head)
        page.wait_for_url("**/account/second-step/**")
    page.goto(address)
    assert violations_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
