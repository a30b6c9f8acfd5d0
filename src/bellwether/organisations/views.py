"""The pages of places. What a page may show, selectors and questions decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.organisations import asking, showing
from bellwether.organisations.answering import answer, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = [
    "add_closure",
    "add_school",
    "add_times",
    "adjust",
    "choose_policy",
    "close",
    "convert",
    "edit",
    "gias",
    "merge",
    "places",
    "policy",
    "school",
    "set_up",
    "stage_gias",
    "terms",
    "times",
    "trust",
    "withdraw_adjustment",
    "withdraw_closure",
]

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def places(request: ActorRequest) -> HttpResponse:
    """The places that one may see."""
    page = showing.places_page(actor=request.actor, today=request.today)
    return render(request, "organisations/places.html", {"page": page})


@require_safe
def school(request: ActorRequest, school_id: int) -> HttpResponse:
    """One school with its year."""
    year = request.GET.get("year", "")
    page = showing.school_page(school_id, year=year, actor=request.actor, today=request.today)
    return render(request, "organisations/school.html", {"page": page})


@require_safe
def times(request: ActorRequest, school_id: int) -> HttpResponse:
    """When registers open and close."""
    page = showing.times_page(school_id, actor=request.actor, today=request.today)
    return render(request, "organisations/times.html", {"page": page})


@require_safe
def policy(request: ActorRequest, scope: str, scope_id: int) -> HttpResponse:
    """Every rule in force for a place."""
    page = showing.policy_page(scope, scope_id, actor=request.actor, today=request.today)
    return render(request, "organisations/policy.html", {"page": page})


@require_safe
def set_up(request: ActorRequest, school_id: int) -> HttpResponse:
    """What is unset, and what does not work because of it."""
    page = showing.set_up_page(school_id, actor=request.actor, today=request.today)
    return render(request, "organisations/set_up.html", {"page": page})


@asks
def add_school(request: ActorRequest) -> HttpResponse:
    """A school that is not here yet."""
    return answer(request, asking.add_school(posted(request), actor=request.actor))


@asks
def edit(request: ActorRequest, school_id: int) -> HttpResponse:
    """Change what is known of a school."""
    return answer(request, asking.edit(school_id, posted(request), actor=request.actor))


@asks
def terms(request: ActorRequest, school_id: int, year: int) -> HttpResponse:
    """Set the terms of a year."""
    return answer(request, asking.terms(school_id, year, posted(request), actor=request.actor))


@asks
def add_closure(request: ActorRequest, school_id: int) -> HttpResponse:
    """Close sessions."""
    return answer(request, asking.add_closure(school_id, posted(request), actor=request.actor))


@asks
def withdraw_closure(request: ActorRequest, closure_id: int) -> HttpResponse:
    """Take a closure back."""
    return answer(request, asking.withdraw_closure(closure_id, posted(request), actor=request.actor))


@asks
def add_times(request: ActorRequest, school_id: int) -> HttpResponse:
    """Set when a register opens and closes."""
    return answer(request, asking.times(school_id, posted(request), actor=request.actor))


@asks
def convert(request: ActorRequest, school_id: int) -> HttpResponse:
    """The school becomes another."""
    return answer(request, asking.convert(school_id, posted(request), actor=request.actor))


@asks
def trust(request: ActorRequest, school_id: int) -> HttpResponse:
    """The school belongs to another trust."""
    return answer(request, asking.trust(school_id, posted(request), actor=request.actor))


@asks
def merge(request: ActorRequest, school_id: int) -> HttpResponse:
    """The school goes on in another."""
    return answer(request, asking.merge(school_id, posted(request), actor=request.actor))


@asks
def close(request: ActorRequest, school_id: int) -> HttpResponse:
    """The school closes for good."""
    return answer(request, asking.close(school_id, posted(request), actor=request.actor))


@asks
def choose_policy(request: ActorRequest, scope: str, scope_id: int) -> HttpResponse:
    """Put a preset in force."""
    return answer(request, asking.choose_policy(scope, scope_id, posted(request), actor=request.actor))


@asks
def adjust(request: ActorRequest, scope: str, scope_id: int, rule_id: str) -> HttpResponse:
    """Set one rule otherwise."""
    return answer(request, asking.adjust(scope, scope_id, rule_id, posted(request), actor=request.actor))


@asks
def withdraw_adjustment(request: ActorRequest, scope: str, scope_id: int, adjustment_id: int) -> HttpResponse:
    """Take an adjustment back."""
    data = posted(request)
    return answer(request, asking.withdraw_adjustment(scope, scope_id, adjustment_id, data, actor=request.actor))


@asks
def stage_gias(request: ActorRequest) -> HttpResponse:
    """Read a file of GIAS."""
    return answer(
        request,
        asking.stage_gias(posted(request), request.FILES if request.method == "POST" else None, actor=request.actor),
    )


@asks
def gias(request: ActorRequest, import_id: int) -> HttpResponse:
    """Look at what a file would change, and apply it."""
    return answer(request, asking.apply_gias(import_id, posted(request), actor=request.actor))
