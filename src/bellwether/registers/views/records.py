"""Part-time timetables, suspensions and study leave: lists, records and the forms that write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.accounts import selectors as accounts
from bellwether.core.access import Action, may
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.errors import NoSuchPlanError
from bellwether.registers.forms.part_time import ReviewForm, TimetableForm, ToldForm
from bellwether.registers.forms.suspensions import (
    EndSuspensionForm,
    ParentToldForm,
    ProvisionForm,
    SuspensionForm,
    WithdrawSuspensionForm,
)
from bellwether.registers.pages.part_time import (
    TimetablePage,
    TimetablesPage,
    agreement_form,
    review_form,
    timetable_href,
    told_form,
)
from bellwether.registers.pages.suspensions import (
    ReasonPage,
    SuspensionPage,
    SuspensionsPage,
    suspension_form,
    suspension_href,
)
from bellwether.registers.selectors.part_time import timetable, timetables
from bellwether.registers.selectors.planning import planning_for
from bellwether.registers.selectors.suspensions import suspension, suspensions
from bellwether.registers.services import planning
from bellwether.registers.views.form_pages import form_page
from bellwether.registers.views.places import school_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.accounts.requests import ActorRequest
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.part_time_facts import TimetableFacts
    from bellwether.registers.suspension_facts import SuspensionFacts

__all__ = [
    "part_time", "part_time_new", "part_time_review", "part_time_told", "part_times", "suspension_end",
    "suspension_new", "suspension_one", "suspension_provision", "suspension_reason", "suspension_told",
    "suspension_withdraw", "suspensions_of_school",
]  # fmt: skip


def _roll(request: ActorRequest, school_id: int, ids: Iterable[int]) -> dict[int, PupilOnRoll]:
    wanted = set(ids)
    found = people.roll(school_id=school_id, on=request.today, actor=request.actor, pupil_ids=wanted) if wanted else ()
    return {one.id: one for one in found}


def _name(request: ActorRequest, pupil_id: int) -> str:
    return people.names([pupil_id], actor=request.actor, on=request.today).get(pupil_id, "")


@require_safe
def part_times(request: ActorRequest, school_id: int) -> HttpResponse:
    """The part-time timetables of a school."""
    school = school_for(school_id, actor=request.actor, action=Action.SEE_HEALTH)
    found = timetables(school_id, actor=request.actor)
    page = TimetablesPage.of(
        found,
        school_id=school_id,
        school=school.name,
        pupils=_roll(request, school_id, (one.pupil_id for one in found)),
        today=request.today,
        may_agree=may(request.actor, Action.AGREE_PART_TIME, organisations.reach_of_school(school_id)),
    )
    return render(request, "registers/part_times.html", {"page": page})


@require_safe
def part_time(request: ActorRequest, school_id: int, timetable_id: int) -> HttpResponse:
    """One part-time timetable."""
    found = timetable(timetable_id, school_id=school_id, actor=request.actor)
    writers = {found.made_by_id, *(held.recorded_by_id for held in found.reviews)} - {None}
    page = TimetablePage.of(
        found,
        name=_name(request, found.pupil_id),
        names=accounts.names((one for one in writers if one is not None), actor=request.actor),
        parents=_parents(request, found.pupil_id),
        today=request.today,
    )
    return render(request, "registers/part_time.html", {"page": page})


def _parents(request: ActorRequest, pupil_id: int) -> dict[int, str]:
    family = people.families([pupil_id], actor=request.actor, on=request.today).get(pupil_id)
    return {one.id: one.name for one in family.people} if family else {}


@require_http_methods(["GET", "HEAD", "POST"])
def part_time_new(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """Write down a part-time timetable that was agreed."""
    school_for(school_id, actor=request.actor, action=Action.AGREE_PART_TIME)
    facts = planning_for(school_id, pupil_id, on=request.today, actor=request.actor)
    form, answer = TimetableForm(facts, request.POST or None), None
    if request.method == "POST" and form.is_valid():
        answer = planning.agree_part_time(
            school_id, wanted=form.wanted(), actor=request.actor, now=request.now,
            despite_warnings=form.cleaned_data["despite"],
        )  # fmt: skip
        if answer.timetable_id is not None:
            messages.success(request, gettext("Written down. Its half-days are planned."))
            return redirect(timetable_href(school_id, answer.timetable_id))
    page = agreement_form(facts, school_id=school_id)
    return form_page(request, page, form, answer, {pupil_id: facts.pupil.name}, "registers/part_time_form.html")


def _open_timetable(request: ActorRequest, school_id: int, timetable_id: int) -> TimetableFacts:
    school_for(school_id, actor=request.actor, action=Action.AGREE_PART_TIME)
    return timetable(timetable_id, school_id=school_id, actor=request.actor)


@require_http_methods(["GET", "HEAD", "POST"])
def part_time_review(request: ActorRequest, school_id: int, timetable_id: int) -> HttpResponse:
    """Write down a review."""
    found = _open_timetable(request, school_id, timetable_id)
    if found.ended_on is not None:
        raise Http404
    facts = planning_for(school_id, found.pupil_id, on=request.today, actor=request.actor)
    form, answer = ReviewForm(facts, found, request.POST or None, today=request.today), None
    if request.method == "POST" and form.is_valid():
        wanted, despite = form.wanted(), form.cleaned_data["despite"]
        answer = planning.review_part_time(
            found.id, wanted=wanted, actor=request.actor, now=request.now, despite_warnings=despite
        )
        if answer.is_made:
            messages.success(request, gettext("The review is written down."))
            return redirect(timetable_href(school_id, found.id))
    return form_page(request, review_form(facts, found), form, answer, {found.pupil_id: facts.pupil.name})


@require_http_methods(["GET", "HEAD", "POST"])
def part_time_told(request: ActorRequest, school_id: int, timetable_id: int) -> HttpResponse:
    """Write down who was told."""
    found = _open_timetable(request, school_id, timetable_id)
    form = ToldForm(found.told, request.POST or None)
    if request.method == "POST" and form.is_valid():
        planning.note_told(found.id, told=form.told, actor=request.actor, now=request.now)
        return redirect(timetable_href(school_id, found.id))
    page = told_form(found, name=_name(request, found.pupil_id))
    return form_page(request, page, form, None, {})


@require_safe
def suspensions_of_school(request: ActorRequest, school_id: int) -> HttpResponse:
    """The suspensions of a school."""
    school = school_for(school_id, actor=request.actor, action=Action.SEE_TODAY)
    found = suspensions(school_id, actor=request.actor)
    page = SuspensionsPage.of(
        found,
        school_id=school_id,
        school=school.name,
        pupils=_roll(request, school_id, (one.pupil_id for one in found)),
        today=request.today,
        may_suspend=may(request.actor, Action.SUSPEND, organisations.reach_of_school(school_id)),
    )
    return render(request, "registers/suspensions.html", {"page": page})


@require_safe
def suspension_one(request: ActorRequest, school_id: int, suspension_id: int) -> HttpResponse:
    """One suspension, with the parent's part."""
    found = suspension(suspension_id, school_id=school_id, actor=request.actor)
    name, policy = _name(request, found.pupil_id), organisations.policy(school_id)
    page = SuspensionPage.of(found, name=name, policy=policy, today=request.today)
    return render(request, "registers/suspension.html", {"page": page})


@require_safe
def suspension_reason(request: ActorRequest, school_id: int, suspension_id: int) -> HttpResponse:
    """Why. The reading is recorded."""
    school_for(school_id, actor=request.actor, action=Action.SEE_SAFEGUARDING)
    found = suspension(suspension_id, school_id=school_id, actor=request.actor)
    reason = planning.read_suspension_reason(found.id, actor=request.actor, now=request.now)
    page = ReasonPage.of(found, name=_name(request, found.pupil_id), reason=reason)
    return render(request, "registers/suspension_reason.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_new(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """Write down a decision to suspend or exclude."""
    school_for(school_id, actor=request.actor, action=Action.SUSPEND)
    facts = planning_for(school_id, pupil_id, on=request.today, actor=request.actor)
    form, answer = SuspensionForm(facts, request.POST or None, today=request.today), None
    if request.method == "POST" and form.is_valid():
        wanted, despite = form.wanted(), form.cleaned_data["despite"]
        answer = planning.suspend(
            school_id, wanted=wanted, actor=request.actor, now=request.now, despite_warnings=despite
        )
        if answer.suspension_id is not None:
            return redirect(suspension_href(school_id, answer.suspension_id))
    name = facts.pupil.name
    page = suspension_form("new", name=name, group=facts.pupil.group_name, school_id=school_id, facts=facts)
    return form_page(request, page, form, answer, {pupil_id: name})


def _standing(request: ActorRequest, school_id: int, suspension_id: int, action: Action) -> SuspensionFacts:
    school_for(school_id, actor=request.actor, action=action)
    found = suspension(suspension_id, school_id=school_id, actor=request.actor)
    if not found.stands:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_provision(request: ActorRequest, school_id: int, suspension_id: int) -> HttpResponse:
    """Write down education elsewhere."""
    found = _standing(request, school_id, suspension_id, Action.PLAN_ABSENCE)
    facts = planning_for(school_id, found.pupil_id, on=request.today, actor=request.actor)
    form, answer = ProvisionForm(found, request.POST or None, is_dual="D" in facts.codes), None
    if request.method == "POST" and form.is_valid():
        wanted, despite = form.wanted(), form.cleaned_data["despite"]
        answer = planning.arrange_provision(
            found.id, wanted=wanted, actor=request.actor, now=request.now, despite_warnings=despite
        )
        if answer.is_made:
            return redirect(suspension_href(school_id, found.id))
    page = suspension_form("provision", name=facts.pupil.name, school_id=school_id, found=found)
    return form_page(request, page, form, answer, {found.pupil_id: facts.pupil.name})


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_end(request: ActorRequest, school_id: int, suspension_id: int) -> HttpResponse:
    """Let a suspension end earlier."""
    found = _standing(request, school_id, suspension_id, Action.SUSPEND)
    form, answer, name = EndSuspensionForm(request.POST or None), None, _name(request, found.pupil_id)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        answer = planning.end_suspension(found.id, last=form.last, reason=reason, actor=request.actor, now=request.now)
        if answer.is_made:
            return redirect(suspension_href(school_id, found.id))
    page = suspension_form("end", name=name, school_id=school_id, found=found)
    return form_page(request, page, form, answer, {found.pupil_id: name})


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_withdraw(request: ActorRequest, school_id: int, suspension_id: int) -> HttpResponse:
    """Withdraw a suspension altogether."""
    found = _standing(request, school_id, suspension_id, Action.SUSPEND)
    form = WithdrawSuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _withdraw(request, found, form.cleaned_data["reason"])
        return redirect(suspension_href(school_id, found.id))
    page = suspension_form("withdraw", name=_name(request, found.pupil_id), school_id=school_id, found=found)
    return form_page(request, page, form, None, {})


def _withdraw(request: ActorRequest, found: SuspensionFacts, reason: str) -> None:
    try:
        planning.withdraw_suspension(found.id, reason=reason, actor=request.actor, now=request.now)
    except NoSuchPlanError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_told(request: ActorRequest, school_id: int, suspension_id: int) -> HttpResponse:
    """Write down that a parent was told."""
    found = _standing(request, school_id, suspension_id, Action.PLAN_ABSENCE)
    form = ParentToldForm(request.POST or None, initial={"on": found.parent_told_on or request.today})
    if request.method == "POST" and form.is_valid():
        planning.note_parent_told(found.id, on=form.cleaned_data["on"], actor=request.actor, now=request.now)
        return redirect(suspension_href(school_id, found.id))
    page = suspension_form("told", name=_name(request, found.pupil_id), school_id=school_id, found=found)
    return form_page(request, page, form, None, {})
