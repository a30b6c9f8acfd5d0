"""About one pupil: names, numbers, enrolments, groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bellwether.people.asked import Enquiries, NewPupil
from bellwether.people.kinds import ENROLMENT_KINDS
from bellwether.people.words import year_name
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import GroupFacts, PupilOnRoll
    from bellwether.people.services import Ground

__all__ = [
    "AdmitForm",
    "DayForm",
    "DetailsForm",
    "EnrolAgainForm",
    "EnrolForm",
    "FillForm",
    "GroupForm",
    "GroupPlaceForm",
    "HomeForm",
    "LeaveForm",
    "NameForm",
    "NothingForm",
    "ReasonForm",
    "RenameForm",
    "UpnForm",
]

_SEXES = [("F", _("Female")), ("M", _("Male"))]
_SESSIONS = [
    (str(number), day)
    for number, day in enumerate(
        (
            _("Monday morning"), _("Monday afternoon"), _("Tuesday morning"), _("Tuesday afternoon"),
            _("Wednesday morning"), _("Wednesday afternoon"), _("Thursday morning"), _("Thursday afternoon"),
            _("Friday morning"), _("Friday afternoon"),
        )
    )
]  # fmt: skip
_SESSIONS_A_WEEK = 14


class NothingForm(BellwetherForm):
    """A question that is answered by its button."""


class ReasonForm(BellwetherForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class DayForm(BellwetherForm):
    """One day, and maybe why."""

    day = DateField(label=_("Day"))

    def __init__(
        self, *args: Any, label: str, latest: date | None = None, asks_why: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"] = DateField(label=label, latest=latest)
        if asks_why:
            self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=300)


class NameForm(BellwetherForm):
    """The names of a pupil, from a day on."""

    legal_forename = forms.CharField(label=_("Legal forename"), max_length=100)
    middle_names = forms.CharField(label=_("Middle names"), max_length=150, required=False)
    legal_surname = forms.CharField(label=_("Legal surname"), max_length=100)
    known_forename = forms.CharField(label=_("Known as, forename"), max_length=100, required=False)
    known_surname = forms.CharField(label=_("Known as, surname"), max_length=100, required=False)
    from_on = DateField(label=_("From which day?"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def names(self, *, sex: str, born_on: date) -> NewPupil:
        """The answers."""
        given = {name: self.cleaned_data[name] for name in (
            "legal_forename", "middle_names", "legal_surname", "known_forename", "known_surname",
        )}  # fmt: skip
        return NewPupil(sex=sex, born_on=born_on, **given)


class DetailsForm(BellwetherForm):
    """What was written wrongly."""

    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, widget=Radios(is_inline=True))
    born_on = DateField(label=_("Date of birth"), is_birth_date=True)


class UpnForm(BellwetherForm):
    """A unique pupil number, from a day on."""

    upn = forms.CharField(
        label=_("Unique pupil number (UPN)"), max_length=13, widget=Text(width=20), help_text=_("13 characters")
    )
    from_on = DateField(label=_("From which day?"))


class HomeForm(BellwetherForm):
    """Where a pupil lives, from a day on."""

    lines = forms.CharField(label=_("Address"), max_length=300, widget=LongText(rows=3))
    postcode = forms.CharField(label=_("Postcode"), max_length=8, required=False, widget=Text(width=10))
    from_on = DateField(label=_("From which day?"))


class GroupForm(BellwetherForm):
    """A new group."""

    name = forms.CharField(label=_("Name"), max_length=40, widget=Text(width=20))
    kind = forms.ChoiceField(
        label=_("What is it for?"),
        choices=[
            ("registration", _("Registers are taken by it")),
            ("other", _("Something else, such as a club or trip")),
        ],
        widget=Radios(),
        initial="registration",
    )


class GroupPlaceForm(BellwetherForm):
    """A place in a group, from a day on."""

    group = forms.TypedChoiceField(label=_("Group"), coerce=int)
    nc_year = forms.TypedChoiceField(label=_("Year group"), coerce=int)
    from_on = DateField(label=_("From which day?"))
    sessions = forms.MultipleChoiceField(
        label=_("Part time: the sessions the pupil attends"),
        help_text=_("Choose none for full time"),
        choices=_SESSIONS,
        required=False,
        widget=Checkboxes(is_small=True),
    )

    def __init__(self, *args: Any, groups: Iterable[GroupFacts], years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(str(one.id), one.name) for one in groups]  # type: ignore[attr-defined]
        self.fields["nc_year"].choices = [(str(one), year_name(one)) for one in years]  # type: ignore[attr-defined]

    def pattern(self) -> str:
        """14 of 1/0 from Monday morning, or "" for full time."""
        chosen = {int(one) for one in self.cleaned_data["sessions"]}
        if not chosen or len(chosen) == len(_SESSIONS):
            return ""
        return "".join("1" if number in chosen else "0" for number in range(_SESSIONS_A_WEEK))


class EnrolForm(BellwetherForm):
    """A place on a school's admission register."""

    starts_on = DateField(label=_("Starting day"), help_text=_("The day agreed with the family"))
    kind = forms.ChoiceField(
        label=_("Kind of enrolment"), choices=list(ENROLMENT_KINDS.items()), initial="main", widget=Radios()
    )
    group = forms.TypedChoiceField(label=_("Registration group"), coerce=int, required=False, empty_value=None)
    nc_year = forms.TypedChoiceField(label=_("Year group"), coerce=int)

    def __init__(self, *args: Any, groups: Iterable[GroupFacts], years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [("", _("None yet")), *((str(one.id), one.name) for one in groups)]
        self.fields["group"].choices = own  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["nc_year"].choices = [(str(one), year_name(one)) for one in years]  # type: ignore[attr-defined]


class EnrolAgainForm(BellwetherForm):
    """A known pupil on the register of a school: back again, or at a second school."""

    school = forms.TypedChoiceField(label=_("School"), coerce=int)
    starts_on = DateField(label=_("Starting day"), help_text=_("The day agreed with the family"))
    kind = forms.ChoiceField(
        label=_("Kind of enrolment"), choices=list(ENROLMENT_KINDS.items()), initial="main", widget=Radios()
    )

    def __init__(self, *args: Any, schools: Iterable[SchoolFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [(str(one.id), one.name) for one in schools]  # type: ignore[attr-defined]


class RenameForm(BellwetherForm):
    """Another name for a group."""

    name = forms.CharField(label=_("Name"), max_length=40, widget=Text(width=20))


class FillForm(BellwetherForm):
    """Several pupils into one group, from a day on."""

    pupils = forms.TypedMultipleChoiceField(label=_("Pupils"), coerce=int, widget=Checkboxes(is_small=True))
    nc_year = forms.TypedChoiceField(label=_("Year group that they follow"), coerce=int)
    from_on = DateField(label=_("From which day?"))

    def __init__(
        self, *args: Any, pupils: Iterable[PupilOnRoll], years: Iterable[int], asks_year: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(one.id), f"{one.name} ({one.group_name})" if one.group_name else one.name) for one in pupils]
        self.fields["pupils"].choices = shown  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["nc_year"].choices = [(str(one), year_name(one)) for one in years]  # type: ignore[attr-defined]
        if not asks_year:
            del self.fields["nc_year"]


class AdmitForm(EnrolForm):
    """A child who is in no record yet, and the place they take."""

    legal_forename = forms.CharField(label=_("Legal forename"), max_length=100)
    middle_names = forms.CharField(label=_("Middle names"), max_length=150, required=False)
    legal_surname = forms.CharField(label=_("Legal surname"), max_length=100)
    known_forename = forms.CharField(label=_("Known as, forename"), max_length=100, required=False)
    known_surname = forms.CharField(label=_("Known as, surname"), max_length=100, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, widget=Radios(is_inline=True))
    born_on = DateField(label=_("Date of birth"), is_birth_date=True)
    upn = forms.CharField(label=_("Unique pupil number (UPN)"), max_length=13, required=False, widget=Text(width=20))

    field_order = (
        "legal_forename", "middle_names", "legal_surname", "known_forename", "known_surname", "sex", "born_on", "upn",
    )  # fmt: skip

    def pupil(self) -> NewPupil:
        """The child as they are entered."""
        return NewPupil(**{name: self.cleaned_data[name] for name in self.field_order})


class LeaveForm(BellwetherForm):
    """Why and when a name goes from the register."""

    ground = forms.ChoiceField(label=_("Ground"), widget=Radios())
    last_day = DateField(label=_("Last day on roll"), help_text=_("A deletion is never back-dated"))
    destination = forms.CharField(
        label=_("Where the pupil goes"),
        max_length=200,
        required=False,
        help_text=_("The next school or the new address"),
    )
    school_enquired_on = DateField(label=_("School's enquiries complete on"), required=False)
    authority_enquired_on = DateField(label=_("Authority's enquiries complete on"), required=False)

    def __init__(self, *args: Any, grounds: Iterable[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        field.choices = [(one.letter, f"({one.letter}) {one.words}") for one in grounds]  # type: ignore[attr-defined]
        field.widget.hints = {
            one.letter: _("Needs joint enquiries of school and authority first")
            for one in grounds
            if one.needs_enquiries
        }

    def enquiries(self) -> Enquiries:
        """When the joint enquiries were complete."""
        return Enquiries(self.cleaned_data["school_enquired_on"], self.cleaned_data["authority_enquired_on"])
