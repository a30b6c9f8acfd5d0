"""The small parts of which a page has hundreds, as HTML: tags, actions, what stands in a cell of a table.

They are drawn by Python, since a template takes ten times as long over each. Whatever comes from a value is escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from bellwether.ui.pages import Action, Cell, Tag

__all__ = ["action_html", "cell_html", "tag_html"]

_NOTHING: Final = SafeString("")
_TAG: Final = '<strong class="govuk-tag{}">{}</strong>'
_LINK: Final = '<a class="govuk-link" href="{}">{}{}</a>'
_ABOUT: Final = '<span class="govuk-visually-hidden"> {}</span>'
_NOTE: Final = '<span class="bw-cell-note">{}</span>'
_ACTIONS: Final = '<span class="bw-cell-actions">{}</span>'
_FIELD: Final = '<input type="hidden" name="{}" value="{}">'
_LINK_AS_BUTTON: Final = (
    '<a href="{}" role="button" draggable="false" class="govuk-button{}" data-module="govuk-button">{}{}</a>'
)
_FORM: Final = (
    '<form class="bw-action" method="post" action="{}">{}<button type="submit" class="govuk-button{}" '
    'data-module="govuk-button" data-prevent-double-click="true">{}{}</button></form>'
)


def tag_html(tag: Tag) -> SafeString:
    """A word that says a state."""
    return format_html(_TAG, f" govuk-tag--{tag.colour}" if tag.colour else "", tag.text)


def action_html(action: Action, *, token: object) -> SafeString:
    """A link that looks like a button, or a form of one button.

    token: the request's against forged forms, made when its text is asked for; none where the page has no request.
    """
    style, about = f" govuk-button--{action.style}" if action.style else "", _about(action.about)
    if not action.post:
        return format_html(_LINK_AS_BUTTON, action.href, style, action.text, about)
    own = () if token is None else (("csrfmiddlewaretoken", str(token)),)
    fields = (*own, *action.fields)
    return format_html(_FORM, action.href, format_html_join("", _FIELD, fields), style, action.text, about)


def cell_html(cell: Cell, *, token: object) -> SafeString:
    """Text, maybe as a link, its tags, a quieter second line, and what can be done."""
    text = conditional_escape(cell.text)
    parts: list[str] = [format_html(_LINK, cell.href, text, _about(cell.about)) if cell.href else text]
    parts += [f" {tag_html(tag)}" for tag in cell.tags]
    if cell.note:
        parts.append(format_html(_NOTE, cell.note))
    if cell.actions:
        drawn = "".join(action_html(action, token=token) for action in cell.actions)
        parts.append(format_html(_ACTIONS, mark_safe(drawn)))  # noqa: S308 - of safe parts
    return mark_safe("".join(parts))  # noqa: S308 - of safe parts


def _about(about: str) -> SafeString:
    return format_html(_ABOUT, about) if about else _NOTHING
