"""A week of half-days to tick: fourteen boxes in a table, by keyboard and without any script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WeekField", "WeekGrid"]

HALVES: Final = (_("Morning"), _("Afternoon"))
CELLS: Final = 14


class WeekGrid(forms.Widget):
    """Days down, halves across. Its value is 14 of 1/0, Monday morning first; "" where nothing is ticked."""

    template_name = "ui/widgets/week.html"
    use_fieldset = True

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:  # noqa: ARG002 (Django asks)
        """Give none: the words are a legend."""
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str:  # noqa: ARG002
        """The ticked boxes, sent as their numbers; a whole pattern is understood too."""
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        if len(sent) == 1 and len(str(sent[0])) == CELLS:
            return str(sent[0])
        ticked = {str(one) for one in sent}
        pattern = "".join("1" if str(cell) in ticked else "0" for cell in range(CELLS))
        return pattern if "1" in pattern else ""

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:  # noqa: ARG002
        """Say no: boxes that are not ticked are not sent."""
        return False

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes in rows of a day."""
        context = super().get_context(name, value, attrs)
        base = str(context["widget"]["attrs"].get("id", name))
        pattern = str(value or "0" * CELLS).ljust(CELLS, "0")
        context["widget"]["halves"] = HALVES
        context["widget"]["days"] = [
            {
                "text": WEEKDAYS[day],
                "cells": [
                    {
                        "id": base if not day and not half else f"{base}-{2 * day + half}",
                        "value": 2 * day + half,
                        "is_ticked": pattern[2 * day + half] == "1",
                        "half": text,
                    }
                    for half, text in enumerate(HALVES)
                ],
            }
            for day in range(7)
        ]
        return context

    def format_value(self, value: object) -> str | None:  # noqa: ARG002
        """Not asked for by the template, which takes the boxes."""
        return None


class WeekField(forms.Field):
    """A weekly pattern: 14 of 1/0, Monday morning first, "" for none ticked."""

    widget: forms.Widget | type[forms.Widget] = WeekGrid

    def clean(self, value: object) -> str:
        """The pattern. Raises ValidationError where one is wanted and nothing is ticked."""
        pattern = str(value or "")
        if len(pattern) not in (0, CELLS) or set(pattern) - {"0", "1"}:
            raise ValidationError(gettext("Tick half-days of the week"), code="invalid")
        if self.required and "1" not in pattern:
            raise ValidationError(self.error_messages["required"], code="required")
        return pattern if "1" in pattern else ""

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether another pattern was sent."""
        return str(initial or "") != str(data or "")
