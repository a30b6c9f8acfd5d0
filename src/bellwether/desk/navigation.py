"""The way around: the entries of the navigation that lead somewhere for whoever looks, and the links of the footer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from bellwether.core.access import Action
from bellwether.desk.access import able
from bellwether.desk.helping import topic_of_page
from bellwether.ui.pages import Link, NavItem, Shell

if TYPE_CHECKING:
    from bellwether.core.access import Actor

__all__ = ["navigation", "shell"]

_ENTRIES: Final = (
    (gettext_lazy("Registers"), "registers:mine", Action.TAKE_REGISTER),
    (gettext_lazy("Today"), "monitor:today", Action.SEE_TODAY),
    (gettext_lazy("Find a pupil"), "desk:search", Action.SEE_PUPIL),
    (gettext_lazy("Imports"), "exchange:imports", Action.IMPORT_MARKS),
    (gettext_lazy("Messages"), "messages:outbox", Action.SEND_MESSAGE),
    (gettext_lazy("Places"), "organisations:places", Action.MANAGE_ORGANISATION),
    (gettext_lazy("Accounts"), "accounts:people", Action.MANAGE_ACCOUNTS),
    (gettext_lazy("Audit"), "audit:trail", Action.READ_AUDIT),
)
"""Each with what one must be allowed to do somewhere to be let in."""


def navigation(actor: Actor, *, path: str) -> tuple[NavItem, ...]:
    """The entries for this actor; the one that the address `path` lies under is the current one. No queries."""
    home = reverse("desk:home")
    entries = [NavItem(gettext("Home"), home, is_current=path == home)]
    for text, route, action in _ENTRIES:
        if able(actor, action):
            href = reverse(route)
            entries.append(NavItem(str(text), href, is_current=path.startswith(href)))
    return tuple(entries)


def shell(actor: Actor, *, path: str, view_name: str) -> Shell:
    """What surrounds the page at `path` for this actor; for nobody only the way home and the footer. No queries."""
    footer = [Link(gettext("Accessibility"), reverse("desk:accessibility"))]
    if actor.user_id is None:
        return Shell(home_href=reverse("desk:home"), footer=tuple(footer))
    topic = topic_of_page(view_name, actor=actor)
    href = reverse("desk:help") + (f"#{topic.key}" if topic else "")
    footer.insert(0, Link(gettext("Help with this page") if topic else gettext("Help"), href))
    return Shell(
        home_href=reverse("desk:home"),
        navigation=navigation(actor, path=path),
        organisation=actor.post,
        person=actor.name,
        account=(Link(gettext("Account"), reverse("accounts:own")),),
        sign_out_href=reverse("account_logout"),
        search_href=reverse("desk:search") if able(actor, Action.SEE_PUPIL) else "",
        footer=tuple(footer),
    )
