"""Renders every form of the product, those of libraries included, as components of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.forms.renderers import DjangoTemplates

from bellwether.ui.forms.bound import GovukBoundField

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate

__all__ = ["GovukRenderer"]

OURS: Final = {
    "django/forms/widgets/radio.html": "ui/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "ui/widgets/choices.html",
    "django/forms/widgets/checkbox.html": "ui/widgets/checkbox.html",
    "django/forms/widgets/password.html": "ui/widgets/password.html",
    "django/forms/widgets/clearable_file_input.html": "ui/widgets/file.html",
    "django/forms/errors/list/ul.html": "ui/forms/errors.html",
}


class GovukRenderer(DjangoTemplates):
    """Set as FORM_RENDERER: `{{ form }}` and `{{ field.as_field_group }}` come out in the design's markup."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = GovukBoundField

    def get_template(self, template_name: str) -> _EngineTemplate:
        """Give our template where Django's own widgets ask for theirs."""
        template: _EngineTemplate = super().get_template(OURS.get(template_name, template_name))
        return template
