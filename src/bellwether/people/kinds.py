"""The words under which things about pupils are kept: kinds of characteristics, roles of professionals, relations."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

__all__ = [
    "CHARACTERISTICS",
    "ENROLMENT_KINDS",
    "IN_CARE",
    "LANGUAGES",
    "PROFESSIONALS",
    "RELATIONS",
    "SOCIAL_WORKER",
    "VIRTUAL_SCHOOL",
    "YOUTH_JUSTICE",
]

IN_CARE: Final = "in-care"
SOCIAL_WORKER: Final = "social worker"
YOUTH_JUSTICE: Final = "youth justice worker"
VIRTUAL_SCHOOL: Final = "virtual school"

CHARACTERISTICS: Final = {
    "free-school-meals": _("Free school meals"),
    "pupil-premium": _("Pupil premium"),
    "sen": _("Special educational needs"),
    "ethnicity": _("Ethnicity"),
    "first-language": _("First language"),
    "english-as-additional": _("English as an additional language"),
    IN_CARE: _("In the care of an authority"),
    "previously-in-care": _("Previously in care"),
    "child-in-need": _("Child in need"),
    "child-protection": _("Child protection plan"),
    "young-carer": _("Young carer"),
    "service-child": _("Parent in the armed forces"),
    "traveller-family": _("Family that travels for work"),
}
"""Kinds of characteristics, with their names."""

PROFESSIONALS: Final = {
    SOCIAL_WORKER: _("Social worker"),
    YOUTH_JUSTICE: _("Youth justice worker"),
    VIRTUAL_SCHOOL: _("Virtual school"),
    "early help worker": _("Early help worker"),
    "health professional": _("Health professional"),
    "educational psychologist": _("Educational psychologist"),
    "other": _("Other"),
}
"""Roles of professionals around a child, with their names."""

RELATIONS: Final = {
    "mother": _("Mother"),
    "father": _("Father"),
    "step-parent": _("Step-parent"),
    "carer": _("Carer"),
    "foster carer": _("Foster carer"),
    "guardian": _("Guardian"),
    "grandparent": _("Grandparent"),
    "aunt or uncle": _("Aunt or uncle"),
    "brother or sister": _("Brother or sister"),
    "family friend": _("Family friend"),
    "neighbour": _("Neighbour"),
    "childminder": _("Childminder"),
    "social worker": _("Social worker"),
    "other": _("Other"),
}
"""What a person can be to a pupil, with the names."""

ENROLMENT_KINDS: Final = {
    "main": _("Main"),
    "dual-main": _("Dual, main school"),
    "dual-subsidiary": _("Dual, subsidiary school"),
}
"""Kinds of enrolment, with their names."""

LANGUAGES: Final = {
    "en": _("English"), "ar": _("Arabic"), "bn": _("Bengali"), "cy": _("Welsh"), "es": _("Spanish"),
    "fa": _("Persian"), "fr": _("French"), "gu": _("Gujarati"), "it": _("Italian"), "ku": _("Kurdish"),
    "lt": _("Lithuanian"), "pa": _("Panjabi"), "pl": _("Polish"), "ps": _("Pashto"), "pt": _("Portuguese"),
    "ro": _("Romanian"), "so": _("Somali"), "sq": _("Albanian"), "ta": _("Tamil"), "tr": _("Turkish"),
    "uk": _("Ukrainian"), "ur": _("Urdu"), "vi": _("Vietnamese"), "yue": _("Cantonese"), "zh": _("Mandarin"),
}  # fmt: skip
"""Languages that families prefer, by the code that is kept."""
