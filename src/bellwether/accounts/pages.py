"""What the pages of accounts say: every word, link and choice, ready to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from bellwether.core.access import ROLE_NAMES
from bellwether.ui.pages import Action, Cell, Choice, Colour, Filter, Line, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.accounts.facts import AccountFacts, MembershipFacts, Place
    from bellwether.accounts.holdings import Held
    from bellwether.core.access import Role

__all__ = ["AskPage", "OwnPage", "PeoplePage", "PersonPage", "SecondFactorPage", "held_words"]


def _role(role: Role) -> str:
    return gettext(ROLE_NAMES[role])


def _days(one: MembershipFacts) -> str:
    first = date_format(one.from_on, "j F Y")
    if one.to_on is None:
        return gettext("from %(first)s") % {"first": first}
    return gettext("from %(first)s to %(last)s") % {"first": first, "last": date_format(one.to_on, "j F Y")}


def _state(one: MembershipFacts, today: date) -> tuple[Tag, ...]:
    if one.holds_on(today):
        return ()
    return (Tag(gettext("to come"), Colour.BLUE),) if one.from_on > today else (Tag(gettext("ended"), Colour.GREY),)


def _memberships(account: AccountFacts, today: date, *, may_end: bool) -> Table:
    def actions(one: MembershipFacts) -> tuple[Action, ...]:
        if not (may_end and one.may_end) or (one.to_on is not None and one.to_on < today):
            return ()
        href = reverse("accounts:end", args=[one.id])
        return (Action(gettext("End"), href, about=f"{_role(one.role)}, {one.place.name}"),)

    rows = tuple(
        Row(
            (
                Cell(_role(one.role), tags=_state(one, today)),
                Cell(one.place.name),
                Cell(_days(one)),
                *((Cell(actions=actions(one)),) if may_end else ()),
            )
        )
        for one in account.memberships
    )
    head = (gettext("Role"), gettext("Where"), gettext("When"), *((gettext("Change"),) if may_end else ()))
    return Table(gettext("Roles"), head, rows, empty=gettext("No role here."))


def _protection(account: AccountFacts) -> str:
    return gettext("set up") if account.has_second_factor else gettext("not set up")


@dataclass(frozen=True)
class OwnPage:
    """One's own account."""

    lines: tuple[Line, ...]
    roles: Table

    @classmethod
    def of(cls, account: AccountFacts, *, today: date) -> OwnPage:
        """Make it."""
        person = account.person
        password = "account_change_password" if account.has_password else "account_set_password"
        change = gettext("Change")
        lines = (
            Line(gettext("Name"), person.name, (Link(change, reverse("accounts:own-name"), gettext("your name")),)),
            Line(gettext("Post"), person.post),
            Line(gettext("E-mail address"), person.email),
            Line(
                gettext("Password"),
                gettext("set") if account.has_password else gettext("none"),
                (Link(change, reverse(password), gettext("your password")),),
            ),
            Line(
                gettext("Second step"),
                _protection(account),
                (Link(change, reverse("accounts:second-factor"), gettext("your second step")),),
            ),
        )
        return cls(lines, _memberships(account, today, may_end=False))


@dataclass(frozen=True)
class SecondFactorPage:
    """How to set up, give or change the second step of signing in."""

    is_asked: bool
    is_set_up: bool
    links: tuple[Action, ...]
    next_href: str

    @classmethod
    def of(cls, *, is_asked: bool, is_set_up: bool, next_href: str) -> SecondFactorPage:
        """Make it. is_asked: a role needs it and it was not given yet."""
        if is_asked and is_set_up:
            href = f"{reverse('mfa_reauthenticate')}?{urlencode({'next': next_href})}"
            links: tuple[Action, ...] = (Action(gettext("Give the code"), href, style=""),)
        elif is_set_up:
            links = (
                Action(gettext("Stop or change the code app"), reverse("mfa_activate_totp")),
                Action(gettext("Your passkeys"), reverse("mfa_list_webauthn")),
                Action(gettext("Your recovery codes"), reverse("mfa_view_recovery_codes")),
            )
        else:
            links = (
                Action(gettext("Use a code app"), reverse("mfa_activate_totp"), style=""),
                Action(gettext("Use a passkey"), reverse("mfa_add_webauthn")),
            )
        return cls(is_asked, is_set_up, links, next_href)


@dataclass(frozen=True)
class PeoplePage:
    """Everybody with a role in one place."""

    heading: str
    filters: tuple[Filter, ...]
    people: Table
    add: Action

    @classmethod
    def of(cls, accounts: Sequence[AccountFacts], *, places: Sequence[Place], place: Place, today: date) -> PeoplePage:
        """Make it. places: those among which one may choose."""
        choices = tuple(Choice(one.key, one.name, one.key == place.key) for one in places)
        rows = tuple(Row(_person_cells(one, today)) for one in accounts)
        head = (gettext("Name"), gettext("Roles"), gettext("Second step"), gettext("Last sign-in"))
        return cls(
            heading=gettext("People at %(place)s") % {"place": place.name},
            filters=(Filter("place", gettext("Place"), choices, kind="select"),),
            people=Table(gettext("People"), head, rows, caption_size="hidden", empty=gettext("Nobody yet.")),
            add=Action(gettext("Give somebody a role"), reverse("accounts:choose-role"), style=""),
        )


def _person_cells(account: AccountFacts, today: date) -> tuple[Cell, ...]:
    person = account.person
    roles = ", ".join(f"{_role(one.role)} ({one.place.name})" for one in account.memberships)
    tags = () if account.is_active else (Tag(gettext("closed"), Colour.GREY),)
    coming = tuple(tag for one in account.memberships for tag in _state(one, today))[:1]
    return (
        Cell(person.name, href=reverse("accounts:person", args=[person.id]), note=person.post, tags=tags),
        Cell(roles, tags=coming),
        Cell(_protection(account)),
        Cell(_when(account)),
    )


def _when(account: AccountFacts) -> str:
    if account.last_sign_in is None:
        return gettext("never")
    return date_format(localtime(account.last_sign_in), "j F Y")


@dataclass(frozen=True)
class PersonPage:
    """One account as those who manage accounts see it."""

    name: str
    lines: tuple[Line, ...]
    roles: Table
    actions: tuple[Action, ...]
    has_others: bool

    @classmethod
    def of(cls, account: AccountFacts, *, today: date) -> PersonPage:
        """Make it."""
        person = account.person
        lines = (
            Line(gettext("Post"), person.post),
            Line(gettext("E-mail address"), person.email),
            Line(gettext("Account"), gettext("open") if account.is_active else gettext("closed")),
            Line(gettext("Password"), gettext("set") if account.has_password else gettext("not chosen yet")),
            Line(gettext("Second step"), _protection(account)),
            Line(gettext("Last sign-in"), _when(account)),
        )
        return cls(
            person.name,
            lines,
            _memberships(account, today, may_end=True),
            _person_actions(account),
            account.has_others,
        )


def _person_actions(account: AccountFacts) -> tuple[Action, ...]:
    person = account.person
    give = f"{reverse('accounts:choose-role')}?{urlencode({'person': person.id})}"
    found = [Action(gettext("Give another role"), give)] if account.is_active else []
    if account.may_manage and account.is_active:
        found.append(Action(gettext("Change name or post"), reverse("accounts:change", args=[person.id])))
        if not account.has_password:
            found.append(Action(gettext("Send the invitation again"), reverse("accounts:invite", args=[person.id])))
        if account.has_second_factor:
            found.append(Action(gettext("Reset the second step"), reverse("accounts:reset", args=[person.id])))
        found.append(Action(gettext("Close the account"), reverse("accounts:close", args=[person.id]), style="warning"))
    return tuple(found)


@dataclass(frozen=True)
class AskPage:
    """One question with one button: give, end, close, reset, change."""

    heading: str
    words: tuple[str, ...]
    button: str
    back_href: str
    style: str = ""
    warning: str = ""


def held_words(held: Sequence[Held]) -> str:
    """What somebody still answers for, in a sentence; nothing where there is nothing."""
    if not held:
        return ""
    listed = ", ".join(f"{one.count} {one.label}" for one in held)
    total = sum(one.count for one in held)
    words = ngettext(
        "They still answer for one thing here: %(listed)s. Say who takes it over.",
        "They still answer for %(total)s things here: %(listed)s. Say who takes them over.",
        total,
    )
    return words % {"total": total, "listed": listed}
