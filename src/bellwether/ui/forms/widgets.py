"""Inputs with what the design adds to Django's: widths, prefixes, hints of single choices, counted text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms.boundfield import BoundField

__all__ = ["Checkboxes", "LongText", "Number", "Radios", "Text"]


class Text(forms.TextInput):
    """A line of text. `width`: 2, 3, 4, 5, 10, 20 or 30 characters; `prefix` and `suffix` are shown beside it."""

    template_name = "ui/widgets/text.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, width: int = 0, prefix: str = "", suffix: str = ""
    ) -> None:
        super().__init__(attrs)
        self.prefix, self.suffix = prefix, suffix
        if width:
            self.attrs["class"] = f"{self.attrs.get('class', '')} govuk-input--width-{width}".strip()

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, with what stands beside the input."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"prefix": self.prefix, "suffix": self.suffix}
        return context


class Number(Text):
    """A whole number, typed: a phone shows its number keys, and no wheel changes it by mistake."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int = 4, suffix: str = "") -> None:
        super().__init__({"inputmode": "numeric", "spellcheck": "false"} | (attrs or {}), width=width, suffix=suffix)


class LongText(forms.Textarea):
    """Several lines; with `counted` it says how many characters are left (the field's max_length is what refuses)."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5, counted: int | None = None) -> None:
        super().__init__({"rows": rows} | (attrs or {}))
        self.attrs.pop("cols", None)
        self.counted = counted

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, but that typing past the limit is told, not cut off, where characters are counted."""
        context = super().get_context(name, value, attrs)
        if self.counted:
            context["widget"]["attrs"].pop("maxlength", None)
        return context


class ChoicesMixin:
    """Hints beneath single choices, fields that a choice reveals, inline and small choices."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        hints: Mapping[str, str] | None = None,
        is_inline: bool = False,
        is_small: bool = False,
    ) -> None:
        super().__init__(attrs)  # type: ignore[call-arg]  # the widget behind the mixin takes them
        self.hints = hints or {}
        self.reveals: dict[str, Callable[[], BoundField]] = {}
        self.is_inline, self.is_small = is_inline, is_small

    def id_for_label(self, id_: str, index: str | None = "0") -> str:
        """The id of one choice: the first has the field's own, so that a link to the field reaches it."""
        if not id_ or index in (None, "", "0"):
            return id_
        return f"{id_}-{int(index) + 1}" if str(index).isdecimal() else f"{id_}-{index}"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, with hints and revealed fields beside each choice."""
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]  # as above
        context["widget"] |= {"is_inline": self.is_inline, "is_small": self.is_small}
        for _group, options, _index in context["widget"]["optgroups"]:
            for option in options:
                self._add_to(option)
        return context

    def _add_to(self, option: dict[str, Any]) -> None:
        key = str(option["value"])
        option["hint"] = self.hints.get(key, "")
        if option["hint"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', key)}-item-hint"
        if key in self.reveals:
            option["reveals"] = self.reveals[key]()
            option["attrs"]["data-aria-controls"] = f"conditional-{option['attrs'].get('id', key)}"


class Radios(ChoicesMixin, forms.RadioSelect):
    """One of a few choices."""

    template_name = "ui/widgets/choices.html"


class Checkboxes(ChoicesMixin, forms.CheckboxSelectMultiple):
    """Any of a few choices."""

    template_name = "ui/widgets/choices.html"
