"""The start page, finding a pupil, a pupil's page, help and the accessibility statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.accounts.duties import all_duties
from bellwether.desk import selectors
from bellwether.desk.helping import help_topics, topic
from bellwether.desk.pages.duties import DutiesPage
from bellwether.desk.pages.help import HelpPage
from bellwether.desk.pages.home import HomePage
from bellwether.desk.pages.pupil import PupilPage
from bellwether.desk.pages.search import SearchPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = ["accessibility", "duties", "help_page", "home", "pupil", "search"]


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What waits for the reader today, and what they may do, school by school."""
    actor = request.actor
    facts = selectors.home(actor=actor, now=request.now, today=request.today)
    page = HomePage.of(facts, name=actor.name, post=actor.post, today=request.today)
    return render(request, "desk/home.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ActorRequest) -> HttpResponse:
    """Find a pupil. What is typed is sent by POST, so that no name stands in an address or a log."""
    query = request.POST.get("q", "")[:100]
    facts = selectors.search(query, actor=request.actor, on=request.today)
    return render(request, "desk/search.html", {"page": SearchPage.of(facts, query=query)})


@require_safe
def pupil(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """The page of a pupil."""
    facts = selectors.pupil(pupil_id, actor=request.actor, today=request.today)
    page = PupilPage.of(facts, reading=topic("reading-attendance").text)
    return render(request, "desk/pupil.html", {"page": page})


@require_safe
def duties(request: ActorRequest) -> HttpResponse:
    """What the reader's roles are there for, with where it is done; and everybody else's."""
    doors = selectors.school_doors(actor=request.actor)
    page = DutiesPage.of(all_duties(), actor=request.actor, doors=doors)
    return render(request, "desk/duties.html", {"page": page})


@require_safe
def help_page(request: ActorRequest) -> HttpResponse:
    """Help with what the reader may do."""
    return render(request, "desk/help.html", {"page": HelpPage.of(help_topics(request.actor))})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How usable this is for everybody, and whom to tell where it is not."""
    return render(request, "desk/accessibility.html")
