"""The page of the trail. Looking at it is itself written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from bellwether.audit import selectors, services
from bellwether.audit.forms import TrailForm
from bellwether.audit.pages import TrailPage
from bellwether.core.access import Action

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from bellwether.core.access import Actor

    class ActorRequest(HttpRequest):
        """As `accounts.requests` has it, which stands above this room."""

        actor: Actor
        now: datetime


__all__ = ["trail"]


def trail(request: ActorRequest) -> HttpResponse:
    """Who did what and who read what, in the places of whoever asks."""
    form = TrailForm(request.GET, places=selectors.chains(actor=request.actor))
    page = None
    if form.is_valid():
        asked = form.asked()
        found = selectors.trail(asked, actor=request.actor)
        subject = ("trail", None)
        services.record_read(
            Action.READ_AUDIT, actor=request.actor, chain=asked.chain, subject=subject, now=request.now
        )
        page = TrailPage.of(found, asked)
    return render(request, "audit/trail.html", {"page": page, "form": form})
