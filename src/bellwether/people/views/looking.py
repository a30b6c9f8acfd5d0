"""Pages that are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.people import showing

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = ["duplicates", "find_parent", "group", "groups", "moves", "pupil", "roll", "safeguarding"]


@require_safe
def roll(request: ActorRequest, school_id: int) -> HttpResponse:
    """The admission register of a school."""
    page = showing.roll_page(school_id, actor=request.actor, today=request.today)
    return render(request, "people/roll.html", {"page": page})


@require_safe
def groups(request: ActorRequest, school_id: int) -> HttpResponse:
    """The groups of this year."""
    page = showing.groups_page(school_id, actor=request.actor, today=request.today)
    return render(request, "people/list.html", {"page": page})


@require_safe
def group(request: ActorRequest, group_id: int) -> HttpResponse:
    """Who is in a group."""
    page = showing.group_page(group_id, actor=request.actor, today=request.today)
    return render(request, "people/list.html", {"page": page})


@require_safe
def moves(request: ActorRequest, school_id: int) -> HttpResponse:
    """Pupils offered to and from a school."""
    page = showing.moves_page(school_id, actor=request.actor)
    return render(request, "people/moves.html", {"page": page})


@require_safe
def duplicates(request: ActorRequest, school_id: int) -> HttpResponse:
    """Records that may be of one child."""
    page = showing.duplicates_page(school_id, actor=request.actor, today=request.today)
    return render(request, "people/duplicates.html", {"page": page})


@require_safe
def pupil(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """A pupil's record."""
    page = showing.pupil_page(pupil_id, actor=request.actor, today=request.today)
    return render(request, "people/pupil.html", {"page": page})


@require_safe
def safeguarding(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """The restricted part of a record."""
    page = showing.safeguarding_page(pupil_id, actor=request.actor, today=request.today, now=request.now)
    return render(request, "people/safeguarding.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def find_parent(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Somebody known already. Names are sent by POST, so that none stands in an address."""
    query = request.POST.get("q", "")
    page = showing.find_parent_page(pupil_id, query=query, actor=request.actor, today=request.today)
    return render(request, "people/find_parent.html", {"page": page})
