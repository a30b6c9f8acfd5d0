"""Signing in: password, second step, limits, and what is closed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bellwether.accounts.models import User
from bellwether.accounts.sign_in_urls import CLOSED
from bellwether.audit.models import AuditEvent
from bellwether.core.access import Role
from tests.world import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"  # noqa: S105
LOGIN = "/sign-in/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def _with_password(world, role: Role) -> User:
    user = User.objects.get(pk=world.users[role])
    user.set_password(PASSWORD)
    user.save()
    return user


def _sign_in(browser: Client, user: User, password: str = PASSWORD, **given: str):
    return browser.post(LOGIN, {"login": user.email.upper(), "password": password, **given})


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_teacher_signs_in_with_a_password_and_goes_where_they_were_going(world):
    browser, user = Client(), _with_password(world, Role.CLASS_TEACHER)
    answer = _sign_in(browser, user, next="/account/name/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/name/")
    assert browser.get("/account/").status_code == 200
    event = AuditEvent.objects.get(event="account.signed-in")
    assert (event.actor_id, event.after) == (user.pk, {"second_factor": False})


def test_whoever_needs_a_second_step_is_led_to_it_and_sees_no_more_until_then(world):
    browser, user = Client(), _with_password(world, Role.HEAD)
    answer = _sign_in(browser, user, next="/account/people/")
    assert answer["Location"] == "/account/second-step/?next=%2Faccount%2Fpeople%2F"
    answer = browser.get("/account/people/")
    assert answer["Location"] == "/account/second-step/?next=%2Faccount%2Fpeople%2F"
    assert "Use a code app" in browser.get(answer["Location"]).content.decode()


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_code_app_counts_at_once_and_is_asked_for_next_time(world):
    browser, user = Client(), _with_password(world, Role.HEAD)
    _sign_in(browser, user)
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="bw-key">([A-Z2-7]+)</code>', page)[1]
    answer = browser.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<li><code>", browser.get(answer["Location"]).content.decode())) == 10
    assert browser.get("/account/people/").status_code == 200
    again = Client()
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        answer = _sign_in(again, user)
        assert answer["Location"] == reverse("mfa_authenticate")
        assert again.get("/account/").status_code == 302
        assert again.post(answer["Location"], {"code": "000000"}).status_code == 200
        assert again.get("/account/").status_code == 302
        answer = again.post(reverse("mfa_authenticate"), {"code": _code(secret)})
        assert answer["Location"] == "/"
        assert again.get("/account/people/").status_code == 200


def test_a_recovery_code_works_once(world):
    user = _with_password(world, Role.HEAD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for works in (True, False):
        browser = Client()
        _sign_in(browser, user)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert (browser.get("/account/people/").status_code == 200) is works


def test_a_secret_is_not_shown_again_without_the_password(world):
    browser, user = Client(), _with_password(world, Role.HEAD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    _sign_in(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": _code("JBSWY3DPEHPK3PXP")})
    with time_machine.travel(NOW + timedelta(minutes=20), tick=True):
        answer = browser.get(reverse("mfa_generate_recovery_codes"))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_after_five_wrong_passwords_the_account_waits(world):
    user = _with_password(world, Role.CLASS_TEACHER)
    pages = [_sign_in(Client(), user, "wrong password 1").content.decode() for _ in range(6)]
    assert "The e-mail address or the password is not right" in pages[0]
    assert "Too many tries" in pages[5]
    assert "Too many tries" in _sign_in(Client(), user).content.decode()


def test_an_unknown_address_is_told_the_same_as_a_wrong_password(world):
    user = _with_password(world, Role.CLASS_TEACHER)
    known = _sign_in(Client(), user, "wrong password 1")
    unknown = Client().post(LOGIN, {"login": "nobody@example.test", "password": "wrong password 1"})
    for page in (known, unknown):
        assert "The e-mail address or the password is not right" in page.content.decode()
    sent = Client().post(reverse("account_reset_password"), {"email": "nobody@example.test"})
    assert sent["Location"] == reverse("account_reset_password_done")


def test_short_and_common_passwords_are_refused(world):
    browser, user = Client(), _with_password(world, Role.CLASS_TEACHER)
    _sign_in(browser, user)
    for poor in ("short one 1", "1q2w3e4r5t6y"):
        given = {"oldpassword": PASSWORD, "password1": poor, "password2": poor}
        assert browser.post(reverse("account_change_password"), given).status_code == 200
    given = {"oldpassword": PASSWORD, "password1": "seven blue ladders", "password2": "seven blue ladders"}
    assert browser.post(reverse("account_change_password"), given)["Location"] == "/account/"


def test_a_closed_account_does_not_open(world):
    user = _with_password(world, Role.CLASS_TEACHER)
    User.objects.filter(pk=user.pk).update(is_active=False)
    browser = Client()
    _sign_in(browser, user)
    assert browser.get("/account/").status_code == 302


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_what_makes_no_sense_here_is_closed(world, name):
    address = reverse(name, args=["x"] if name == "account_confirm_email" else [])
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"email": "new@example.test", "password1": PASSWORD}).status_code == 404
    assert world.client(Role.HEAD).get(address).status_code == 404


def test_signing_out_asks_first_and_then_closes_the_session(world):
    browser = world.client(Role.OFFICE)
    assert browser.get(reverse("account_logout")).status_code == 200
    assert browser.post(reverse("account_logout")).status_code == 302
    assert browser.get("/account/").status_code == 302


SIGNED_IN = [
    "account_change_password", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_logout",
    "accounts:second-factor", "accounts:own", "accounts:own-name",
]  # fmt: skip
SIGNED_OUT = [
    "account_login", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
    "account_inactive", "socialaccount_login_cancelled",
]  # fmt: skip


@pytest.mark.parametrize(("name", "signed_in"), [(n, True) for n in SIGNED_IN] + [(n, False) for n in SIGNED_OUT])
def test_every_page_of_sign_in_is_drawn_in_our_design_without_inline_script(world, name, signed_in):
    browser = Client()
    if signed_in:
        _sign_in(browser, _with_password(world, Role.HEAD))
    page = browser.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200, page.get("Location")
    assert "bw-wordmark" in text
    assert re.findall(r"<h1[ >]", text) == ["<h1 "]
    assert not re.search(r"\son[a-z]+=|<style|style=", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    assert all("src=" in one or "application/json" in one for one in scripts), scripts


def test_resetting_shows_at_the_next_sign_in(world):
    user = _with_password(world, Role.OFFICE)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    world.client(Role.HEAD).post(reverse("accounts:reset", args=[user.pk]))
    assert not Authenticator.objects.filter(user=user).exists()
    answer = _sign_in(Client(), user)
    assert answer["Location"].startswith("/account/second-step/")


def test_after_five_wrong_codes_the_second_step_waits_even_for_the_right_one(world):
    user = _with_password(world, Role.HEAD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    browser = Client()
    _sign_in(browser, user)
    pages = [browser.post(reverse("mfa_authenticate"), {"code": f"00000{n}"}).content.decode() for n in range(6)]
    assert "Too many tries" not in pages[0]
    assert "Too many tries" in pages[5]
    browser.post(reverse("mfa_authenticate"), {"code": _code("JBSWY3DPEHPK3PXP")})
    assert browser.get("/account/people/").status_code == 302


def test_links_for_a_new_password_are_sent_a_few_times_and_then_wait(world):
    from django.core import mail

    user = _with_password(world, Role.CLASS_TEACHER)
    answers = [Client().post(reverse("account_reset_password"), {"email": user.email}) for _ in range(5)]
    assert len(mail.outbox) == 3
    assert {one.status_code for one in answers} <= {200, 302, 429}
