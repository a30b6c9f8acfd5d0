"""What is asked on the pages of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.codes import Category, grouped_codes
from bellwether.messages.facts import NewReply, NewWording
from bellwether.messages.wording import Medium
from bellwether.messages.words import STATES, medium_words
from bellwether.ui.forms import BellwetherForm, DateField, LongText, Radios

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = ["FilterForm", "ReplyForm", "WordingForm"]


class FilterForm(forms.Form):
    """Which messages to list. What cannot be understood is left out: a filter is no reason for a problem."""

    school = forms.IntegerField(required=False)
    state = forms.ChoiceField(required=False, choices=[("", ""), *((state, state) for state in STATES)])
    page = forms.IntegerField(required=False, min_value=1)

    def wanted(self) -> dict[str, Any]:
        """The arguments of the selector: school_id, state, page."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "school_id": found.get("school"),
            "state": found.get("state") or "",
            "page": found.get("page") or 1,
        }


class ReplyForm(BellwetherForm):
    """What a family answered."""

    text = forms.CharField(
        label=_("What was said"),
        max_length=2_000,
        widget=LongText(),
        help_text=_("In their words, as short as it can be."),
    )
    proposes = forms.ChoiceField(
        label=_("Which reason does it give?"),
        required=False,
        help_text=_("It proposes a mark. The mark changes when somebody confirms it on the today board."),
        widget=forms.Select,
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        absent = (Category.AUTHORISED, Category.UNAUTHORISED)
        reasons = [
            (gettext(group.heading), [(code.code, f"{code.code}: {gettext(code.name)}") for code in group.codes])
            for group in grouped_codes(on)
            if group.category in absent
        ]
        self.fields["proposes"].choices = [("", gettext("None, or not yet clear")), *reasons]  # type: ignore[attr-defined]  # a choice field

    def reply(self) -> NewReply:
        """The answer as the service takes it."""
        return NewReply(self.cleaned_data["text"], self.cleaned_data["proposes"])


class WordingForm(BellwetherForm):
    """A school's own words for a template."""

    medium = forms.ChoiceField(label=_("For"), widget=Radios(is_inline=True))
    subject = forms.CharField(label=_("Subject of the e-mail"), required=False, max_length=200)
    body = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=4_000,
        widget=LongText(attrs={"rows": 10}),
        help_text=_("Leave it empty to go back to the words that came with Bellwether."),
    )
    reviewed_by = forms.CharField(label=_("Who has read these words"), max_length=120, help_text=_("Name and post."))
    reviewed_on = DateField(label=_("Day on which they were read"))

    def __init__(self, *args: Any, media: Sequence[Medium], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medium"].choices = [(one.value, medium_words(one)) for one in media]  # type: ignore[attr-defined]  # a choice field

    def words(self, key: str) -> NewWording:
        """The answer as the service takes it."""
        given = self.cleaned_data
        return NewWording(
            key=key,
            medium=Medium(given["medium"]),
            subject=given["subject"],
            body=given["body"],
            reviewed_by=given["reviewed_by"],
            reviewed_on=given["reviewed_on"],
        )
