"""A suspension as it was decided, education elsewhere, its end, and that a parent was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.registers.forms.planning import half_choices
from bellwether.registers.suspension_facts import ProvisionWanted, SuspensionWanted
from bellwether.ui.forms import BellwetherForm, DateField, LongText, Radios

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.registers.plan_facts import PlanningFor
    from bellwether.registers.suspension_facts import SuspensionFacts

__all__ = ["EndSuspensionForm", "ParentToldForm", "ProvisionForm", "SuspensionForm", "WithdrawSuspensionForm"]

_LONGEST: Final = 1_000
_SHORT: Final = 200
_REASON: Final = 500
_SUSPENSION, _EXCLUSION = "suspension", "exclusion"


class SuspensionForm(BellwetherForm):
    """A decision of the head teacher."""

    label_sizes: ClassVar[Mapping[str, str]] = {"kind": "m"}

    kind = forms.ChoiceField(label=_("What was decided?"), widget=Radios())
    starts_on = DateField(label=_("First day"))
    first_half = forms.ChoiceField(label=_("From the"), initial="0", widget=Radios(is_inline=True, is_small=True))
    ends_on = DateField(label=_("Last day"), help_text=_("For a suspension."), required=False)
    last_half = forms.ChoiceField(
        label=_("Until the end of the"), initial="1", widget=Radios(is_inline=True, is_small=True)
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Only those who may see safeguarding can read it, and each reading is recorded."),
        max_length=_LONGEST,
        widget=LongText(rows=4),
    )
    parent_told_on = DateField(label=_("Parent told on"), required=False)
    despite = forms.BooleanField(label=_("I have looked at this: write it down all the same"), required=False)

    def __init__(self, facts: PlanningFor, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": today}, **kwargs)
        self.facts = facts
        kinds = [
            (_SUSPENSION, gettext("A suspension, to a last day")),
            (_EXCLUSION, gettext("A permanent exclusion, without a last day")),
        ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("first_half", "last_half"):
            self.fields[name].choices = half_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A suspension has a last day."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") == _SUSPENSION and not given.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", gettext("Enter last day"))
        return given

    def wanted(self) -> SuspensionWanted:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        is_permanent = given["kind"] == _EXCLUSION
        return SuspensionWanted(
            pupil_id=self.facts.pupil.id,
            is_permanent=is_permanent,
            starts_on=given["starts_on"],
            first_session=int(given["first_half"]),
            ends_on=None if is_permanent else given["ends_on"],
            last_session=int(given["last_half"]),
            reason=given["reason"],
            parent_told_on=given["parent_told_on"],
        )


class ProvisionForm(BellwetherForm):
    """Education elsewhere for a suspended pupil."""

    label_sizes: ClassVar[Mapping[str, str]] = {"code": "m"}

    code = forms.ChoiceField(label=_("Who arranged it?"), widget=Radios())
    nature = forms.CharField(
        label=_("What is done, and where"), help_text=_("It is written beside each mark."), max_length=_SHORT
    )
    from_on = DateField(label=_("From"))
    despite = forms.BooleanField(label=_("I have looked at this: write it down all the same"), required=False)

    def __init__(self, found: SuspensionFacts, *args: Any, is_dual: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"from_on": found.due_on or found.starts_on}, **kwargs)
        choices = [
            ("B", gettext("The school: another supervised place (B)")),
            ("K", gettext("The local authority (K)")),
        ]
        choices += [("D", gettext("The pupil’s other school (D)"))] if is_dual else []
        self.fields["code"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> ProvisionWanted:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        return ProvisionWanted(given["code"], given["nature"], given["from_on"])


class EndSuspensionForm(BellwetherForm):
    """A suspension ends earlier, or an exclusion is lifted."""

    last_on = DateField(label=_("New last day"))
    last_half = forms.ChoiceField(
        label=_("Until the end of the"), initial="1", widget=Radios(is_inline=True, is_small=True)
    )
    reason = forms.CharField(label=_("Why does it end?"), max_length=_REASON, widget=LongText(rows=2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_half"].choices = half_choices()  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def last(self) -> tuple[date, int]:
        """The last half-day. Only of a valid form."""
        return self.cleaned_data["last_on"], int(self.cleaned_data["last_half"])


class WithdrawSuspensionForm(BellwetherForm):
    """A suspension should not have been."""

    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=_REASON, widget=LongText(rows=2))


class ParentToldForm(BellwetherForm):
    """A parent was told, and of their part."""

    on = DateField(label=_("Parent told on"))
