"""Days, grounds and people in the words of this room's pages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from bellwether.organisations.words import day_words, span_words, year_name
from bellwether.people.kinds import CHARACTERISTICS, ENROLMENT_KINDS, LANGUAGES, PROFESSIONALS, RELATIONS

if TYPE_CHECKING:
    from bellwether.people.facts import ParentFacts

__all__ = [
    "characteristic_kind",
    "day_words",
    "enrolment_kind",
    "ground_words",
    "how_words",
    "language_words",
    "parent_words",
    "pattern_words",
    "professional_role",
    "relation_words",
    "sex_words",
    "span_words",
    "telephone_words",
    "year_name",
]


def characteristic_kind(kind: str) -> str:
    """The name of a characteristic."""
    return str(CHARACTERISTICS.get(kind, kind))


def enrolment_kind(kind: str) -> str:
    """The name of a kind of enrolment."""
    return str(ENROLMENT_KINDS.get(kind, kind))


def professional_role(role: str) -> str:
    """The name of a professional's role."""
    return str(PROFESSIONALS.get(role, role))


def language_words(code: str) -> str:
    """The name of a language."""
    return str(LANGUAGES.get(code, code))


def relation_words(relation: str) -> str:
    """What a person is to a pupil."""
    return str(RELATIONS.get(relation, relation))


@lru_cache(maxsize=4096)
def telephone_words(number: str) -> str:
    """A number as people here read it out: in groups, without the code of this country."""
    import phonenumbers  # late: its tables are large, and most pages show no number

    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    here = parsed.country_code == phonenumbers.country_code_for_region("GB")
    form = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def sex_words(sex: str) -> str:
    """As the admission register has it."""
    return gettext("Female") if sex == "F" else gettext("Male")


def ground_words(ground: str) -> str:
    """Why a name was deleted: instrument and letter, or one of our own ends."""
    own = {
        "carried-on": gettext("carried on by another school"),
        "merged-record": gettext("two records made one"),
    }
    if not ground or ground in own:
        return own.get(ground, "")
    instrument, _, letter = ground.partition(":")
    return gettext("ground (%(letter)s), SI %(instrument)s") % {"letter": letter, "instrument": instrument}


def how_words(how: str) -> str:
    """How a family was asked."""
    return {
        "letter": gettext("letter"),
        "call": gettext("call"),
        "text": gettext("text"),
        "email": gettext("e-mail"),
        "person": gettext("in person"),
    }.get(how, how)


def parent_words(one: ParentFacts) -> str:
    """What the law makes of a person: responsibility, care, or a contact only."""
    held = [
        words
        for is_so, words in (
            (one.has_responsibility, gettext("parental responsibility")),
            (one.has_care, gettext("care")),
            (one.lives_with_pupil, gettext("lives with the pupil")),
        )
        if is_so
    ]
    return ", ".join(held) or gettext("contact only")


def pattern_words(attends: str) -> str:
    """How many sessions of a week a part-time pattern has."""
    if not attends:
        return gettext("full time")
    return gettext("%(count)s sessions a week") % {"count": attends.count("1")}
