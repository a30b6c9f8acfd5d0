"""The problems of a form as the lines of an error summary, in the order of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BaseForm, BaseFormSet

from bellwether.ui.forms.bound import GovukBoundField
from bellwether.ui.pages import ProblemLink

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["problem_links"]


def problem_links(found: BaseForm | BaseFormSet[Any]) -> tuple[ProblemLink, ...]:
    """Every problem with the address of the input it is about; those of the whole form have none."""
    if isinstance(found, BaseFormSet):
        whole = tuple(ProblemLink(str(text)) for text in found.non_form_errors()) if found.is_bound else ()
        return whole + tuple(link for form in found.forms for link in _links_of(form))
    return tuple(_links_of(found))


def _links_of(form: BaseForm) -> Iterator[ProblemLink]:
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield ProblemLink(str(text))
    for name in form.fields:
        field = form[name]
        for text in field.errors:
            yield ProblemLink(str(text), href=f"#{_target(field)}")


def _target(field: object) -> str:
    return field.target_id if isinstance(field, GovukBoundField) else str(getattr(field, "id_for_label", ""))
