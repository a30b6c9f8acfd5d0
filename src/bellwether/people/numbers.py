"""Telephone numbers and UPNs as they are kept."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext

from bellwether.core.identifiers import UpnVerdict, check_upn
from bellwether.people.errors import PeopleRefusedError

__all__ = ["plain_number", "sound_telephone", "sound_upn"]

_COUNTRY = "GB"


def sound_telephone(typed: str) -> str:
    """A number in the international form; "" for nothing. Raises PeopleRefusedError."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, _COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise PeopleRefusedError(
            gettext("Enter a telephone number, like 07700 900 982 or +44 808 157 0192"), field="telephone"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def sound_upn(typed: str) -> str:
    """A UPN in capitals; "" for nothing. An authority that we have no record of is no fault: it may be gone.

    Raises PeopleRefusedError with what is wrong. Source: `core.identifiers`.
    """
    upn = typed.strip().upper()
    if not upn:
        return ""
    verdict = check_upn(upn)
    if verdict.is_sound:
        return upn
    raise PeopleRefusedError(
        {
            UpnVerdict.BAD_LENGTH: gettext("A UPN has 13 characters"),
            UpnVerdict.BAD_LETTER: gettext("A UPN never uses the letters I, O or S"),
            UpnVerdict.BAD_FORMAT: gettext("A UPN is a letter, 11 digits and a digit or letter"),
            UpnVerdict.WRONG_CHECK_LETTER: gettext("The first letter does not fit the rest: a character is mistyped"),
        }[verdict],
        field="upn",
    )


def plain_number(text: str) -> str:
    """A number of another system as it is compared: spreadsheets take the noughts before it away."""
    return "".join(text.split()).casefold().removesuffix(".0").lstrip("0")
