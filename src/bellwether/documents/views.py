"""A letter to read, to print and to download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from bellwether.documents import selectors
from bellwether.documents.handing import as_attachment
from bellwether.documents.pages import LetterPage, file_name

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__ = ["file", "letter"]


@require_safe
def letter(request: ActorRequest, letter_id: int) -> HttpResponse:
    """The letter as a page."""
    found = selectors.letter(letter_id, actor=request.actor)
    made = date_format(timezone.localtime(found.line.made_at), "j F Y, H:i")
    return render(request, "documents/letter.html", {"page": LetterPage.of(found, made=made)})


@require_safe
def file(request: ActorRequest, letter_id: int) -> HttpResponse:
    """The letter as the PDF that was made."""
    found = selectors.letter(letter_id, actor=request.actor)
    data = selectors.letter_file(letter_id, actor=request.actor)
    return as_attachment(data, kind="application/pdf", name=file_name(found))
