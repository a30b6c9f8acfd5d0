"""The form that the forms of all rooms stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext

from bellwether.ui.forms.week import WeekGrid
from bellwether.ui.forms.wording import in_sentence, is_question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms.boundfield import BoundField

__all__ = ["BellwetherForm"]

CHOOSING = (forms.RadioSelect, forms.Select, forms.CheckboxSelectMultiple, WeekGrid)


class BellwetherForm(forms.Form):
    """Says what is missing in words, marks what may be left out, and lets a choice reveal a field.

    `heading_field`: its label is the heading of the page. `label_sizes`: field name to s, m, l, xl.
    `reveals`: field name, then choice, then the name of the field that the choice shows.
    """

    use_required_attribute = False
    heading_field: ClassVar[str] = ""
    label_sizes: ClassVar[Mapping[str, str]] = {}
    marks_optional: ClassVar[bool] = True
    reveals: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name.replace("_", " ").capitalize()
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing_words(field)
        for name, shown in self.reveals.items():
            widget = self.fields[name].widget
            widget.reveals = {choice: self._reader(other) for choice, other in shown.items()}

    def _reader(self, name: str) -> Callable[[], BoundField]:
        return lambda: self[name]

    @property
    def shown_fields(self) -> list[BoundField]:
        """The fields that stand by themselves; those that a choice reveals are drawn beneath it."""
        revealed = {name for shown in self.reveals.values() for name in shown.values()}
        return [field for field in self.visible_fields() if field.name not in revealed]


def missing_words(field: forms.Field) -> str:
    """What to say where a field was left empty: "Enter first day", "Select reason"."""
    if isinstance(field.widget, forms.FileInput):
        return gettext("Select a file")
    if isinstance(field.widget, forms.CheckboxInput):
        return gettext("Tick the box to go on")
    if isinstance(field.widget, CHOOSING):
        return gettext("Select %(label)s") % {"label": in_sentence(field.label)}
    if is_question(field.label):
        return gettext("Enter an answer")
    return gettext("Enter %(label)s") % {"label": in_sentence(field.label)}
