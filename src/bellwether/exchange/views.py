"""The pages of imports. What a page may show, selectors and questions decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bellwether.exchange import asking, services, showing
from bellwether.exchange.errors import ImportRefusedError
from bellwether.exchange.forms import ApplyForm
from bellwether.organisations.answering import answer, posted

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from bellwether.accounts.requests import ActorRequest

__all__ = [
    "again",
    "apply",
    "bring_marks",
    "bring_people",
    "cancel",
    "folder",
    "imports",
    "list_file",
    "list_page",
    "people_template",
    "school",
    "stage",
]

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def imports(request: ActorRequest) -> HttpResponse:
    """The schools to which one may bring files; the only one, where there is one."""
    page = showing.schools_page(actor=request.actor)
    if len(page.links) == 1:
        return redirect(page.links[0].href)
    return render(request, "exchange/schools.html", {"page": page})


@require_safe
def school(request: ActorRequest, school_id: int) -> HttpResponse:
    """What one may bring to a school, and what was brought."""
    page = showing.school_page(school_id, actor=request.actor, today=request.today)
    return render(request, "exchange/school.html", {"page": page})


@asks
def bring_marks(request: ActorRequest, school_id: int) -> HttpResponse:
    """Bring files of marks."""
    files = request.FILES if request.method == "POST" else None
    return answer(request, asking.bring_marks(school_id, posted(request), files, actor=request.actor))


@asks
def bring_people(request: ActorRequest, school_id: int) -> HttpResponse:
    """Bring files of pupils, groups and contacts."""
    files = request.FILES if request.method == "POST" else None
    return answer(request, asking.bring_people(school_id, posted(request), files, actor=request.actor))


@asks
def folder(request: ActorRequest, school_id: int) -> HttpResponse:
    """Set the watched folder."""
    return answer(request, asking.folder(school_id, posted(request), actor=request.actor))


@require_safe
def people_template(request: ActorRequest, school_id: int, name: str) -> HttpResponse:
    """One of our files, empty or with made-up people."""
    text = showing.people_template(school_id, name, actor=request.actor)
    if text is None:
        raise Http404
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@require_safe
def stage(request: ActorRequest, import_id: int) -> HttpResponse:
    """How an import stands."""
    page = showing.stage_page(import_id, actor=request.actor, today=request.today)
    return render(request, "exchange/stage.html", {"page": page})


@require_POST
def apply(request: ActorRequest, import_id: int) -> HttpResponse:
    """Say yes to what was shown."""
    form = ApplyForm(request.POST)
    leave_out = form.is_valid() and form.cleaned_data["leave_out"]
    try:
        services.ask_to_apply(import_id, leave_out=leave_out, actor=request.actor, now=request.now)
    except ImportRefusedError as refused:
        messages.warning(request, " ".join(refused.problems))
    return redirect("exchange:stage", import_id)


@require_POST
def cancel(request: ActorRequest, import_id: int) -> HttpResponse:
    """Say no: the file is wiped."""
    try:
        services.cancel(import_id, actor=request.actor, now=request.now)
        messages.success(request, gettext("The import is cancelled and the file is wiped."))
    except ImportRefusedError as refused:
        messages.warning(request, " ".join(refused.problems))
    return redirect("exchange:stage", import_id)


@require_POST
def again(request: ActorRequest, import_id: int) -> HttpResponse:
    """Compare the files with the records as they are by now."""
    try:
        services.read_again(import_id, actor=request.actor, now=request.now)
    except ImportRefusedError as refused:
        messages.warning(request, " ".join(refused.problems))
    return redirect("exchange:stage", import_id)


@require_safe
def list_page(request: ActorRequest, import_id: int, name: str) -> HttpResponse:
    """One list of an import, portion by portion."""
    page = showing.list_page(
        import_id, name, page=request.GET.get("page", ""), actor=request.actor, today=request.today
    )
    if page is None:
        raise Http404
    return render(request, "exchange/list.html", {"page": page})


@require_safe
def list_file(request: ActorRequest, import_id: int, name: str) -> HttpResponseBase:
    """A whole list to keep."""
    lines = showing.list_file(import_id, name, actor=request.actor, today=request.today)
    if lines is None:
        raise Http404
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{import_id}-{name}.csv"'
    return response
