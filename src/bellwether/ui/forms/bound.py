"""A field of a form as its template sees it: what kind it is, and the ids that join label, hint, problem and input."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bellwether.ui.forms.dates import DateInput3
from bellwether.ui.forms.week import WeekGrid

__all__ = ["GovukBoundField"]

# The first that fits names the kind, so a narrower widget stands before a wider one.
KINDS: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (DateInput3, "date"),
    (WeekGrid, "week"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
)
CLASSES: Final = {
    "text": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}


class GovukBoundField(BoundField):
    """Knows its kind, its classes and the ids of its hint and problem."""

    @property
    def kind(self) -> str:
        """Which component draws it: hidden, text, or one of those that KINDS names."""
        if self.is_hidden:
            return "hidden"
        return next((kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "text")

    @property
    def has_fieldset(self) -> bool:
        """Whether several inputs answer it, so that its words are a legend."""
        return self.kind in ("radios", "checkboxes", "date", "week")

    @property
    def shown_label(self) -> str:
        """The label, with "(optional)" where the form marks what may be left out."""
        marks = getattr(self.form, "marks_optional", False)
        if self.field.required or self.kind == "checkbox" or not marks:
            return str(self.label)
        return str(format_lazy("{label} {optional}", label=self.label, optional=_("(optional)")))

    @property
    def label_size(self) -> str:
        """Of s, m, l, xl; nothing means the size of the text."""
        return str(getattr(self.form, "label_sizes", {}).get(self.name, "l" if self.is_heading else ""))

    @property
    def is_heading(self) -> bool:
        """Whether its label is the heading of the page."""
        return bool(getattr(self.form, "heading_field", "") == self.name)

    @property
    def base_id(self) -> str:
        """The id that all its other ids begin with."""
        return str(self.field.widget.attrs.get("id") or self.auto_id or self.html_name)

    @property
    def hint_id(self) -> str:
        """The id of its hint."""
        return f"{self.base_id}-hint"

    @property
    def error_id(self) -> str:
        """The id of its problem."""
        return f"{self.base_id}-error"

    @property
    def counted(self) -> int | None:
        """How many characters may be typed, where they are counted while one types."""
        return getattr(self.field.widget, "counted", None)

    @property
    def target_id(self) -> str:
        """The id of the input that a line of the error summary leads to."""
        widget = self.field.widget
        if isinstance(widget, DateInput3):
            return widget.part_id(self.base_id, widget.first_in_error)
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return widget.id_for_label(self.base_id, "0")
        return self.base_id

    @property
    def described_by(self) -> str:
        """The ids of its hint and its problem, in the order in which they are read."""
        ids = [self.hint_id] if self.help_text else []
        ids += [f"{self.base_id}-info"] if self.counted else []
        ids += [self.error_id] if self.errors else []
        return " ".join(ids)

    @property
    def aria_describedby(self) -> str | None:
        """As Django asks for it; nothing where the widget says it by itself."""
        if self.field.widget.attrs.get("aria-describedby") or self.is_hidden:
            return None
        return self.described_by

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the classes; leave out aria-invalid, since the problem itself is read out with the field."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("aria-invalid", None)
        own = str((widget or self.field.widget).attrs.get("class", ""))
        base = CLASSES.get(self.kind, "")
        wrong = f"{base.split()[0]}--error" if base and self.errors and self.kind != "checkbox" else ""
        count = "govuk-js-character-count" if self.counted else ""
        if base:
            built["class"] = " ".join(part for part in (base, own, count, wrong) if part)
        if self.has_fieldset:
            built.pop("aria-describedby", None)
        return built
