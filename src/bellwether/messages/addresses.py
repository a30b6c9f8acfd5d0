"""Where a message can go: telephone numbers in one form, e-mail addresses, and which medium fits an address."""

from __future__ import annotations

import re
from typing import Final

from bellwether.core.errors import BellwetherError
from bellwether.messages.wording import Medium

__all__ = ["BadAddressError", "can_take_texts", "medium_of", "normalised", "shown_partly"]

_HERE: Final = "GB"
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SHOWN: Final = 3


class BadAddressError(BellwetherError):
    """Neither an e-mail address nor a telephone number that could exist. The address itself is not repeated."""


def medium_of(address: str) -> Medium:
    """E-mail for an address with an @, a text message for all else."""
    return Medium.EMAIL if "@" in address else Medium.TEXT


def normalised(address: str) -> str:
    """An e-mail address without blanks; a telephone number as +44…, read as British where no country is given.

    Numbers kept free for films and tests count too: whether a number is in use only sending can tell.
    Raises BadAddressError.
    """
    text = address.strip()
    if medium_of(text) is Medium.EMAIL:
        if not _EMAIL.fullmatch(text):
            raise BadAddressError("not an e-mail address")
        return text
    import phonenumbers

    try:
        number = phonenumbers.parse(text, _HERE)
    except phonenumbers.NumberParseException:
        raise BadAddressError("not a telephone number") from None
    if not phonenumbers.is_possible_number(number):
        raise BadAddressError("not a telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def can_take_texts(address: str) -> bool:
    """Whether a normalised number is not known to be a fixed line."""
    import phonenumbers

    return phonenumbers.number_type(phonenumbers.parse(address)) != phonenumbers.PhoneNumberType.FIXED_LINE


def shown_partly(address: str) -> str:
    """An address for those who may know of a message but not how a family is reached: its last letters only."""
    return "…" + address[-_SHOWN:]
