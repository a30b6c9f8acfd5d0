"""Signs that leave the server in place of who somebody is."""

from __future__ import annotations

from typing import Final

from django.utils.crypto import salted_hmac

__all__ = ["owner_token"]

_LENGTH: Final = 20


def owner_token(user_id: int | None) -> str:
    """Whose marks wait on a device: the same for one account as long as the secret key is, and no id of ours."""
    return "" if user_id is None else salted_hmac("registers.owner", str(user_id)).hexdigest()[:_LENGTH]
