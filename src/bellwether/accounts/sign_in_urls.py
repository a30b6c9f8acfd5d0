"""The addresses of signing in: those of allauth that make sense here, each by name; whatever else it offers is closed.

The names are allauth's, which asks for them itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as provider
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from bellwether.accounts import sign_in_views as ours

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["CLOSED", "urlpatterns"]

# Nobody signs up, addresses are changed by those who manage accounts, and no code is mailed to sign in with.
CLOSED: Final = {
    "account_signup": "closed/sign-up/",
    "account_email": "closed/addresses/",
    "account_email_verification_sent": "closed/confirm/",
    "account_confirm_email": "closed/confirm/<str:key>/",
    "account_confirm_login_code": "closed/code/",
    "socialaccount_signup": "closed/provider-sign-up/",
    "socialaccount_connections": "closed/providers/",
}

urlpatterns: list[URLPattern] = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("closed-account/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/first/", account.password_set, name="account_set_password"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/saved/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second/", second_factor.authenticate, name="mfa_authenticate"),
    path("second/own/", RedirectView.as_view(pattern_name="accounts:own"), name="mfa_index"),
    path("second/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second/app/stop/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/recovery/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second/recovery/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("with-passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("with/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("with/failed/", login_not_required(provider.login_error), name="socialaccount_login_error"),
    path("with/<str:provider_id>/", ours.provider_login, name="openid_connect_login"),
    path("with/<str:provider_id>/back/", ours.provider_callback, name="openid_connect_callback"),
    *(path(route, ours.closed, name=name) for name, route in CLOSED.items()),
]
