"""Requests for leave, their decision, evidence and letters, as they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.registers.leave_facts import LeaveState, NewDecision, NewLeave, Span
from bellwether.registers.leave_words import GROUND_HINTS, GROUND_LABELS
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.core.taking import LeaveGround
    from bellwether.people.facts import ParentFacts
    from bellwether.registers.leave_facts import RequestFacts

__all__ = ["DecisionForm", "EvidenceForm", "LeaveForm", "LettersForm", "WithdrawForm"]

_OTHER: Final = "other"
_HALVES: Final = (("0", _("Morning")), ("1", _("Afternoon")))
_LONGEST_NAME: Final = 120
_LONGEST_REASON: Final = 1_000
_LONGEST_REASONS: Final = 2_000
_LONGEST_WHY: Final = 500


def _span(given: dict[str, Any]) -> Span:
    return Span(given["first_on"], int(given["first_half"]), given["last_on"], int(given["last_half"]))


class LeaveForm(BellwetherForm):
    """What a family asks for."""

    who = forms.ChoiceField(label=_("Who asks?"), widget=Radios())
    asked_by = forms.CharField(
        label=_("Their name, and what they are to the pupil"), required=False, max_length=_LONGEST_NAME
    )
    asked_on = DateField(label=_("When was it asked for?"))
    ground = forms.ChoiceField(label=_("What for?"), widget=Radios())
    first_on = DateField(label=_("First day away"))
    first_half = forms.ChoiceField(label=_("From"), choices=_HALVES, initial="0", widget=Radios(is_inline=True))
    last_on = DateField(label=_("Last day away"))
    last_half = forms.ChoiceField(
        label=_("Until the end of"), choices=_HALVES, initial="1", widget=Radios(is_inline=True)
    )
    reason = forms.CharField(
        label=_("The reason, as it was given"),
        max_length=_LONGEST_REASON,
        widget=LongText(rows=4, counted=_LONGEST_REASON),
    )
    met_on = DateField(
        label=_("When was the family met about it?"),
        help_text=_("Leave this empty if there was no meeting."),
        required=False,
    )
    reveals: ClassVar[Mapping[str, Mapping[str, str]]] = {"who": {_OTHER: "asked_by"}}

    def __init__(
        self, *args: Any, family: Sequence[ParentFacts], grounds: Sequence[LeaveGround], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.id), one.name) for one in family]
        self.fields["who"].choices = [*people, (_OTHER, _("Somebody else"))]  # type: ignore[attr-defined]  # a ChoiceField
        ground = self.fields["ground"]
        ground.choices = [(one.key, GROUND_LABELS[one.key]) for one in grounds]  # type: ignore[attr-defined]  # as above
        ground.widget.hints = {one.key: str(GROUND_HINTS[one.key]) for one in grounds}

    @staticmethod
    def initial_of(facts: RequestFacts) -> dict[str, Any]:
        """The fields of a request that is to be changed."""
        span = facts.line.span
        return {
            "who": str(facts.asked_by_id) if facts.asked_by_id else _OTHER,
            "asked_by": "" if facts.asked_by_id else facts.asked_by,
            "asked_on": facts.line.asked_on,
            "ground": facts.line.ground,
            "first_on": span.starts_on,
            "first_half": str(span.first_session),
            "last_on": span.ends_on,
            "last_half": str(span.last_session),
            "reason": facts.reason,
            "met_on": facts.met_on,
        }

    def asked(self) -> NewLeave:
        """The request."""
        given = self.cleaned_data
        is_other = given["who"] == _OTHER
        return NewLeave(
            ground=given["ground"],
            span=_span(given),
            reason=given["reason"],
            asked_on=given["asked_on"],
            parent_id=None if is_other else int(given["who"]),
            asked_by=given["asked_by"] if is_other else "",
            met_on=given["met_on"],
        )

    def refuse(self, field: str, words: str) -> None:
        """Lay a refusal of the service beside the field it is about."""
        fields = {"starts_on": "first_on", "ends_on": "last_on"}
        name = fields.get(field, field)
        self.add_error(name if name in self.fields else None, words)


class DecisionForm(BellwetherForm):
    """What is decided."""

    outcome = forms.ChoiceField(
        label=_("Do you agree to it?"),
        choices=[
            (LeaveState.GRANTED.value, _("Yes, to all of it")),
            (LeaveState.PART.value, _("Yes, to part of it")),
            (LeaveState.REFUSED.value, _("No")),
        ],
        widget=Radios(),
    )
    first_on = DateField(label=_("First day agreed"), required=False)
    first_half = forms.ChoiceField(
        label=_("Agreed from"), choices=_HALVES, widget=Radios(is_inline=True), required=False
    )
    last_on = DateField(label=_("Last day agreed"), required=False)
    last_half = forms.ChoiceField(
        label=_("Agreed until the end of"), choices=_HALVES, widget=Radios(is_inline=True), required=False
    )
    code = forms.ChoiceField(label=_("What the register shows for agreed days"))
    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_(
            "They stand in the letter to the parents and go with the pupil to another school. Write nothing about "
            "anybody’s health."
        ),
        max_length=_LONGEST_REASONS,
        widget=LongText(rows=6, counted=_LONGEST_REASONS),
    )
    amends_past = forms.BooleanField(
        label=_("Put right the marks of these days that are made already"),
        help_text=_(
            "Agreed sessions that stand as N, O or G get the code above. On days that are not agreed, N becomes the "
            "code of absence without leave. Every other mark stays."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput())
    marks_optional = False

    def __init__(
        self, *args: Any, facts: RequestFacts, codes: Sequence[tuple[str, str]], own_code: str, **kwargs: Any
    ) -> None:
        span = facts.line.span
        initial = {
            "first_on": span.starts_on,
            "first_half": str(span.first_session),
            "last_on": span.ends_on,
            "last_half": str(span.last_session),
            "code": own_code,
            "seen": len(facts.decisions),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["code"].choices = list(codes)  # type: ignore[attr-defined]  # a ChoiceField
        if not any(one.is_without_leave for one in facts.past):
            del self.fields["amends_past"]

    def clean(self) -> dict[str, Any]:
        """Part of it needs its days."""
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == LeaveState.PART:
            for name in ("first_on", "last_on"):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, gettext("Enter the day"))
            if not given.get("first_half") or not given.get("last_half"):
                self.add_error("first_half", gettext("Select morning or afternoon"))
        return given

    @property
    def has_part(self) -> bool:
        """Whether part of it was chosen, so that its days have to be seen."""
        return self.data.get("outcome") == LeaveState.PART

    def decided(self) -> NewDecision:
        """The decision."""
        given = self.cleaned_data
        outcome = LeaveState(given["outcome"])
        return NewDecision(
            outcome=outcome,
            reasons=given["reasons"],
            code=given["code"],
            span=_span(given) if outcome is LeaveState.PART else None,
            amends_past=given.get("amends_past", False),
            seen=given["seen"],
        )

    def refuse(self, field: str, words: str) -> None:
        """Lay a refusal of the service beside the field it is about."""
        self.add_error(field if field in self.fields else None, words)


class EvidenceForm(BellwetherForm):
    """A file that the family gave."""

    file = forms.FileField(
        label=_("A letter, an invitation, an appointment card"),
        help_text=_(
            "PDF, JPEG, PNG, Word, OpenDocument or plain text, at most 10 MB. We look for macros and scripts in it."
        ),
        max_length=255,
    )


class WithdrawForm(BellwetherForm):
    """Why a request is withdrawn."""

    because = forms.CharField(label=_("Why it is withdrawn"), max_length=_LONGEST_WHY, widget=LongText(rows=2))


class LettersForm(BellwetherForm):
    """To whom the letter of decision goes."""

    parents = forms.MultipleChoiceField(label=_("To whom?"), widget=Checkboxes())

    def __init__(self, *args: Any, parents: Sequence[ParentFacts], asked_by: int | None, **kwargs: Any) -> None:
        chosen = [
            str(one.id) for one in parents if not one.has_safe_contact and (one.id == asked_by or one.lives_with_pupil)
        ]
        super().__init__(*args, initial={"parents": chosen}, **kwargs)
        field = self.fields["parents"]
        field.choices = [(str(one.id), one.name) for one in parents]  # type: ignore[attr-defined]  # a ChoiceField
        field.widget.hints = {str(one.id): _parent_hint(one) for one in parents}

    def parent_ids(self) -> list[int]:
        """The parents that were chosen."""
        return [int(one) for one in self.cleaned_data["parents"]]


def _parent_hint(one: ParentFacts) -> str:
    said = [] if one.lives_with_pupil else [gettext("Does not live with the pupil.")]
    if one.has_safe_contact:
        said.append(gettext("Ask the safeguarding lead before you write to them."))
    if not one.email:
        said.append(gettext("No e-mail address: print the letter."))
    return " ".join(said)
