"""Stepping in as one of the made-up people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.auth import load_backend, login

from bellwether.accounts.second_factor import DEMO_KEY
from bellwether.accounts.services import note_sign_in
from bellwether.demo.selectors import NoSuchVisitorError

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from bellwether.demo.folder import Visitor

__all__ = ["step_in"]

_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def step_in(request: HttpRequest, *, visitor: Visitor, now: datetime) -> None:
    """Open a session of that person, marked as the demo's; any session before it ends.

    Raises NoSuchVisitorError where the account is gone.
    """
    user = load_backend(_BACKEND).get_user(visitor.user_id)
    if user is None:
        raise NoSuchVisitorError("the account is gone")
    request.session.flush()
    login(request, user, backend=_BACKEND)
    request.session[DEMO_KEY] = True
    note_sign_in(visitor.user_id, verified=True, now=now)
