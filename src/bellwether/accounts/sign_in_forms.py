"""The forms of signing in, in our words: labels that stay, no placeholders, and what each asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.forms import Field

__all__ = ["AddPasskey", "AskAgain", "AskCode", "AskForLink", "SetUpCodes", "SignIn"]


def _say(field: Field, label: str, *, hint: str = "", **attributes: str) -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def _say_code(field: Field) -> None:
    _say(field, gettext("Code"), autocomplete="one-time-code", spellcheck="false")
    field.widget.attrs["class"] = "govuk-input--width-10"


class SignIn(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], gettext("E-mail address"), autocomplete="username webauthn", spellcheck="false")
        _say(self.fields["password"], gettext("Password"))


class AskForLink(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Where to send the link for a new password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], gettext("E-mail address"), autocomplete="username", spellcheck="false")


class AskCode(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"])


class AskAgain(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step once more, before something that protects the account changes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"])


class SetUpCodes(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of a new app."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"])


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], gettext("A name for it"), hint=gettext("So that you can tell several apart"))
        hint = gettext("The device then asks for your fingerprint, your face or its PIN each time")
        _say(self.fields["passwordless"], gettext("Sign in with it alone, without the password"), hint=hint)
