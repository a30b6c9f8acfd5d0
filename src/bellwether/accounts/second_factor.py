"""Whether this sign-in gave a second factor, read from what the session keeps of how it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings

from bellwether.core.access import NEEDS_SECOND_FACTOR, ActorKind, granted

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

    from bellwether.accounts.models import User
    from bellwether.core.access import Actor

__all__ = [
    "DEMO_KEY",
    "is_demo_visitor",
    "is_required",
    "is_set_up",
    "kind_of",
    "note_new_factor",
    "note_provider_factor",
    "was_given",
]

# Set in the session by the demo's one-click sign-in, and believed in a demo only.
DEMO_KEY = "bellwether.demo-visitor"


def is_demo_visitor(request: HttpRequest) -> bool:
    """Whether this session was opened by one click in the demo."""
    return bool(settings.DEMO and request.session.get(DEMO_KEY))


def was_given(request: HttpRequest) -> bool:
    """Whether a code, a passkey or a recovery code was given since this session was opened."""
    return is_demo_visitor(request) or any(
        record.get("method") == "mfa" for record in get_authentication_records(request, request.user)
    )


def kind_of(request: HttpRequest) -> ActorKind:
    """A person, or a visitor of the demo."""
    return ActorKind.DEMO if is_demo_visitor(request) else ActorKind.PERSON


def is_required(actor: Actor) -> bool:
    """Whether a role of the actor is granted something that a password alone does not open."""
    return any(granted(role, action) for role in actor.roles() for action in NEEDS_SECOND_FACTOR)


def is_set_up(request: HttpRequest) -> bool:
    """Whether whoever is signed in has a code app or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=request.user.pk, type__in=kinds).exists())


def note_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: object) -> None:
    """Whoever has just set up a code app or a passkey has proved that they hold it: it counts for this sign-in."""
    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def note_provider_factor(request: HttpRequest, user: User, sociallogin: Any) -> None:  # noqa: ANN401  (allauth has no types)
    """A provider that says in its signed answer that several factors were given (`amr`, RFC 8176) is believed."""
    if sociallogin is None:
        return
    answer = (sociallogin.account.extra_data or {}).get("id_token") or {}
    if "mfa" in (answer.get("amr") or ()):
        record_authentication(request, user, "mfa", type="provider")
