"""The e-mail to somebody who has just been given an account: where to choose a password."""

from __future__ import annotations

import structlog
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from bellwether.accounts.models import User

__all__ = ["invite_after_commit"]

log = structlog.get_logger(__name__)


def invite_after_commit(user_id: int) -> None:
    """Send the e-mail once the account is really there. A mail server that fails is logged, the account stays."""
    transaction.on_commit(lambda: _send(user_id))


def _send(user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    given = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=given)
    words = {"name": user.name, "link": f"{settings.PUBLIC_ADDRESS}{path}"}
    text = render_to_string("accounts/email/invitation.txt", words)
    letter = EmailMessage(gettext("Your Bellwether account"), text, settings.DEFAULT_FROM_EMAIL, [user.email])
    try:
        letter.send()
    except Exception as error:  # noqa: BLE001  (mail servers fail in many ways; the text could hold the address)
        log.warning("account.invitation-failed", user_id=user_id, error=type(error).__name__)
