"""Components as template tags: `{% load ui %}`, then `{% button "Save" %}` or `{% table page.table %}`.

A tag takes either a value of `bellwether.ui.pages` or plain arguments, and draws `ui/components/<tag>.html`. Further
keyword arguments become HTML attributes, with `_` for `-`: `{% button "Save" hx_post="/x" %}`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django import template
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from bellwether.ui.drawing import action_html, rows_html, tag_html
from bellwether.ui.forms.problems import problem_links
from bellwether.ui.pages import Notice, ProblemLink, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.template import Context
    from django.utils.safestring import SafeString

    from bellwether.ui.pages import (
        Action,
        Breadcrumb,
        Card,
        Empty,
        Filter,
        Identity,
        Line,
        Link,
        NavItem,
        Pages,
        Tab,
        Table,
        Task,
        Tile,
        TimelineItem,
    )

register = template.Library()
Values: TypeAlias = dict[str, Any]


def html_attributes(given: Values) -> SafeString:
    """Attributes as HTML, each with a blank before it: True stands alone, False and None are left out."""
    shown = [
        (name.replace("_", "-"), value) for name, value in given.items() if value is not False and value is not None
    ]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in shown))


def _attribute(name: str, value: object) -> SafeString:
    if value is True:
        return format_html_join("", " {}", [(name,)])
    return format_html_join("", ' {}="{}"', [(name, value)])


@register.inclusion_tag("ui/components/button.html")
def button(text: str, *, href: str = "", style: str = "", is_start: bool = False, **attributes: object) -> Values:
    """A button, or with `href` a link that looks like one. `style`: secondary, warning, quiet."""
    attributes.setdefault("type", "submit")
    if attributes.get("disabled"):
        attributes["aria_disabled"] = "true"
    if href:
        attributes = {name: value for name, value in attributes.items() if name != "type"}
    return {"text": text, "href": href, "style": style, "is_start": is_start, "attributes": html_attributes(attributes)}


@register.simple_block_tag
def button_group(content: str) -> SafeString:
    """Buttons and links in one line."""
    return render_to_string("ui/components/button_group.html", {"content": content})


@register.inclusion_tag("ui/components/actions.html")
def actions(items: Sequence[Action]) -> Values:
    """What can be done here: links and buttons, each button a form of its own."""
    return {"items": items}


@register.simple_tag(takes_context=True)
def action(context: Context, value: Action) -> SafeString:
    """Something one press does: a link or a form of one button."""
    return action_html(value, token=context.get("csrf_token"))


@register.simple_tag
def tag(text: str | Tag, colour: str = "") -> SafeString:
    """A word that says a state."""
    return tag_html(text if isinstance(text, Tag) else Tag(text, colour))


@register.simple_tag(takes_context=True)
def rows(context: Context, value: Table) -> SafeString:
    """The rows of a table."""
    return rows_html(value, token=context.get("csrf_token"))


@register.inclusion_tag("ui/components/table.html")
def table(value: Table) -> Values:
    """A table with its caption; sortable where its columns have links; cards on a small screen."""
    return {"table": value}


@register.inclusion_tag("ui/components/summary_list.html")
def summary_list(lines: Sequence[Line], *, card: Card | None = None, is_bordered: bool = True) -> Values:
    """Keys with their values and what can be changed; in a card where one is given."""
    return {"lines": lines, "card": card, "is_bordered": is_bordered}


@register.inclusion_tag("ui/components/notification_banner.html")
def notification_banner(
    notice: str | Notice, *, kind: str = "", title: str = "", role: str = "", key: str = "govuk-notification-banner"
) -> Values:
    """A banner. A success is announced at once unless another `role` is given; `key` makes its ids differ."""
    if not isinstance(notice, Notice):
        notice = Notice(notice, title=title, kind="success" if kind == "success" else "")
    default = "alert" if notice.kind == "success" else "region"
    return {"notice": notice, "role": role or default, "key": key}


@register.inclusion_tag("ui/components/messages.html")
def flash_messages(messages: Iterable[object] | None) -> Values:
    """The messages of Django as banners, read out politely."""
    return {"messages": list(messages or ())}


@register.inclusion_tag("ui/components/warning_text.html")
def warning_text(text: str, *, prefix: str = "") -> Values:
    """A warning; `prefix` is read out before it in place of "Warning"."""
    return {"text": text, "prefix": prefix}


@register.simple_block_tag
def inset_text(content: str, **attributes: object) -> SafeString:
    """A passage set apart."""
    return render_to_string(
        "ui/components/inset_text.html", {"content": content, "attributes": html_attributes(attributes)}
    )


@register.simple_block_tag
def details(content: str, summary: str, **attributes: object) -> SafeString:
    """A passage that opens; `open=True` shows it from the start."""
    values = {"content": content, "summary": summary, "attributes": html_attributes(attributes)}
    return render_to_string("ui/components/details.html", values)


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Sequence[Tab], *, title: str = "") -> Values:
    """Panels behind tabs; without JavaScript a list of links and all panels."""
    return {"items": items, "title": title}


@register.inclusion_tag("ui/components/pagination.html")
def pagination(pages: Pages, *, label: str = "") -> Values:
    """The way through a long list."""
    return {"pages": pages, "label": label, "is_block": not pages.items and (pages.previous or pages.next)}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(
    found: BaseForm | BaseFormSet[Any] | Sequence[ProblemLink], *, title: str = "", description: str = ""
) -> Values:
    """Every problem of a form, of forms, or of a list, each leading to its field; nothing where there is none."""
    links = problem_links(found) if isinstance(found, BaseForm | BaseFormSet) else tuple(found or ())
    return {"links": links, "title": title, "description": description}


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """Says that something was done, on a page that is for saying it: the title is the page's heading."""
    return render_to_string("ui/components/panel.html", {"content": content, "title": title})


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(items: Sequence[Breadcrumb]) -> Values:
    """The way back through the pages above this one."""
    return {"items": items}


@register.inclusion_tag("ui/components/back_link.html")
def back_link(href: str = "#", text: str = "") -> Values:
    """The way back to the page before."""
    return {"href": href, "text": text}


@register.simple_block_tag
def way_back(content: str) -> SafeString:
    """What stands before the main part, as a landmark: breadcrumbs are one already, a link back is laid into one."""
    if not content.strip() or "<nav" in content:
        return mark_safe(content)  # noqa: S308 (a rendered template)
    label = gettext("Way back")
    return format_html('<nav aria-label="{}">{}</nav>', label, mark_safe(content))  # noqa: S308


@register.inclusion_tag("ui/components/skip_link.html")
def skip_link(href: str = "#main", text: str = "") -> Values:
    """The first thing the Tab key reaches: past everything, to the content."""
    return {"href": href, "text": text}


@register.inclusion_tag("ui/components/task_list.html")
def task_list(items: Sequence[Task], *, prefix: str = "task-list") -> Values:
    """Things to do with their states; `prefix` makes ids differ where a page has two."""
    return {"items": [(item, isinstance(item.status, Tag)) for item in items], "prefix": prefix}


@register.inclusion_tag("ui/components/service_navigation.html")
def service_navigation(items: Sequence[NavItem], *, label: str = "") -> Values:
    """The links under the header."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/components/ways.html", takes_context=True)
def ways(context: Context, items: Sequence[Link], label: str) -> Values:
    """The pages of one room side by side; the one that is open is marked."""
    request = context.get("request")
    path = request.path if request else ""
    return {"items": [(item, item.href.partition("?")[0] == path) for item in items], "label": label}


@register.inclusion_tag("ui/components/filter_panel.html")
def filter_panel(
    filters: Sequence[Filter], *, chosen: Sequence[Link] = (), clear: str = "", action: str = ""
) -> Values:
    """Questions that narrow a list down, sent as a GET; `chosen` are links that each take one answer away."""
    return {"filters": filters, "chosen": chosen, "clear": clear, "action": action}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(items: Sequence[TimelineItem], *, heading: int = 3) -> Values:
    """What happened, in the order given; `heading` is the level of the titles."""
    return {"items": [(item, *_moment(item)) for item in items], "heading": f"h{heading}"}


def _moment(item: TimelineItem) -> tuple[str, str]:
    """When it happened, for machines and for people."""
    when = item.when
    if not isinstance(when, datetime):
        return when.isoformat(), date_format(when, "j F Y")
    local = timezone.localtime(when) if timezone.is_aware(when) else when
    return local.isoformat(timespec="minutes"), date_format(local, "j F Y, H:i")


@register.inclusion_tag("ui/components/identity_bar.html")
def identity_bar(identity: Identity, *, heading: str = "h1") -> Values:
    """Whose page this is, kept at its top."""
    return {"identity": identity, "heading": heading}


@register.inclusion_tag("ui/components/tiles.html")
def tiles(items: Sequence[Tile]) -> Values:
    """Figures side by side, each a link to what is behind it."""
    return {"items": items}


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(empty: Empty, *, heading: str = "h2") -> Values:
    """Said in place of a list that has nothing to show."""
    return {"empty": empty, "heading": heading}


@register.inclusion_tag("ui/components/search_box.html")
def search_box(
    action: str, *, label: str = "", value: str = "", hint: str = "", results: str = "", **more: str
) -> Values:
    """A search that is a plain form; with `results`, the id of an element, it also answers while one types.

    `more`: `name` of the input (q), and `method`: post where people are searched, so that no name stands in an address.
    """
    name, method = more.get("name", "q"), more.get("method", "get")
    shown = {"action": action, "label": label, "value": value, "hint": hint, "results": results}
    return {**shown, "name": name, "method": method}
