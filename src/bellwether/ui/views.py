"""The living style guide: every component on one page, for those who build and for the tests that check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from bellwether.ui.sample import SampleForm, sample_values

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["style"]


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Draw every component with made-up words; a POST shows the problems of its form and is kept nowhere."""
    if "message" in request.GET:
        messages.success(request, "Saved.")
    form = SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm()
    return render(request, "ui/style.html", {"form": form, **sample_values()})
