"""A part-time timetable as it was agreed, its reviews, and who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from bellwether.registers.part_time_facts import TOLD, PartTimePurpose, ReviewOutcome, ReviewWanted, TimetableWanted
from bellwether.registers.part_time_words import purpose_words
from bellwether.ui.forms import BellwetherForm, DateField, LongText, Radios, WeekField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bellwether.registers.part_time_facts import TimetableFacts
    from bellwether.registers.plan_facts import PlanningFor

__all__ = ["ReviewForm", "TimetableForm", "ToldForm"]

_LONGEST: Final = 1_000
_YES, _NO = "yes", "no"
_WHOLE_WEEK: Final = "1" * 10 + "0000"
_DESPITE: Final = _("I have looked at this: write it down all the same")


def _parent_choices(facts: PlanningFor) -> list[tuple[str, str]]:
    home = pgettext("parent", "%(name)s, whom the pupil normally lives with")
    return [(str(key), home % {"name": name} if lives else name) for key, name, lives in facts.parents]


class _AgreedForm(BellwetherForm):
    """With whom something was agreed, and when."""

    parent = forms.ChoiceField(
        label=_("Which parent agreed?"),
        help_text=_("For a pupil of compulsory school age: a parent with whom the pupil normally lives."),
        widget=Radios(is_small=True),
        required=False,
        error_messages={"required": _("Select which parent agreed")},
    )
    agreed_on = DateField(label=_("Agreed on"), required=False)
    despite = forms.BooleanField(label=_DESPITE, required=False)

    def _offer_parents(self, facts: PlanningFor) -> None:
        self.fields["parent"].choices = _parent_choices(facts)  # type: ignore[attr-defined]  # a ChoiceField
        if not facts.parents:
            self.fields["parent"].help_text = gettext(
                "Nobody is written down as a parent of this pupil. Add the family to the pupil’s record first."
            )

    @property
    def parent_id(self) -> int | None:
        """The parent who agreed."""
        given = self.cleaned_data["parent"]
        return int(given) if given else None


class TimetableForm(_AgreedForm):
    """A part-time timetable. Every part of its record is asked for."""

    label_sizes: ClassVar[Mapping[str, str]] = {"purpose": "m", "for_behaviour": "m", "attends": "m", "parent": "m"}
    field_order = (
        "purpose", "for_behaviour", "reason", "best_interests", "attends", "starts_on", "ends_on", "review_on",
        "parent", "agreed_on", "way_back", "full_time_on", *(f"told_{who}" for who in TOLD), "despite",
    )  # fmt: skip

    purpose = forms.ChoiceField(label=_("What is it for?"), widget=Radios(is_small=True))
    for_behaviour = forms.ChoiceField(
        label=_("Is it meant to manage the pupil’s behaviour?"), widget=Radios(is_inline=True, is_small=True)
    )
    reason = forms.CharField(
        label=_("Why is a full timetable not possible now?"), max_length=_LONGEST, widget=LongText(rows=3)
    )
    best_interests = forms.CharField(
        label=_("Why is it in the pupil’s best interests?"), max_length=_LONGEST, widget=LongText(rows=3)
    )
    attends = WeekField(
        label=_("Half-days on which the pupil comes to school"),
        help_text=_("Take away the ticks of those that are agreed off."),
    )
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), help_text=_("The day before the pupil is back full time, or agrees anew."))
    review_on = DateField(label=_("Reviewed on"))
    way_back = forms.CharField(
        label=_("The way back to full time"),
        help_text=_("What is added when, and what has to be in place for it."),
        max_length=_LONGEST,
        widget=LongText(rows=3),
    )
    full_time_on = DateField(label=_("Full time again from"))
    told_social_worker = DateField(label=_("Social worker"), required=False)
    told_virtual_school = DateField(label=_("Virtual school"), required=False)
    told_sen = DateField(label=_("Special needs team"), required=False)
    told_authority = DateField(label=_("Local authority"), required=False)

    def __init__(self, facts: PlanningFor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"attends": _WHOLE_WEEK}, **kwargs)
        self.facts = facts
        self._offer_parents(facts)
        purposes = [(one.value, purpose_words(one)) for one in PartTimePurpose]
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]  # a ChoiceField
        answers = [(_YES, gettext("Yes")), (_NO, gettext("No"))]
        self.fields["for_behaviour"].choices = answers  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["parent"].required = self.fields["agreed_on"].required = True

    def wanted(self) -> TimetableWanted:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        return TimetableWanted(
            pupil_id=self.facts.pupil.id,
            purpose=PartTimePurpose(given["purpose"]),
            for_behaviour=given["for_behaviour"] == _YES,
            reason=given["reason"],
            best_interests=given["best_interests"],
            attends=given["attends"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            review_on=given["review_on"],
            parent_id=self.parent_id,
            agreed_on=given["agreed_on"],
            way_back=given["way_back"],
            full_time_on=given["full_time_on"],
            told=_told_of(given),
        )


def _told_of(given: Mapping[str, Any]) -> tuple[date | None, ...]:
    return tuple(given[f"told_{who}"] for who in TOLD)


class ToldForm(BellwetherForm):
    """Who was told of a part-time timetable, and when."""

    told_social_worker = DateField(label=_("Social worker"), required=False)
    told_virtual_school = DateField(label=_("Virtual school"), required=False)
    told_sen = DateField(label=_("Special needs team"), required=False)
    told_authority = DateField(label=_("Local authority"), required=False)

    def __init__(self, told: Sequence[date | None], *args: Any, **kwargs: Any) -> None:
        initial = {f"told_{who}": day for who, day in zip(TOLD, told, strict=True)}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def told(self) -> tuple[date | None, ...]:
        """The days, by `TOLD`. Only of a valid form."""
        return _told_of(self.cleaned_data)


class ReviewForm(_AgreedForm):
    """A review of a part-time timetable."""

    label_sizes: ClassVar[Mapping[str, str]] = {"outcome": "m", "attends": "m", "parent": "m"}
    field_order = (
        "held_on", "note", "outcome", "from_on", "attends", "last_on", "review_on", "parent", "agreed_on", "despite",
    )  # fmt: skip

    held_on = DateField(label=_("Reviewed on"))
    note = forms.CharField(
        label=_("What was found"),
        help_text=_("How it went, what the pupil and the parent said, what changes in the support."),
        max_length=_LONGEST,
        widget=LongText(rows=3),
    )
    outcome = forms.ChoiceField(label=_("What was decided?"), widget=Radios())
    from_on = DateField(label=_("Other half-days from"), help_text=_("Only where they change."), required=False)
    attends = WeekField(
        label=_("Half-days on which the pupil comes from then"),
        help_text=_("Only where they change: it then takes the place of the timetable as it was."),
        required=False,
    )
    last_on = DateField(label=_("New last day"), help_text=_("Where it ends: its last day."))
    review_on = DateField(label=_("Reviewed again on"), help_text=_("Unless it ends."), required=False)

    def __init__(self, facts: PlanningFor, record: TimetableFacts, *args: Any, today: date, **kwargs: Any) -> None:
        missed = record.missed[: len("1" * 10)]
        attends = "".join("1" if one == "0" else "0" for one in missed) + "0000"
        super().__init__(*args, initial={"held_on": today, "attends": attends}, **kwargs)
        self._offer_parents(facts)
        outcomes = [
            (ReviewOutcome.CONTINUE.value, gettext("It goes on with the same half-days, to a new last day")),
            (ReviewOutcome.CHANGE.value, gettext("It goes on with other half-days")),
            (ReviewOutcome.END.value, gettext("It ends: the pupil is back full time")),
        ]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Going on is agreed anew, with its own review; other half-days begin on a day."""
        given = super().clean() or self.cleaned_data
        if given.get("outcome") in (ReviewOutcome.CONTINUE, ReviewOutcome.CHANGE):
            wanted = {
                "review_on": gettext("Enter when it is reviewed again"),
                "parent": gettext("Select which parent agreed"),
                "agreed_on": gettext("Enter when it was agreed"),
            }
            for name, text in wanted.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, text)
        if given.get("outcome") == ReviewOutcome.CHANGE and not given.get("from_on") and "from_on" not in self.errors:
            self.add_error("from_on", gettext("Enter from which day the half-days change"))
        return given

    def wanted(self) -> ReviewWanted:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        return ReviewWanted(
            held_on=given["held_on"],
            outcome=ReviewOutcome(given["outcome"]),
            note=given["note"],
            last_on=given["last_on"],
            from_on=given["from_on"],
            attends=given["attends"],
            review_on=given["review_on"],
            parent_id=self.parent_id,
            agreed_on=given["agreed_on"],
        )
