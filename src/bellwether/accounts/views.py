"""The pages of accounts: one's own, and those of the people whose accounts one manages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from bellwether.accounts import asking, selectors, services
from bellwether.accounts.errors import AccountRefusedError
from bellwether.accounts.forms import ChangeForm, NameForm
from bellwether.accounts.pages import OwnPage, PeoplePage, PersonPage, SecondFactorPage
from bellwether.accounts.second_factor import is_required, is_set_up
from bellwether.core.access import require_signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bellwether.accounts.pages import AskPage
    from bellwether.accounts.requests import ActorRequest
    from bellwether.ui.forms import BellwetherForm

__all__ = [
    "change",
    "choose_role",
    "close",
    "end",
    "give",
    "invite",
    "own",
    "own_name",
    "people",
    "person",
    "reset",
    "second_factor",
]


def own(request: ActorRequest) -> HttpResponse:
    """One's own account."""
    account = selectors.own_account(actor=request.actor)
    return render(request, "accounts/own.html", {"page": OwnPage.of(account, today=request.today)})


def own_name(request: ActorRequest) -> HttpResponse:
    """Change one's own name."""
    account = selectors.own_account(actor=request.actor)
    form = NameForm(request.POST or None, initial={"name": account.person.name})
    if form.is_valid():
        services.change_own_name(name=form.cleaned_data["name"], actor=request.actor, now=request.now)
        return redirect("accounts:own")
    return _ask(request, asking.own_name_page(), form)


def second_factor(request: ActorRequest) -> HttpResponse:
    """Lead to setting up, giving or changing the second step of signing in."""
    require_signed_in(request.actor)
    going_to = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(going_to, allowed_hosts=None):
        going_to = "/"
    asked = is_required(request.actor) and not request.actor.verified
    page = SecondFactorPage.of(is_asked=asked, is_set_up=is_set_up(request), next_href=going_to)
    return render(request, "accounts/second_factor.html", {"page": page})


def people(request: ActorRequest) -> HttpResponse:
    """Everybody with a role in one place."""
    places, place = asking.place_asked(request.GET.get("place", ""), actor=request.actor)
    accounts = selectors.accounts_in(place.scope, place.id, actor=request.actor)
    page = PeoplePage.of(accounts, places=places, place=place, today=request.today)
    return render(request, "accounts/people.html", {"page": page})


def person(request: ActorRequest, user_id: int) -> HttpResponse:
    """One account."""
    account = selectors.account(user_id, actor=request.actor)
    return render(request, "accounts/person.html", {"page": PersonPage.of(account, today=request.today)})


def choose_role(request: ActorRequest) -> HttpResponse:
    """First question of giving a role: which, and where."""
    form = asking.role_form(request.GET, actor=request.actor)
    if form.is_bound and form.is_valid():
        return redirect(asking.give_address(form, person=request.GET.get("person", "")))
    page = asking.role_page(request.GET.get("person", ""))
    return render(request, "accounts/choose_role.html", {"page": page, "form": form})


def give(request: ActorRequest) -> HttpResponse:
    """Second question of giving a role: to whom, over what exactly, from when to when."""
    question = asking.giving(request.GET, request.POST or None, actor=request.actor)
    if question.form.is_valid():
        try:
            user_id = question.give(actor=request.actor, now=request.now)
        except AccountRefusedError as refused:
            question.form.add_error(None, asking.words_of(refused))
        else:
            return redirect("accounts:person", user_id)
    return _ask(request, question.page, question.form)


def end(request: ActorRequest, membership_id: int) -> HttpResponse:
    """End a role; what the person answers for there is handed over first."""
    question = asking.ending(membership_id, request.POST or None, actor=request.actor)
    if question.form.is_valid():
        try:
            question.end(actor=request.actor, now=request.now)
        except AccountRefusedError as refused:
            question.form.add_error(None, asking.words_of(refused))
        else:
            return redirect("accounts:person", question.user_id)
    return _ask(request, question.page, question.form)


def close(request: ActorRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    question = asking.closing(user_id, request.POST if request.method == "POST" else None, actor=request.actor)
    if question.form.is_valid():
        services.deactivate(user_id, actor=request.actor, now=request.now, hand_over_to=question.form.taker())
        messages.success(request, gettext("The account is closed."))
        return redirect("accounts:person", user_id)
    return _ask(request, question.page, question.form)


def change(request: ActorRequest, user_id: int) -> HttpResponse:
    """Change somebody's name and post."""
    account = selectors.account_to_change(user_id, actor=request.actor)
    form = ChangeForm(request.POST or None, initial={"name": account.person.name, "post": account.person.post})
    if form.is_valid():
        services.change_account(user_id, **form.cleaned_data, actor=request.actor, now=request.now)
        return redirect("accounts:person", user_id)
    return _ask(request, asking.change_page(account), form)


def invite(request: ActorRequest, user_id: int) -> HttpResponse:
    """Send the invitation again."""
    account = selectors.account_to_change(user_id, actor=request.actor)
    if request.method == "POST":
        services.send_invitation(user_id, actor=request.actor, now=request.now)
        messages.success(request, gettext("The invitation is on its way."))
        return redirect("accounts:person", user_id)
    return _ask(request, asking.invite_page(account))


def reset(request: ActorRequest, user_id: int) -> HttpResponse:
    """Reset the second step of somebody who lost theirs."""
    account = selectors.account_to_change(user_id, actor=request.actor)
    if request.method == "POST":
        services.reset_second_factor(user_id, actor=request.actor, now=request.now)
        messages.success(request, gettext("The second step is reset. They set up a new one when they next sign in."))
        return redirect("accounts:person", user_id)
    return _ask(request, asking.reset_page(account))


def _ask(request: ActorRequest, page: AskPage, form: BellwetherForm | None = None) -> HttpResponse:
    return render(request, "accounts/ask.html", {"page": page, "form": form})
