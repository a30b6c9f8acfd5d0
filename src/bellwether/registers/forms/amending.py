"""Putting marks right, whole-school and group events, and deciding a conflict, as they are sent."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bellwether.registers.facts import MarkChange
from bellwether.registers.slugs import SESSION_SLUGS
from bellwether.ui.forms import BellwetherForm, LongText, Number

if TYPE_CHECKING:
    from django.http import QueryDict

    from bellwether.registers.pages.choosing import CodeMenu

__all__ = ["AmendCellForm", "ReasonForm", "changes_of"]

_FIELD: Final = re.compile(r"c-(\d{4}-\d{2}-\d{2})-(am|pm)")
_LONGEST_REASON: Final = 500
_MOST_MINUTES: Final = 600


class ReasonForm(BellwetherForm):
    """Why marks are changed: kept with them for good."""

    reason = forms.CharField(
        label=_("Reason for the change"),
        help_text=_("It is kept with the mark, with your name, your post and the time."),
        max_length=_LONGEST_REASON,
        widget=LongText(rows=2),
    )


class AmendCellForm(ReasonForm):
    """One mark put right."""

    code = forms.ChoiceField(label=_("Code"))
    minutes_late = forms.IntegerField(
        label=_("Minutes late"), required=False, min_value=0, max_value=_MOST_MINUTES, widget=Number()
    )
    note = forms.CharField(
        label=_("Note"), help_text=_("For B, K and Y7: what it was."), required=False, max_length=_LONGEST_REASON
    )
    field_order = ("code", "minutes_late", "note", "reason")

    def __init__(self, *args: Any, menu: CodeMenu, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (group.heading, [(each.code, f"{each.code} – {each.label}") for each in group.codes])
            for group in menu.groups
        ]
        self.fields["code"].choices = [("", _("Choose a code")), *groups]  # type: ignore[attr-defined]  # a ChoiceField

    def change(self, *, pupil_id: int, on: date, session: int) -> MarkChange:
        """The change of one cell."""
        given = self.cleaned_data
        seen = str(self.data.get("seen", ""))
        return MarkChange(pupil_id, on, session, given["code"], given["minutes_late"], given["note"], seen)


def changes_of(data: QueryDict, *, pupil_id: int) -> tuple[MarkChange, ...]:
    """The cells of a week for which a code was chosen, oldest first. A day that is none is left out."""
    changes = []
    for name in sorted(data):
        found = _FIELD.fullmatch(name)
        if found is None or not data[name]:
            continue
        try:
            on = date.fromisoformat(found[1])
        except ValueError:
            continue
        seen = str(data.get(f"seen-{name}", ""))
        changes.append(MarkChange(pupil_id, on, SESSION_SLUGS.index(found[2]), str(data[name])[:2], seen=seen))
    return tuple(changes)
