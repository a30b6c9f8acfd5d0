"""One question on one page: a form, what it does when it is sound, and where that leads. Used by this room and people.

def add_closure(request: ActorRequest, school_id: int) -> HttpResponse:
    return answer(request, asking.closure(school_id, request.POST or None, actor=request.actor))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render

from bellwether.organisations.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpResponse, QueryDict

    from bellwether.accounts.requests import ActorRequest
    from bellwether.ui.forms import BellwetherForm
    from bellwether.ui.pages import Table

__all__ = ["Question", "answer", "posted"]


@dataclass(frozen=True)
class Question:
    """A page with a form. act: writes what the form says, given the cleaned answers and the moment.

    then: where a sound answer leads; act may give another address. done: what is said there.
    """

    heading: str
    form: BellwetherForm
    act: Callable[[Mapping[str, Any], datetime], str | None]
    then: str
    back: str
    button: str
    done: str = ""
    caption: str = ""
    words: tuple[str, ...] = ()
    warning: str = ""
    style: str = ""
    tables: tuple[Table, ...] = ()
    template: str = "organisations/ask.html"
    title: str = ""
    has_file: bool = False
    more: Mapping[str, object] = field(default_factory=dict)


def answer(request: ActorRequest, question: Question) -> HttpResponse:
    """Ask, or write what was answered and go on; what cannot be written stands beside the question it is about."""
    form = question.form
    if request.method == "POST" and form.is_valid():
        try:
            then = question.act(form.cleaned_data, request.now)
        except RefusedError as refused:
            for problem in refused.problems:
                form.add_error(refused.field if refused.field in form.fields else None, problem)
        else:
            if question.done:
                messages.success(request, question.done)
            return redirect(then or question.then)
    return render(request, question.template, {"page": question, "form": form})


def posted(request: ActorRequest) -> QueryDict | None:
    """What was sent with a POST; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None
