"""The questions of managing accounts: which form with which choices, in which words, and what a good answer does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from bellwether.accounts import holdings, selectors, services
from bellwether.accounts.errors import (
    AlreadyHeldError,
    HandOverFirstError,
    NotHeldThereError,
    OwnRightsError,
    WrongOrderError,
)
from bellwether.accounts.facts import Giving, Place
from bellwether.accounts.forms import ClosingForm, EndingForm, GivingForm, RoleForm
from bellwether.accounts.pages import AskPage, held_words
from bellwether.accounts.placing import managed_places
from bellwether.core.access import ROLE_NAMES, Action, Role, Scope, givable_roles, require_somewhere
from bellwether.core.calendar import academic_year_of
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bellwether.accounts.errors import AccountRefusedError
    from bellwether.accounts.facts import AccountFacts, MembershipFacts
    from bellwether.accounts.holdings import Held
    from bellwether.core.access import Actor

__all__ = [
    "change_page",
    "closing",
    "ending",
    "give_address",
    "giving",
    "invite_page",
    "own_name_page",
    "place_asked",
    "reset_page",
    "role_form",
    "role_page",
    "words_of",
]


_LONGEST_NUMBER: Final = 18
"""More digits than any row has."""


def words_of(refused: AccountRefusedError) -> str:
    """What a person is told."""
    if isinstance(refused, HandOverFirstError):
        return held_words(refused.held)
    return {
        AlreadyHeldError: gettext("They hold this role there already"),
        NotHeldThereError: gettext("This role is not held there"),
        OwnRightsError: gettext("You cannot change your own rights. Ask somebody else who manages accounts"),
        WrongOrderError: gettext("The last day must not be before the first day"),
    }[type(refused)]


def place_asked(key: str, *, actor: Actor) -> tuple[tuple[Place, ...], Place]:
    """The places whose accounts the actor manages, and the one asked for, or the first. Http404 for a strange one."""
    require_somewhere(actor, Action.MANAGE_ACCOUNTS)
    places = managed_places(actor)
    found = next((place for place in places if place.key == key), None) if key else (places[0] if places else None)
    if found is None:
        raise Http404
    return places, found


def role_form(given: Mapping[str, str], *, actor: Actor) -> RoleForm:
    """Which role and where, among those that the actor may give."""
    require_somewhere(actor, Action.MANAGE_ACCOUNTS)
    asked = given if "role" in given else None
    return RoleForm(asked, roles=givable_roles(actor), places=managed_places(actor))


def role_page(person: str) -> AskPage:
    """The words around it."""
    back = reverse("accounts:person", args=[int(person)]) if person.isdecimal() else reverse("accounts:people")
    return AskPage(gettext("Give a role"), (), gettext("Go on"), back)


def give_address(form: RoleForm, *, person: str) -> str:
    """Where the second question is asked."""
    given = {"role": form.cleaned_data["role"], "place": form.cleaned_data["place"]}
    return f"{reverse('accounts:give')}?{urlencode(given | ({'person': person} if person.isdecimal() else {}))}"


@dataclass(frozen=True)
class GivingQuestion:
    """To whom a role is given. person: an account that exists, None for a new one."""

    form: GivingForm
    page: AskPage
    person: AccountFacts | None

    def give(self, *, actor: Actor, now: datetime) -> int:
        """Give it; returns the account."""
        pupil_id = self._pupil(actor) if self.form.asks_pupil else None
        givings = self.form.givings(pupil_id=pupil_id)
        if self.person is None:
            return services.create_account(self.form.person(), givings=givings, actor=actor, now=now)
        services.grant_memberships(self.person.person.id, givings=givings, actor=actor, now=now)
        return self.person.person.id

    def _pupil(self, actor: Actor) -> int:
        found = people.search(self.form.cleaned_data["upn"], actor=actor, on=actor.on, limit=2)
        same = [one.id for one in found if one.upn == self.form.cleaned_data["upn"].strip().upper()]
        if len(same) != 1:
            raise NotHeldThereError
        return same[0]


def giving(asked: Mapping[str, str], given: Mapping[str, Any] | None, *, actor: Actor) -> GivingQuestion:
    """The second question for the role and place in the address. Http404 where the address makes no sense."""
    _, place = place_asked(asked.get("place", ""), actor=actor)
    role = _role_asked(asked.get("role", ""), actor=actor)
    account = _account_asked(asked.get("person", ""), actor=actor)
    form = GivingForm(
        given,
        role=role,
        place=place,
        groups=_groups(place, actor=actor),
        is_new=account is None,
        initial={"from_on": actor.on, "post": gettext(ROLE_NAMES[role])},
    )
    words = {"role": gettext(ROLE_NAMES[role]), "place": place.name}
    heading = gettext("Give a role: %(role)s at %(place)s") % words
    shown = () if account is None else (account.person.name,)
    back = reverse("accounts:choose-role") if account is None else reverse("accounts:person", args=[account.person.id])
    return GivingQuestion(form, AskPage(heading, shown, gettext("Give the role"), back), account)


def _role_asked(text: str, *, actor: Actor) -> Role:
    if text not in {role.value for role in givable_roles(actor)}:
        raise Http404
    return Role(text)


def _account_asked(text: str, *, actor: Actor) -> AccountFacts | None:
    if len(text) > _LONGEST_NUMBER:
        raise Http404
    return selectors.account(int(text), actor=actor) if text.isdecimal() else None


def _groups(place: Place, *, actor: Actor) -> tuple[Place, ...]:
    if place.scope is not Scope.SCHOOL:
        return ()
    found = people.groups(place.id, year=academic_year_of(actor.on), actor=actor)
    return tuple(Place(Scope.GROUP, one.id, one.name) for one in found)


@dataclass(frozen=True)
class EndingQuestion:
    """When a role ends, and who takes over."""

    form: EndingForm
    page: AskPage
    membership: MembershipFacts

    @property
    def user_id(self) -> int:
        """Whose role it is."""
        return self.membership.user_id

    def end(self, *, actor: Actor, now: datetime) -> None:
        """End it."""
        form = self.form
        services.end_membership(
            self.membership.id, last_day=form.last(), hand_over_to=form.taker(), actor=actor, now=now
        )


def ending(membership_id: int, given: Mapping[str, Any] | None, *, actor: Actor) -> EndingQuestion:
    """The question for a role in reach that the actor may end."""
    one = selectors.membership_to_end(membership_id, actor=actor)
    held = holdings.held_by(one.user_id, Giving(one.role, one.place.scope, one.place.id, one.from_on, one.to_on))
    colleagues = _colleagues(one.place, but=one.user_id, actor=actor) if held else ()
    form = EndingForm(given, colleagues=colleagues, must=bool(held), initial={"last_day": actor.on})
    words = {"role": gettext(ROLE_NAMES[one.role]), "place": one.place.name}
    page = AskPage(
        gettext("End a role: %(role)s at %(place)s") % words,
        (gettext("What they did stays as it is. From the day after, they cannot see or change anything there."),),
        gettext("End the role"),
        reverse("accounts:person", args=[one.user_id]),
        style="warning",
        warning=held_words(held),
    )
    return EndingQuestion(form, page, one)


def _colleagues(place: Place, *, but: int, actor: Actor) -> tuple[tuple[int, str], ...]:
    found = selectors.colleagues_in(place.scope, place.id, actor=actor)
    return tuple((one.person.id, one.person.name) for one in found if one.person.id != but and one.is_active)


@dataclass(frozen=True)
class ClosingQuestion:
    """Who takes over when an account is closed."""

    form: ClosingForm
    page: AskPage


def closing(user_id: int, given: Mapping[str, Any] | None, *, actor: Actor) -> ClosingQuestion:
    """The question for an account that the actor may close."""
    account = selectors.account_to_change(user_id, actor=actor)
    current = [one for one in account.memberships if one.to_on is None or one.to_on >= actor.on]
    held: list[Held] = []
    colleagues: dict[int, str] = {}
    for one in current:
        mine = holdings.held_by(user_id, Giving(one.role, one.place.scope, one.place.id, one.from_on, one.to_on))
        held += mine
        colleagues |= dict(_colleagues(one.place, but=user_id, actor=actor)) if mine else {}
    form = ClosingForm(given, colleagues=colleagues.items(), must=bool(held))
    page = AskPage(
        gettext("Close the account of %(name)s") % {"name": account.person.name},
        (gettext("Every role ends today, and they are signed out everywhere. What they did stays as it is."),),
        gettext("Close the account"),
        reverse("accounts:person", args=[user_id]),
        style="warning",
        warning=held_words(held),
    )
    return ClosingQuestion(form, page)


def own_name_page() -> AskPage:
    """Change one's own name."""
    return AskPage(gettext("Change your name"), (), gettext("Save"), reverse("accounts:own"))


def change_page(account: AccountFacts) -> AskPage:
    """Change somebody's name and post."""
    words = gettext("What is already written in registers and letters keeps the name and post of its day.")
    return _page_about(account, gettext("Change name or post"), (words,), gettext("Save"))


def invite_page(account: AccountFacts) -> AskPage:
    """Send the invitation again."""
    words = gettext("An e-mail with a new link goes to %(address)s.") % {"address": account.person.email}
    return _page_about(account, gettext("Send the invitation again"), (words,), gettext("Send it"))


def reset_page(account: AccountFacts) -> AskPage:
    """Reset the second step."""
    words: Sequence[str] = (
        account.person.name,
        gettext("Make sure that it is really them who ask: speak to them, do not rely on an e-mail."),
        gettext("Their code app, passkeys and recovery codes stop working, and they are signed out everywhere."),
    )
    return _page_about(account, gettext("Reset the second step"), words, gettext("Reset"), style="warning")


def _page_about(account: AccountFacts, heading: str, words: Sequence[str], button: str, *, style: str = "") -> AskPage:
    return AskPage(heading, tuple(words), button, reverse("accounts:person", args=[account.person.id]), style=style)
