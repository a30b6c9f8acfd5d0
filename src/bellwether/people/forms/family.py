"""About those around a pupil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bellwether.people.asked import NewLink, NewParent, NewProfessional
from bellwether.people.kinds import CHARACTERISTICS, LANGUAGES, PROFESSIONALS, RELATIONS
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.people.facts import ContactGap, ParentFacts

__all__ = [
    "CharacteristicForm",
    "ChaseForm",
    "LinkForm",
    "OrderForm",
    "ParentForm",
    "ProfessionalForm",
    "SafeContactForm",
]

_HOW = [
    ("text", _("Text message, sent now")), ("email", _("E-mail, sent now")), ("letter", _("Letter")),
    ("call", _("Call")), ("person", _("In person")),
]  # fmt: skip
_LINK = ("relation", "has_responsibility", "has_care", "lives_with_pupil", "contact_order")
_PARENT = (
    "title", "forename", "surname", "telephone", "other_telephone", "email", "language", "needs_interpreter", "address",
    "postcode",
)  # fmt: skip


class LinkForm(BellwetherForm):
    """What a person is to a pupil."""

    relation = forms.ChoiceField(label=_("What are they to the pupil?"), choices=list(RELATIONS.items()))
    has_responsibility = forms.BooleanField(label=_("Has parental responsibility"), required=False)
    has_care = forms.BooleanField(
        label=_("Has care of the pupil"),
        required=False,
        help_text=_("Whoever has responsibility or care is a parent in law"),
    )
    lives_with_pupil = forms.BooleanField(label=_("The pupil normally lives with them"), required=False)
    contact_order = forms.IntegerField(
        label=_("Place in the calling order"),
        min_value=1,
        max_value=20,
        required=False,
        help_text=_("1 is called first. Leave it empty for somebody who is not called"),
        widget=Text({"inputmode": "numeric"}, width=2),
    )

    def link(self) -> NewLink:
        """The answers."""
        return NewLink(**{name: self.cleaned_data[name] for name in _LINK})


class ParentForm(LinkForm):
    """A parent or contact: who they are, how they are reached, what they are to the pupil."""

    title = forms.CharField(label=_("Title"), max_length=20, required=False, widget=Text(width=5))
    forename = forms.CharField(label=_("Forename"), max_length=100)
    surname = forms.CharField(label=_("Surname"), max_length=100)
    telephone = forms.CharField(label=_("Telephone number"), max_length=30, required=False, widget=Text(width=20))
    other_telephone = forms.CharField(
        label=_("Another telephone number"), max_length=30, required=False, widget=Text(width=20)
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    language = forms.ChoiceField(label=_("Language they prefer"), choices=list(LANGUAGES.items()), initial="en")
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False, widget=LongText(rows=3))
    postcode = forms.CharField(label=_("Postcode"), max_length=8, required=False, widget=Text(width=10))

    field_order = _PARENT

    def parent(self) -> NewParent:
        """The answers about the person."""
        return NewParent(**{name: self.cleaned_data[name] for name in _PARENT})


class OrderForm(BellwetherForm):
    """A place in the calling order for each contact; an empty one is not called."""

    def __init__(self, *args: Any, people: Iterable[ParentFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in people:
            self.fields[f"place_{one.link_id}"] = forms.IntegerField(
                label=one.name,
                min_value=1,
                max_value=20,
                required=False,
                initial=one.contact_order,
                widget=Text({"inputmode": "numeric"}, width=2),
            )

    def link_ids(self) -> list[int]:
        """Those who are called, in order."""
        places = [(place, int(name.rpartition("_")[2])) for name, place in self.cleaned_data.items() if place]
        return [link for _place, link in sorted(places)]


class SafeContactForm(BellwetherForm):
    """How somebody must not be reached."""

    note = forms.CharField(
        label=_("How this person must not be reached"),
        max_length=300,
        required=False,
        widget=LongText(rows=3),
        help_text=_("Empty it where there is no danger any more"),
    )


class CharacteristicForm(BellwetherForm):
    """Something about a pupil, from a day to a day."""

    kind = forms.ChoiceField(label=_("What?"), choices=list(CHARACTERISTICS.items()))
    value = forms.CharField(label=_("Value"), max_length=60, help_text=_("For example yes, K or E, a language"))
    from_on = DateField(label=_("From which day is it so?"))
    to_on = DateField(
        label=_("Last day on which it was so"), required=False, help_text=_("Leave it empty while it goes on")
    )

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["kind"]


class ProfessionalForm(BellwetherForm):
    """Somebody who works with the child."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=list(PROFESSIONALS.items()))
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    telephone = forms.CharField(label=_("Telephone number"), max_length=20, required=False, widget=Text(width=20))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    tell_of_unexplained_absence = forms.BooleanField(
        label=_("Is told of an unexplained absence the same day"), required=False
    )
    from_on = DateField(label=_("From which day?"))

    def professional(self) -> NewProfessional:
        """The answers."""
        names = ("name", "role", "organisation", "telephone", "email", "tell_of_unexplained_absence")
        return NewProfessional(**{name: self.cleaned_data[name] for name in names})


class ChaseForm(BellwetherForm):
    """Which families were asked for their details, and how."""

    how = forms.ChoiceField(label=_("How are they asked?"), choices=_HOW, widget=Radios())
    pupils = forms.TypedMultipleChoiceField(label=_("Whose families?"), coerce=int, widget=Checkboxes(is_small=True))

    def __init__(self, *args: Any, gaps: Iterable[ContactGap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(one.pupil_id), f"{one.name} ({one.group_name})" if one.group_name else one.name) for one in gaps]
        self.fields["pupils"].choices = own  # type: ignore[attr-defined]  # a ChoiceField
