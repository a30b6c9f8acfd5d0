"""About many pupils: moves, merges, the new year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.organisations.forms import TermsForm
from bellwether.people.services import NewYearChoices
from bellwether.people.words import year_name
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, Radios, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import GroupFacts
    from bellwether.people.new_year import NewYearPlan
    from bellwether.people.services import Ground

__all__ = ["AcceptForm", "MergeForm", "NewYearForm", "OfferForm"]


class OfferForm(BellwetherForm):
    """To which school, from when. The school is found by its URN, as one of another trust is not in a list of ours."""

    stays = forms.ChoiceField(
        label=_("Does the pupil stay here as well?"),
        choices=[
            ("no", _("No: the pupil moves there")),
            ("yes", _("Yes: registered at both schools, this one is the main one")),
        ],
        initial="no",
        required=False,
        widget=Radios(),
    )
    urn = forms.CharField(label=_("URN of the other school"), max_length=6, widget=Text(width=10))
    starts_on = DateField(label=_("Starting day there"))


class AcceptForm(BellwetherForm):
    """Into which group."""

    group = forms.TypedChoiceField(label=_("Registration group"), coerce=int, required=False, empty_value=None)
    nc_year = forms.TypedChoiceField(label=_("Year group"), coerce=int)

    def __init__(self, *args: Any, groups: Iterable[GroupFacts], school: SchoolFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [("", _("None yet")), *((str(one.id), one.name) for one in groups)]
        self.fields["group"].choices = own  # type: ignore[attr-defined]  # a ChoiceField
        years = [(str(one), year_name(one)) for one in school.years]
        self.fields["nc_year"].choices = years  # type: ignore[attr-defined]  # as above


class MergeForm(BellwetherForm):
    """Why two records are of one child."""

    reason = forms.CharField(label=_("How do you know?"), max_length=300)
    not_twins = forms.BooleanField(
        label=_("They are not twins: I have asked somebody who knows the family"), required=False
    )


class NewYearForm(TermsForm):
    """What is decided over the plan of a new year: names of groups, who stays, the ground, and the terms."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(label=_("Ground on which leavers are deleted"))
    destination = forms.CharField(label=_("Where most of them go"), max_length=200, required=False)
    stays = forms.TypedMultipleChoiceField(
        label=_("Leavers who stay on"), coerce=int, required=False, widget=Checkboxes(is_small=True)
    )

    def __init__(self, *args: Any, plan: NewYearPlan, grounds: Iterable[Ground], **kwargs: Any) -> None:
        super().__init__(*args, known=plan.terms, **kwargs)
        self.plan = plan
        usable = [(one.letter, f"({one.letter}) {one.words}") for one in grounds if not one.needs_enquiries]
        self.fields["ground"].choices = usable  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stays"].choices = [(str(one.id), one.name) for one in plan.leavers]  # type: ignore[attr-defined]
        self.initial = {"fingerprint": plan.fingerprint, "ground": plan.ground, **self.initial}
        for one in plan.groups:
            self.fields[f"group_{one.old_id}"] = forms.CharField(
                label=gettext("New name of %(group)s") % {"group": one.old_name},
                max_length=40,
                required=False,
                initial=one.new_name,
                widget=Text(width=20),
            )
        groups = [f"group_{one.old_id}" for one in plan.groups]
        self.order_fields(["fingerprint", *groups, "ground", "destination", "stays"])
        if not plan.leavers:
            for name in ("ground", "destination", "stays"):
                del self.fields[name]

    def choices(self) -> NewYearChoices:
        """The decisions."""
        data = self.cleaned_data
        return NewYearChoices(
            names={one.old_id: data[f"group_{one.old_id}"] for one in self.plan.groups},
            ground=data.get("ground") or self.plan.ground,
            destination=data.get("destination", ""),
            stays=frozenset(data.get("stays", ())),
            fingerprint=data["fingerprint"],
        )
