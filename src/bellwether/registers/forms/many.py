"""One absence planned for many, as study leave and an outing are: what and when, then for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.registers.forms.planning import code_hint, code_words, half_choices, kind_of
from bellwether.registers.plan_facts import PlanKind, PlanWanted
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, Radios, WeekField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from django.forms import BoundField

    from bellwether.people.facts import GroupFacts, PupilOnRoll

__all__ = ["ManyForm", "StudyLeaveForm", "TogetherForm"]

_LONGEST: Final = 200


class ManyForm(BellwetherForm):
    """One act for many: the classes first, then the pupils of them who are ticked. own: the fields of its kind."""

    own: ClassVar[tuple[str, ...]] = ()
    label_sizes: ClassVar[Mapping[str, str]] = {"groups": "m", "pupils": "m"}

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
        error_messages={"required": _("Select at least one pupil")},
    )
    despite = forms.BooleanField(label=_("I have looked at this: plan it all the same"), required=False)

    def __init__(self, *args: Any, groups: Sequence[GroupFacts], pupils: Sequence[PupilOnRoll], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = tuple(pupils)
        self._offer("groups", [(str(one.id), one.name) for one in groups])
        by_class = sorted(pupils, key=lambda one: one.group_name)
        self._offer("pupils", [(str(one.id), f"{one.name}, {one.group_name}") for one in by_class])
        self.fields["pupils"].required = bool(pupils)
        for name in ("first_half", "last_half"):
            self._offer(name, half_choices())

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        given = super().clean() or self.cleaned_data
        if {"starts_on", "ends_on"} <= set(given):
            first, last = (
                (given["starts_on"], given.get("first_half", "0")),
                (given["ends_on"], given.get("last_half", "1")),
            )
            if last < first:
                self.add_error("ends_on", gettext("The last day must not be before the first"))
        return given

    def own_fields(self) -> Iterator[BoundField]:
        """The fields of its kind, as they are drawn before the days."""
        return (self[name] for name in self.own)

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
        given, kind = self.cleaned_data, self._of_its_kind()
        days = {
            "starts_on": given["starts_on"],
            "ends_on": given["ends_on"],
            "first_session": int(given["first_half"]),
            "last_session": int(given["last_half"]),
            "pattern": given["pattern"],
        }
        return tuple(PlanWanted(pupil_id=int(pupil), **days, **kind) for pupil in given["pupils"])

    def _of_its_kind(self) -> dict[str, Any]:
        raise NotImplementedError


class StudyLeaveForm(ManyForm):
    """Study leave for pupils of exam years."""

    own = ("examinations", "is_public", "agreed_on")

    examinations = forms.CharField(
        label=_("For which public examinations?"), help_text=_("Shown over the register."), max_length=_LONGEST
    )
    is_public = forms.BooleanField(
        label=_("It is for public examinations, not for mocks or revision in general"),
    )
    agreed_on = DateField(label=_("Agreed on"), help_text=_("Study leave is agreed before it begins."))

    def _of_its_kind(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": PlanKind.STUDY_LEAVE,
            "code": "S",
            "reason": given["examinations"],
            "parent_agreed_on": given["agreed_on"],
        }


class TogetherForm(ManyForm):
    """What pupils do together away from their registers: a trip, a match, work experience, another activity."""

    own = ("code", "what", "nature")
    label_sizes: ClassVar[Mapping[str, str]] = {"code": "m", **ManyForm.label_sizes}

    code = forms.ChoiceField(label=_("What is planned?"), widget=Radios(is_small=True))
    what = forms.CharField(
        label=_("What it is called"),
        help_text=_("Shown over the register, for example: Year 4 at the museum."),
        max_length=_LONGEST,
    )
    nature = forms.CharField(
        label=_("What is done there"),
        help_text=_("For another educational activity (B): where, and what. It is written beside each mark."),
        required=False,
        max_length=_LONGEST,
    )

    def __init__(self, *args: Any, codes: Sequence[str], note_codes: frozenset[str], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note_codes = note_codes
        self._offer("code", [(code, code_words(code, on)) for code in codes])
        self.fields["code"].widget.hints = {code: code_hint(code, on) for code in codes}

    def clean(self) -> dict[str, Any]:
        """What is done there where a mark has to say so."""
        given = super().clean()
        if given.get("code") in self.note_codes and not given.get("nature"):
            self.add_error("nature", gettext("Enter what is done there"))
        return given

    def _of_its_kind(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": kind_of(given["code"]),
            "code": given["code"],
            "reason": given["what"],
            "nature": given["nature"],
        }
