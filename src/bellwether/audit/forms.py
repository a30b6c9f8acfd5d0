"""What narrows the trail down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.audit.selectors import Asked
from bellwether.ui.forms import BellwetherForm, DateField, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TrailForm"]


class TrailForm(BellwetherForm):
    """Place, day, kind and person; everything but the place may be left empty."""

    marks_optional = False
    place = forms.ChoiceField(label=_("Place"))
    day = DateField(label=_("Day"), required=False)
    event = forms.CharField(label=_("What happened"), max_length=60, required=False, widget=Text(width=20))
    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    older = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, given: Mapping[str, Any], *, places: Mapping[str, str]) -> None:
        first = next(iter(places), "")
        super().__init__(given if "place" in given else {"place": first})
        self.fields["place"].choices = [(key, name or gettext("The whole system")) for key, name in places.items()]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked for, of a form that is valid."""
        given = self.cleaned_data
        return Asked(given["place"], given["day"], given["event"].strip(), given["person"], given["older"])
