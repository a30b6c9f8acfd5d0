"""An event of the whole school or of some classes, as it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bellwether.registers.facts import EventScope
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.people.facts import GroupFacts

__all__ = ["EventForm"]

_LONGEST_REASON = 500
_WHAT = (
    ("Y4", _("The whole site was closed unexpectedly (Y4), as for snow, a burst pipe or a strike")),
    ("Y3", _("Part of the premises was closed (Y3)")),
    ("Y2", _("Travel was disrupted widely (Y2)")),
    ("Y1", _("The school's or authority's transport did not run (Y1)")),
    ("V", _("A trip or visit with staff (V)")),
    ("P", _("A sporting activity (P)")),
    ("B", _("Another supervised activity elsewhere (B)")),
    ("Y6", _("Public health guidance kept them away (Y6)")),
    ("Y7", _("Another cause that nobody could avoid (Y7)")),
)
_WHICH = (("0", _("Morning")), ("1", _("Afternoon")))


class EventForm(BellwetherForm):
    """What happened, to whom, from when to when. Only sessions that have begun: what is to come is planned."""

    code = forms.ChoiceField(label=_("What happened?"), choices=_WHAT, widget=Radios())
    groups = forms.MultipleChoiceField(
        label=_("Classes"),
        help_text=_("None ticked means the whole school."),
        required=False,
        widget=Checkboxes(is_small=True),
    )
    first_on = DateField(label=_("First day"))
    first_half = forms.ChoiceField(label=_("From"), choices=_WHICH, initial="0", widget=Radios(is_inline=True))
    last_on = DateField(label=_("Last day"))
    last_half = forms.ChoiceField(
        label=_("Until the end of"), choices=_WHICH, initial="1", widget=Radios(is_inline=True)
    )
    replace = forms.BooleanField(
        label=_("Write over marks that stand already"),
        help_text=_("Left open, only N and what is not marked changes."),
        required=False,
    )
    reason = forms.CharField(label=_("What is written beside it"), max_length=_LONGEST_REASON, widget=LongText(rows=2))

    def __init__(self, *args: Any, groups: Sequence[GroupFacts], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"first_on": today, "last_on": today}, **kwargs)
        self.fields["groups"].choices = [(str(one.id), one.name) for one in groups]  # type: ignore[attr-defined]  # choices

    def clean(self) -> dict[str, Any]:
        """The first half-day comes before the last."""
        given = super().clean() or self.cleaned_data
        if {"first_on", "last_on", "first_half", "last_half"} <= set(given):
            first, last = (given["first_on"], given["first_half"]), (given["last_on"], given["last_half"])
            if first > last:
                self.add_error("last_on", _("The last day comes before the first"))
        return given

    @property
    def scope(self) -> EventScope:
        """When and for whom."""
        given = self.cleaned_data
        return EventScope(
            first=(given["first_on"], int(given["first_half"])),
            last=(given["last_on"], int(given["last_half"])),
            group_ids=frozenset(int(one) for one in given["groups"]),
            replace=given["replace"],
        )
