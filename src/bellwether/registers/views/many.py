"""One absence planned for many: study leave, and what pupils do together away from their registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bellwether.core.access import Action
from bellwether.core.calendar import academic_year_of
from bellwether.people import selectors as people
from bellwether.registers.forms.many import StudyLeaveForm, TogetherForm
from bellwether.registers.pages.many import ManyPage
from bellwether.registers.pages.planning_words import planned_words
from bellwether.registers.selectors.planning import codes_together
from bellwether.registers.services import planning
from bellwether.registers.views.form_pages import form_page
from bellwether.registers.views.places import school_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest
    from bellwether.registers.forms.many import ManyForm
    from bellwether.registers.plan_facts import PlanAnswer

__all__ = ["study_leave", "together"]


@require_http_methods(["GET", "HEAD", "POST"])
def study_leave(request: ActorRequest, school_id: int) -> HttpResponse:
    """Study leave for pupils of exam years: the classes first, then their pupils."""
    school = school_for(school_id, actor=request.actor, action=Action.DECIDE_LEAVE)
    form = _filled(request, school_id, StudyLeaveForm)
    page = ManyPage.of_study_leave(school_id=school_id, school=school.name, is_choosing=bool(form.offered))
    return _planned(request, school_id, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: ActorRequest, school_id: int) -> HttpResponse:
    """A trip, a match or the like: the classes first, then the pupils who go."""
    school = school_for(school_id, actor=request.actor, action=Action.PLAN_ABSENCE)
    codes, note_codes = codes_together(school_id, on=request.today, actor=request.actor)

    def form_of(*args: object, **kwargs: object) -> TogetherForm:
        return TogetherForm(*args, codes=codes, note_codes=note_codes, on=request.today, **kwargs)

    form = _filled(request, school_id, form_of)
    page = ManyPage.of_together(school_id=school_id, school=school.name, is_choosing=bool(form.offered))
    return _planned(request, school_id, form, page)


def _planned(request: ActorRequest, school_id: int, form: ManyForm, page: ManyPage) -> HttpResponse:
    """Plan it where all is there, or show the form with what is missing or stands against it."""
    answer: PlanAnswer | None = None
    if request.method == "POST" and form.is_valid() and form.is_last_step:
        answer = planning.plan_absences(
            school_id, wanted=form.wanted(), actor=request.actor, now=request.now,
            despite_warnings=form.cleaned_data["despite"],
        )  # fmt: skip
        if answer.is_made:
            messages.success(request, planned_words(answer))
            return redirect("registers:plans", school_id)
    names = {one.id: one.name for one in form.offered}
    return form_page(request, page, form, answer, names, "registers/many.html")


def _filled(request: ActorRequest, school_id: int, form_of: Callable[..., ManyForm]) -> ManyForm:
    """The form with the pupils of the classes that were ticked; at first all of them are ticked."""
    groups = people.groups(school_id, year=academic_year_of(request.today), actor=request.actor, kind="registration")
    if request.method != "POST":
        return form_of(groups=groups, pupils=())
    ticked = {int(one) for one in request.POST.getlist("groups") if one.isdecimal()}
    roll = people.roll(school_id=school_id, on=request.today, actor=request.actor) if ticked else ()
    pupils = [one for one in roll if one.group_id in ticked]
    data = request.POST.copy()
    if data.get("how") != "plan":
        data.setlist("pupils", [str(one.id) for one in pupils])
    return form_of(data, groups=groups, pupils=pupils)
