"""How allauth does things our way: nobody signs up, a second factor is led to, providers only open what exists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bellwether.accounts import selectors, services
from bellwether.accounts.second_factor import is_required, note_provider_factor, was_given
from bellwether.audit import clock

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from bellwether.accounts.models import User

__all__ = ["AccountAdapter", "OpenIdAdapter", "SecondFactorAdapter"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by those who manage them; after the password, whoever needs a second factor is led to it."""

    error_messages = {  # noqa: RUF012  (as allauth reads it)
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again"),
        "account_inactive": _("This account is closed"),
        "enter_current_password": _("Enter the password you have now"),
        "incorrect_password": _("The password is not right"),
        "incorrect_code": _("The code is not right"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up by themselves."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  (allauth's)
        """Go where the person was going, by way of the second factor where one is missing."""
        note_provider_factor(request, user, (kwargs.get("signal_kwargs") or {}).get("sociallogin"))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        services.note_sign_in(user.pk, verified=was_given(request), now=clock.now())
        actor = selectors.actor_of(user, on=clock.today(), verified=was_given(request))
        if actor.verified or not is_required(actor):
            return response
        going_to = response.get("Location", settings.LOGIN_REDIRECT_URL)
        return redirect(f"{reverse('accounts:second-factor')}?{urlencode({REDIRECT_FIELD_NAME: going_to})}")

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again for the password before secrets change, unless the person signed in a moment ago."""
        asked: bool = super().is_reauthentication_required(app=app)
        records = get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0.0)
        return asked and clock.now().timestamp() - newest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to one's own account."""
        return reverse("accounts:own")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors."""

    error_messages = {  # noqa: RUF012  (as allauth reads it)
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right, or too old. Enter the one shown now"),
    }


class OpenIdAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by an OpenID provider. It opens an account that exists; it never makes one.

    The account is found by provider and subject, or, the first time, by an e-mail address that the provider says it
    has verified. From then on provider and subject belong to it.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002
        """Nobody signs up by themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401  (allauth has no types)
        """Find the account; say clearly where there is none."""
        if sociallogin.is_existing:
            return
        addresses = [one.email for one in sociallogin.email_addresses if one.verified]
        user_id = selectors.account_to_open(addresses)
        if user_id is None:
            raise ImmediateHttpResponse(render(request, "accounts/no_account.html", status=403))
        sociallogin.connect(request, get_user_model().objects.get(pk=user_id))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, ARG002
        """Say clearly that the provider did not answer as it should; nothing of its answer is shown or logged."""
        raise ImmediateHttpResponse(render(request, "accounts/provider_failed.html", status=503))
