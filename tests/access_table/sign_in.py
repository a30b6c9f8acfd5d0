"""The doors of signing in: allauth's views, which are about whoever is signing in or signed in and nobody else."""

from __future__ import annotations

from tests.access_table.doors import ANYBODY, SIGNED_IN, Door

WHY = "allauth: about whoever is signing in or signed in, and nobody else"
OPEN = frozenset({200, 302})  # whoever is signed in already is sent on
ABSENT = frozenset({404})

DOORS = (
    *(
        Door(name, ANYBODY, ok=OPEN, without_decision=WHY)
        for name in (
            "account_login",
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
            "socialaccount_login_cancelled",
        )
    ),
    Door("account_logout", ANYBODY, ok=OPEN, without_decision=WHY),
    Door("mfa_login_webauthn", ANYBODY, ok=OPEN, without_decision=WHY),
    Door("account_reset_password_from_key", ANYBODY, args=lambda w: ["1", "made-up"], ok=OPEN, without_decision=WHY),
    Door("socialaccount_login_error", ANYBODY, ok=frozenset({401}), without_decision=WHY),
    Door("openid_connect_login", ANYBODY, args=lambda w: ["nobody"], ok=ABSENT, without_decision=WHY),
    Door("openid_connect_callback", ANYBODY, args=lambda w: ["nobody"], ok=ABSENT, without_decision=WHY),
    *(
        Door(name, ANYBODY, ok=ABSENT, without_decision="closed")
        for name in (
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_confirm_login_code",
            "socialaccount_signup",
            "socialaccount_connections",
        )
    ),
    Door("account_confirm_email", ANYBODY, args=lambda w: ["x"], ok=ABSENT, without_decision="closed"),
    *(
        Door(name, SIGNED_IN, ok=OPEN, without_decision=WHY)
        for name in (
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_generate_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
        )
    ),
    # Nobody here has a password or a second factor to be asked for again.
    Door("account_reauthenticate", SIGNED_IN, ok=OPEN | {403}, without_decision=WHY),
    Door("mfa_reauthenticate", SIGNED_IN, ok=OPEN | {403}, without_decision=WHY),
    Door("mfa_reauthenticate_webauthn", SIGNED_IN, ok=OPEN | {403}, without_decision=WHY),
    # Nobody here has a second factor set up, so there is none to take away or to show codes of.
    Door("mfa_deactivate_totp", SIGNED_IN, ok=OPEN | ABSENT, without_decision=WHY),
    Door("mfa_view_recovery_codes", SIGNED_IN, ok=OPEN | ABSENT, without_decision=WHY),
    Door("mfa_download_recovery_codes", SIGNED_IN, ok=OPEN | ABSENT, without_decision=WHY),
    # Another's passkey, or none: the same answer.
    Door("mfa_edit_webauthn", SIGNED_IN, args=lambda w: [1], ok=ABSENT | OPEN, without_decision=WHY),
    Door("mfa_remove_webauthn", SIGNED_IN, args=lambda w: [1], ok=ABSENT | OPEN, without_decision=WHY),
)
