"""Text that is encrypted in the database: addresses, names and what was said. It cannot be searched or sorted by.

The key is derived from SECRET_KEY; SECRET_KEY_FALLBACKS still open what former keys sealed, and `is_sealed_anew` tells
what has to be written again before such a key is taken away.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from bellwether.core.errors import BellwetherError

__all__ = ["SealBrokenError", "SealedText", "is_sealed_anew", "seal", "unseal"]

_PURPOSE: Final = b"bellwether messages 1"


class SealBrokenError(BellwetherError):
    """A sealed text cannot be opened: its key is in neither SECRET_KEY nor SECRET_KEY_FALLBACKS, or it was changed."""


@lru_cache(maxsize=8)
def _fernet(secret: str) -> Fernet:
    """The key of one secret: 32 bytes by HKDF with SHA-256 (RFC 5869), for this purpose alone."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str) -> str:
    """Encrypt with the present key; nothing stays nothing."""
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Decrypt with the present key or a former one. Raises SealBrokenError."""
    if not sealed:
        return ""
    keys = MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
    try:
        return keys.decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBrokenError("a sealed text cannot be opened with the present or a former key") from None


def is_sealed_anew(sealed: str) -> bool:
    """Whether the present key opens it, or there is nothing to open."""
    try:
        if sealed:
            _fernet(settings.SECRET_KEY).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


class SealedText(models.TextField[str, str]):
    """A text field that holds `seal(text)`: about 100 letters more than a third over the text's own length."""

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401  (Django's own shape)
        """Seal on the way in."""
        return seal(str(value or ""))

    def from_db_value(self, value: str | None, *_args: object) -> str:
        """Open on the way out."""
        return unseal(value or "")

    def get_lookup(self, lookup_name: str) -> None:
        """Refuse every search: the same text is sealed differently each time."""
        raise FieldError(f"a sealed field cannot be searched ({lookup_name})")
