"""Planned absences: lists, one plan, and planning, changing and withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.accounts import selectors as accounts
from bellwether.core.access import Action, may
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers import services
from bellwether.registers.errors import NoSuchPlanError
from bellwether.registers.finding import find
from bellwether.registers.forms.planning import ChangePlanForm, PlanForm, WithdrawForm
from bellwether.registers.pages.planning import PlanPage, PlansPage, PupilPlansPage, plan_href
from bellwether.registers.pages.planning_forms import ChoosePage, change_form, plan_form
from bellwether.registers.pages.planning_words import planned_words
from bellwether.registers.selectors import planning
from bellwether.registers.selectors.plan_reminders import plan_reminders
from bellwether.registers.views.form_pages import form_page
from bellwether.registers.views.places import school_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.accounts.requests import ActorRequest
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.pages.record_form import RecordFormPage
    from bellwether.registers.plan_facts import PlanAnswer, PlanRecord
    from bellwether.registers.selectors.plan_reminders import PlanReminder

__all__ = ["change", "choose", "of_class", "of_pupil", "of_school", "one", "plan_new", "withdraw"]

_LONGEST_QUERY: Final = 60
_ASKED: Final = (
    Action.PLAN_ABSENCE,
    Action.AGREE_PART_TIME,
    Action.SUSPEND,
    Action.DECIDE_LEAVE,
    Action.SEE_HEALTH,
    Action.SEE_TODAY,
)


def _named(request: ActorRequest, school_id: int, found: Iterable[PlanRecord | PlanReminder]) -> dict[int, PupilOnRoll]:
    ids = {one.pupil_id for one in found}
    roll = people.roll(school_id=school_id, on=request.today, actor=request.actor, pupil_ids=ids) if ids else ()
    return {one.id: one for one in roll}


@require_safe
def of_school(request: ActorRequest, school_id: int) -> HttpResponse:
    """What is planned at a school, from today on."""
    school = school_for(school_id, actor=request.actor, action=Action.SEE_PUPIL)
    found = planning.plans_ahead(school_id, on=request.today, actor=request.actor)
    allowed = _allowed(request, school_id)
    reminders = _reminders(request, school_id, allowed)
    page = PlansPage.of_school(
        found,
        school_id=school_id,
        school=school.name,
        pupils=_named(request, school_id, (*found, *reminders)),
        reminders=reminders,
        today=request.today,
        may=allowed,
    )
    return render(request, "registers/plans.html", {"page": page})


def _allowed(request: ActorRequest, school_id: int) -> frozenset[Action]:
    """What the reader may do about plans at a school."""
    reach = organisations.reach_of_school(school_id)
    return frozenset(action for action in _ASKED if may(request.actor, action, reach))


def _reminders(request: ActorRequest, school_id: int, allowed: frozenset[Action]) -> tuple[PlanReminder, ...]:
    if Action.PLAN_ABSENCE not in allowed:
        return ()
    return plan_reminders(school_id, on=request.today, actor=request.actor)


@require_safe
def of_class(request: ActorRequest, group_id: int) -> HttpResponse:
    """What is planned for a class."""
    found = planning.plans_of_class(group_id, on=request.today, actor=request.actor)
    group = people.group(group_id, actor=request.actor)
    pupils = {one.id: one for one in people.roll(group_id=group_id, on=request.today, actor=request.actor)}
    page = PlansPage.of_class(found, group=group, pupils=pupils, today=request.today)
    return render(request, "registers/plans.html", {"page": page})


@require_safe
def of_pupil(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Everything that is or was planned for a pupil."""
    pupil = people.pupil(pupil_id, actor=request.actor, on=request.today)
    schools = [one.school_id for one in pupil.enrolments if one.ends_on is None or one.ends_on >= request.today]
    school_id = next((one for one in schools if _may_plan(request, one)), None)
    page = PupilPlansPage.of(
        planning.pupil_plans(pupil_id, actor=request.actor),
        name=pupil.name,
        pupil_id=pupil.id,
        school_id=school_id if pupil.died_on is None else None,
        today=request.today,
    )
    return render(request, "registers/pupil_plans.html", {"page": page})


def _may_plan(request: ActorRequest, school_id: int) -> bool:
    return may(request.actor, Action.PLAN_ABSENCE, organisations.reach_of_school(school_id))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: ActorRequest, school_id: int) -> HttpResponse:
    """Find the pupil. A name is never put into an address, so it is sent by POST."""
    school = school_for(school_id, actor=request.actor, action=Action.PLAN_ABSENCE)
    query = request.POST.get("q", "")[:_LONGEST_QUERY]
    roll = people.roll(school_id=school_id, on=request.today, actor=request.actor) if query else ()
    found = find(query, roll, name=lambda one: one.name)
    allowed = _allowed(request, school_id)
    page = ChoosePage.of(found, school_id=school_id, school=school.name, query=query, may=allowed)
    return render(request, "registers/plan_find.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """Plan an absence of one pupil, and of brothers and sisters with it."""
    facts = planning.planning_for(school_id, pupil_id, on=request.today, actor=request.actor)
    form = PlanForm(facts, request.POST or None, on=request.today)
    page, answer = plan_form(facts, school_id=school_id), None
    if request.method == "POST" and form.is_valid():
        answer = _plan(request, school_id, form)
        if answer.is_made:
            messages.success(request, planned_words(answer))
            return redirect("registers:pupil-plans", pupil_id)
    return _form(request, page, form, answer)


def _plan(request: ActorRequest, school_id: int, form: PlanForm) -> PlanAnswer:
    return services.plan_absences(
        school_id,
        wanted=form.wanted(),
        actor=request.actor,
        now=request.now,
        despite_warnings=form.cleaned_data["despite"],
    )


def _form(request: ActorRequest, page: RecordFormPage, form: PlanForm, answer: PlanAnswer | None) -> HttpResponse:
    names = {one.id: one.name for one in (form.facts.pupil, *form.facts.siblings)}
    return form_page(request, page, form, answer, names, "registers/plan_form.html")


@require_safe
def one(request: ActorRequest, school_id: int, plan_id: int) -> HttpResponse:
    """One plan and what has become of it."""
    found = planning.plan(plan_id, school_id=school_id, actor=request.actor)
    others = planning.planned_together(found, actor=request.actor)
    makers = {one for one in (found.made_by_id, found.withdrawn_by_id) if one is not None}
    page = PlanPage.of(
        found,
        planning.plan_progress(found, actor=request.actor),
        name=_name(request, found),
        names=accounts.names(makers, actor=request.actor),
        others=len(others),
        today=request.today,
        may_change=found.may_change and _is_changed_here(found),
    )
    return render(request, "registers/plan.html", {"page": page})


def _name(request: ActorRequest, found: PlanRecord) -> str:
    names = people.names([found.pupil_id], actor=request.actor, on=request.today)
    return names.get(found.pupil_id, "")


def _is_changed_here(found: PlanRecord) -> bool:
    """Whether a plan stands by itself: what belongs to a record or a decision is changed there."""
    return not (found.leave_request_id or found.part_time_id or found.suspension_id)


def _changeable(request: ActorRequest, school_id: int, plan_id: int) -> PlanRecord:
    school_for(school_id, actor=request.actor, action=Action.PLAN_ABSENCE)
    found = planning.plan(plan_id, school_id=school_id, actor=request.actor)
    if not (found.stands and _is_changed_here(found)):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, school_id: int, plan_id: int) -> HttpResponse:
    """Put another plan in the place of this one."""
    found = _changeable(request, school_id, plan_id)
    facts = planning.planning_for(school_id, found.pupil_id, on=request.today, actor=request.actor)
    form = ChangePlanForm(facts, found, request.POST or None, on=request.today)
    page, answer = change_form(facts, found), None
    if request.method == "POST" and form.is_valid():
        answer = _change(request, found, form)
        if answer.is_made:
            messages.success(request, planned_words(answer))
            return redirect("registers:plan", school_id, answer.plan_ids[0])
    return _form(request, page, form, answer)


def _change(request: ActorRequest, found: PlanRecord, form: ChangePlanForm) -> PlanAnswer:
    (wanted,) = form.wanted()
    try:
        return services.change_plan(
            found.id,
            wanted=wanted,
            reason=form.cleaned_data["change_reason"],
            actor=request.actor,
            now=request.now,
            despite_warnings=form.cleaned_data["despite"],
        )
    except NoSuchPlanError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ActorRequest, school_id: int, plan_id: int) -> HttpResponse:
    """Withdraw a plan, and those that were planned with it."""
    found = _changeable(request, school_id, plan_id)
    others = planning.planned_together(found, actor=request.actor)
    form = WithdrawForm(request.POST or None, others=len(others))
    if request.method == "POST" and form.is_valid():
        ids = [found.id, *(other.id for other in others if form.cleaned_data.get("everyone"))]
        reason = form.cleaned_data["reason"]
        done = services.withdraw_plans(school_id, ids, reason=reason, actor=request.actor, now=request.now)
        messages.success(request, ngettext("1 plan is withdrawn.", "%(n)s plans are withdrawn.", done) % {"n": done})
        return redirect(plan_href(found))
    page = _withdraw_page(request, found, len(others))
    values = {"page": page, "form": form}
    return render(request, "registers/plan_withdraw.html", values, status=422 if request.method == "POST" else 200)


def _withdraw_page(request: ActorRequest, found: PlanRecord, others: int) -> PlanPage:
    return PlanPage.of(
        found,
        planning.plan_progress(found, actor=request.actor),
        name=_name(request, found),
        names={},
        others=others,
        today=request.today,
        may_change=True,
    )
