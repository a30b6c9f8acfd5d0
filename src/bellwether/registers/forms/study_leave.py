"""Study leave for pupils of exam years: what for, when, and then for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.registers.forms.planning import half_choices
from bellwether.registers.plan_facts import PlanKind, PlanWanted
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, Radios, WeekField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.people.facts import GroupFacts, PupilOnRoll

__all__ = ["StudyLeaveForm"]

_LONGEST: Final = 200


class StudyLeaveForm(BellwetherForm):
    """One act for many: the classes first, then the pupils of them who are ticked."""

    label_sizes: ClassVar[Mapping[str, str]] = {"groups": "m", "pupils": "m"}

    examinations = forms.CharField(
        label=_("For which public examinations?"), help_text=_("Shown over the register."), max_length=_LONGEST
    )
    is_public = forms.BooleanField(
        label=_("It is for public examinations, not for mocks or revision in general"),
    )
    agreed_on = DateField(label=_("Agreed on"), help_text=_("Study leave is agreed before it begins."))
    starts_on = DateField(label=_("First day"))
    first_half = forms.ChoiceField(label=_("From the"), initial="0", widget=Radios(is_inline=True, is_small=True))
    ends_on = DateField(label=_("Last day"))
    last_half = forms.ChoiceField(
        label=_("Until the end of the"), initial="1", widget=Radios(is_inline=True, is_small=True)
    )
    pattern = WeekField(
        label=_("Only these half-days of each week"),
        help_text=_("Tick nothing for every half-day from the first day to the last."),
        required=False,
    )
    groups = forms.MultipleChoiceField(label=_("Classes"), widget=Checkboxes(is_small=True))
    pupils = forms.MultipleChoiceField(
        label=_("For whom?"),
        help_text=_("Whoever comes in all the same is marked present."),
        required=False,
        widget=Checkboxes(is_small=True),
    )
    despite = forms.BooleanField(label=_("I have looked at this: plan it all the same"), required=False)

    def __init__(self, *args: Any, groups: Sequence[GroupFacts], pupils: Sequence[PupilOnRoll], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = tuple(pupils)
        self.fields["groups"].choices = [(str(one.id), one.name) for one in groups]  # type: ignore[attr-defined]  # choices
        chosen = [(str(one.id), f"{one.name}, {one.group_name}") for one in pupils]
        self.fields["pupils"].choices = chosen  # type: ignore[attr-defined]  # a MultipleChoiceField
        for name in ("first_half", "last_half"):
            self.fields[name].choices = half_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Days in order, and agreed before the first."""
        given = super().clean() or self.cleaned_data
        if {"starts_on", "ends_on"} <= set(given):
            first, last = (
                (given["starts_on"], given.get("first_half", "0")),
                (given["ends_on"], given.get("last_half", "1")),
            )
            if last < first:
                self.add_error("ends_on", gettext("The last day must not be before the first"))
        if self.is_last_step and not given.get("pupils"):
            self.add_error("pupils", gettext("Select at least one pupil"))
        return given

    @property
    def is_last_step(self) -> bool:
        """Whether the pupils were there to be ticked."""
        return bool(self.offered) and self.data.get("how") == "plan"

    @property
    def opens_week(self) -> bool:
        """Whether the week is shown at once: half-days are ticked in it."""
        return bool(self["pattern"].value())

    @property
    def group_ids(self) -> frozenset[int]:
        """The classes that were ticked. Only of a valid form."""
        return frozenset(map(int, self.cleaned_data["groups"]))

    def wanted(self) -> tuple[PlanWanted, ...]:
        """One plan for each pupil who was ticked. Only of a valid form."""
        given = self.cleaned_data
        return tuple(
            PlanWanted(
                pupil_id=int(pupil),
                kind=PlanKind.STUDY_LEAVE,
                code="S",
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                reason=given["examinations"],
                first_session=int(given["first_half"]),
                last_session=int(given["last_half"]),
                pattern=given["pattern"],
                parent_agreed_on=given["agreed_on"],
            )
            for pupil in given["pupils"]
        )
