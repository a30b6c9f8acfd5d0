"""The small parts of which a page has hundreds, as HTML: tags, actions, the rows and cells of tables.

They are drawn by Python, since a template takes ten times as long over each. Whatever comes from a value is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.ui.pages import Action, Cell, Column, Row, Table, Tag

__all__ = ["action_html", "rows_html", "tag_html"]

_NOTHING: Final = SafeString("")
_TAG: Final = '<strong class="govuk-tag{}">{}</strong>'
_ROW: Final = '\n    <tr class="govuk-table__row{}"{}>{}\n    </tr>'
_HEADER: Final = '\n      <th scope="row" class="govuk-table__header">{}</th>'
_CELL: Final = '\n      <td class="govuk-table__cell{}"{}>{}</td>'
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


def _put(html: str, *parts: object) -> SafeString:
    """Parts into their places, escaped unless they are HTML already: Django's format_html, in a quarter of its time.

    That asks each part whether it is lazy, and has an `__html__`; here there are texts and what this module has drawn.
    """
    safe = [part if isinstance(part, SafeString) else escape(str(part)) for part in parts]
    return SafeString(html.format(*safe))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def tag_html(tag: Tag) -> SafeString:
    """A word that says a state."""
    return _put(_TAG, f" govuk-tag--{tag.colour}" if tag.colour else "", tag.text)


def action_html(action: Action, *, token: object) -> SafeString:
    """A link that looks like a button, or a form of one button.

    token: the request's against forged forms, made when its text is asked for; none where the page has no request.
    """
    style, about = f" govuk-button--{action.style}" if action.style else "", _about(action.about)
    if not action.post:
        return _put(_LINK_AS_BUTTON, action.href, style, action.text, about)
    own = () if token is None else (("csrfmiddlewaretoken", str(token)),)
    fields = _joined(_put(_FIELD, *field) for field in (*own, *action.fields))
    return _put(_FORM, action.href, fields, style, action.text, about)


def rows_html(table: Table, *, token: object) -> SafeString:
    """The rows of a table, each cell beside its heading."""
    return _joined(_row(table, row, cells, token) for row, cells in table.lines)


def _row(table: Table, row: Row, cells: tuple[tuple[Column, Cell], ...], token: object) -> SafeString:
    drawn = [
        _put(_HEADER, _cell(cell, token))
        if place == 0 and table.first_cell_is_header
        else _put(_CELL, _classes(cell, column), _label(table, column), _cell(cell, token))
        for place, (column, cell) in enumerate(cells)
    ]
    key = _put(' id="{}"', row.key) if row.key else _NOTHING
    emphasis = f" bw-row--{row.emphasis}" if row.emphasis else ""
    return _put(_ROW, emphasis, key, _joined(drawn))


def _classes(cell: Cell, column: Column) -> str:
    numeric = " govuk-table__cell--numeric" if cell.is_numeric or column.is_numeric else ""
    return f"{numeric} bw-cell--blank" if cell.is_blank else numeric


def _label(table: Table, column: Column) -> SafeString:
    """What stands before the cell where rows are cards."""
    return _put(' data-label="{}"', column.text) if table.stacks else _NOTHING


def _cell(cell: Cell, token: object) -> SafeString:
    """Text, maybe as a link, its tags, a quieter second line, and what can be done."""
    parts = [_put(_LINK, cell.href, cell.text, _about(cell.about)) if cell.href else _put("{}", cell.text)]
    parts += [_put(" {}", tag_html(tag)) for tag in cell.tags]
    if cell.note:
        parts.append(_put(_NOTE, cell.note))
    if cell.actions:
        parts.append(_put(_ACTIONS, _joined(action_html(action, token=token) for action in cell.actions)))
    return _joined(parts)


def _about(about: str) -> SafeString:
    return _put(_ABOUT, about) if about else _NOTHING
