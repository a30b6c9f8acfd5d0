"""The late desk, leaving and coming back, and the list of who is on site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.core.access import Action
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers import selectors, services
from bellwether.registers.finding import find
from bellwether.registers.pages.desk import ArrivalPage, DeskPage, OnSitePage, SlipPage, unsaved_arrival
from bellwether.registers.views.kept import may_be_kept
from bellwether.registers.views.places import school_for

if TYPE_CHECKING:
    from datetime import date, time

    from bellwether.accounts.requests import ActorRequest
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.facts import ArrivalAnswer, OnSite

__all__ = ["arrive", "late_desk", "on_site", "pass_gate", "site", "slip"]

_LONGEST_REASON: Final = 200
_LONGEST_QUERY: Final = 60


def _clock(request: ActorRequest) -> time:
    """The time on the wall at the school, to the minute."""
    return timezone.localtime(request.now).time().replace(second=0, microsecond=0)


def _session_now(request: ActorRequest, school_id: int) -> int:
    """The half-day that the clock says: the afternoon once the morning is over."""
    times = organisations.day_times(school_id, on=request.today)
    return 1 if 0 in times and _clock(request) >= times[0].ends else 0


def _roll(request: ActorRequest, school_id: int) -> tuple[PupilOnRoll, ...]:
    return people.roll(school_id=school_id, on=request.today, actor=request.actor)


def _pupil(request: ActorRequest, school_id: int, pupil_id: int) -> PupilOnRoll:
    school_for(school_id, actor=request.actor, action=Action.USE_LATE_DESK)
    found = next((one for one in _roll(request, school_id) if one.id == pupil_id), None)
    if found is None:
        raise Http404
    return found


def _reason(request: ActorRequest) -> str:
    return (request.POST.get("reason") or request.POST.get("other_reason", "")).strip()[:_LONGEST_REASON]


@require_http_methods(["GET", "HEAD", "POST"])
def late_desk(request: ActorRequest, school_id: int) -> HttpResponse:
    """Find whoever has just come through the door. What is typed is sent by POST, so no name stands in an address."""
    school = school_for(school_id, actor=request.actor, action=Action.USE_LATE_DESK)
    query, session = request.POST.get("q", "")[:_LONGEST_QUERY], _session_now(request, school_id)
    marks = selectors.marks_on(school_id, on=request.today, session=session, actor=request.actor) if query else {}
    found = find(query, _roll(request, school_id), name=lambda one: one.name) if query else []
    page = DeskPage.late(
        found, school_id=school_id, school=school.name, query=query, marks=marks, now=request.now, today=request.today
    )
    return render(request, "registers/desk.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """One pupil at the late desk: one press of a reason, and the clock says the rest."""
    pupil = _pupil(request, school_id, pupil_id)
    if request.method == "POST":
        return _arrived(request, school_id, pupil)
    page = ArrivalPage.late(
        pupil, school_id=school_id, now=request.now, session=_session_now(request, school_id), explanation=""
    )
    return render(request, "registers/arrive.html", {"page": page})


def _arrived(request: ActorRequest, school_id: int, pupil: PupilOnRoll) -> HttpResponse:
    answer = services.arrive_late(
        pupil.id,
        arrived=_clock(request),
        reason=_reason(request),
        actor=request.actor,
        now=request.now,
        school_id=school_id,
    )
    if answer.is_saved:
        return redirect("registers:slip", school_id, pupil.id, answer.on, "pm" if answer.session else "am")
    messages.warning(request, unsaved_arrival(answer, name=pupil.name, on=request.today))
    return redirect("registers:late-desk", school_id)


@require_safe
def slip(request: ActorRequest, school_id: int, pupil_id: int, on: date, session: int) -> HttpResponse:
    """The slip of an arrival, to be printed."""
    pupil = _pupil(request, school_id, pupil_id)
    states = selectors.cell_history(pupil_id, on=on, session=session, actor=request.actor, school_id=school_id)
    arrivals = [state for state in states if state.source == "late-desk"]
    if not arrivals:
        raise Http404
    page = SlipPage.of(pupil, arrivals[-1], school_id=school_id, school=organisations.school(school_id).name, on=on)
    return render(request, "registers/slip.html", {"page": page})


def _on_site(request: ActorRequest, school_id: int) -> tuple[OnSite, ...]:
    return selectors.on_site(school_id, now=request.now, actor=request.actor)


@require_http_methods(["GET", "HEAD", "POST"])
def site(request: ActorRequest, school_id: int) -> HttpResponse:
    """Who is out now, and finding whoever leaves or comes back; a name is sent by POST as at the late desk."""
    school = school_for(school_id, actor=request.actor, action=Action.USE_LATE_DESK)
    query = request.POST.get("q", "")[:_LONGEST_QUERY]
    everybody = _on_site(request, school_id)
    found = find(query, [one.pupil for one in everybody], name=lambda one: one.name)
    page = DeskPage.leaving(
        found, school_id=school_id, school=school.name, query=query, site=everybody, now=request.now
    )
    return render(request, "registers/desk.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def pass_gate(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """One pupil who leaves, or comes back."""
    pupil = _pupil(request, school_id, pupil_id)
    is_out = any(one.pupil.id == pupil_id and one.state == "left" for one in _on_site(request, school_id))
    if request.method == "POST":
        return _passed(request, school_id, pupil, returns=request.POST.get("how") == "return")
    page = ArrivalPage.leaving(pupil, school_id=school_id, now=request.now, is_out=is_out)
    return render(request, "registers/arrive.html", {"page": page})


def _passed(request: ActorRequest, school_id: int, pupil: PupilOnRoll, *, returns: bool) -> HttpResponse:
    at, actor, now = _clock(request), request.actor, request.now
    if returns:
        answer = services.come_back(pupil.id, returned=at, reason="", actor=actor, now=now, school_id=school_id)
    else:
        why = _reason(request)
        answer = services.leave_site(pupil.id, left=at, reason=why, actor=actor, now=now, school_id=school_id)
    _tell_passed(request, answer, pupil, returns=returns)
    return redirect("registers:site", school_id)


def _tell_passed(request: ActorRequest, answer: ArrivalAnswer, pupil: PupilOnRoll, *, returns: bool) -> None:
    values = {"name": pupil.name, "time": f"{_clock(request):%H:%M}"}
    if not answer.is_saved:
        messages.warning(
            request, gettext("Nothing was recorded: %(name)s is not marked as here in this session.") % values
        )
    elif returns:
        messages.success(request, gettext("%(name)s came back at %(time)s.") % values)
    else:
        messages.success(request, gettext("%(name)s left at %(time)s.") % values)


@require_safe
def on_site(request: ActorRequest, school_id: int) -> HttpResponse:
    """Who is on site, for evacuation."""
    school = school_for(school_id, actor=request.actor, action=Action.SEE_ON_SITE_LIST)
    found = _on_site(request, school_id)
    page = OnSitePage.of(found, school=school.name, now=request.now, today=request.today)
    return may_be_kept(render(request, "registers/on_site.html", {"page": page}), request)
