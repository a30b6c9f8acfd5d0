"""The pages of the outbox and of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages as flash
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bellwether.core.access import Action, may
from bellwether.messages import selectors, services
from bellwether.messages.forms import FilterForm, ReplyForm, WordingForm
from bellwether.messages.pages import MessagePage, OutboxPage, TemplatePage, TemplatesPage, WordingPage
from bellwether.messages.services.states import NotPossibleNowError
from bellwether.messages.services.templates import SubjectMissingError, UnknownFactsError
from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = ["message", "outbox", "reply", "template", "templates", "try_again", "withdraw", "wording"]


@require_GET
def outbox(request: ActorRequest) -> HttpResponse:
    """Every message of the schools that the actor may send for."""
    wanted = FilterForm(request.GET).wanted()
    found = selectors.outbox(actor=request.actor, now=request.now, **wanted)
    failing = selectors.failing(actor=request.actor, now=request.now, school_id=wanted["school_id"])
    schools = organisations.visible_schools(actor=request.actor, action=Action.SEND_MESSAGE)
    page = OutboxPage.of(found, failing, schools=schools, school_id=wanted["school_id"], state=wanted["state"])
    return render(request, "messages/outbox.html", {"page": page})


@require_GET
def message(request: ActorRequest, message_id: int) -> HttpResponse:
    """One message, with the form for what came back."""
    found = selectors.message(message_id, actor=request.actor, now=request.now)
    values = {"page": MessagePage.of(found), "form": ReplyForm(on=request.today)}
    return render(request, "messages/message.html", values)


@require_POST
def reply(request: ActorRequest, message_id: int) -> HttpResponse:
    """Write down what came back."""
    form = ReplyForm(request.POST, on=request.today)
    if not form.is_valid():
        found = selectors.message(message_id, actor=request.actor, now=request.now)
        return render(request, "messages/message.html", {"page": MessagePage.of(found), "form": form})
    return _done(request, message_id, services.record_reply, form.reply())


@require_POST
def withdraw(request: ActorRequest, message_id: int) -> HttpResponse:
    """Keep a waiting message from going out."""
    return _done(request, message_id, services.withdraw)


@require_POST
def try_again(request: ActorRequest, message_id: int) -> HttpResponse:
    """Let a failed message try again."""
    return _done(request, message_id, services.try_again)


def _done(request: ActorRequest, message_id: int, service: Callable[..., object], *given: object) -> HttpResponse:
    """Ask the service, say what came of it, and go back to the message."""
    try:
        service(message_id, *given, actor=request.actor, now=request.now)
    except NotPossibleNowError:
        flash.error(request, gettext("That cannot be done any more: the message moved on meanwhile."))
    else:
        flash.success(request, gettext("Saved."))
    return redirect("messages:message", message_id)


@require_GET
def templates(request: ActorRequest, school_id: int) -> HttpResponse:
    """The words of a school's messages."""
    found = selectors.templates(school_id, actor=request.actor)
    may_send = may(request.actor, Action.SEND_MESSAGE, organisations.reach_of_school(school_id))
    page = TemplatesPage.of(found, school=organisations.school(school_id), may_send=may_send)
    return render(request, "messages/templates.html", {"page": page})


@require_GET
def template(request: ActorRequest, school_id: int, key: str) -> HttpResponse:
    """One template: what it says, and every version."""
    found = selectors.template_of(school_id, key, actor=request.actor)
    may_change = may(request.actor, Action.MANAGE_ORGANISATION, organisations.reach_of_school(school_id))
    page = TemplatePage.of(found, school=organisations.school(school_id), may_change=may_change)
    return render(request, "messages/template.html", {"page": page})


@require_http_methods(["GET", "POST"])
def wording(request: ActorRequest, school_id: int, key: str) -> HttpResponse:
    """Write a school's own words."""
    found = selectors.template_to_change(school_id, key, actor=request.actor)
    page = WordingPage.of(found, school=organisations.school(school_id))
    form = WordingForm(request.POST or None, media=page.media())
    if request.method == "POST" and form.is_valid() and _added(request, school_id, key, form):
        return redirect("messages:template", school_id, key)
    return render(request, "messages/wording.html", {"page": page, "form": form})


def _added(request: ActorRequest, school_id: int, key: str, form: WordingForm) -> bool:
    """Whether the words were kept; what is wrong with them is put beside the field."""
    try:
        services.add_wording(school_id, form.words(key), actor=request.actor, now=request.now)
    except UnknownFactsError as error:
        names = ", ".join(f"{{{name}}}" for name in sorted(error.names))
        form.add_error("body", gettext("This message has nothing to put in for %(names)s") % {"names": names})
    except SubjectMissingError:
        form.add_error("subject", gettext("Enter the subject of the e-mail"))
    else:
        flash.success(request, gettext("Saved. From now on messages use these words."))
    return form.is_valid()
