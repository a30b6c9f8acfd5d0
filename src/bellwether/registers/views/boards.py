"""Boards of a school: missing registers, N with its clock, conflicts, events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bellwether.core.access import Action, may
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers import selectors, services
from bellwether.registers.errors import AlreadySettledError, NoSuchEventError
from bellwether.registers.facts import Side
from bellwether.registers.forms.amending import ReasonForm
from bellwether.registers.forms.events import EventForm
from bellwether.registers.pages.events import EventsPage, PreviewPage, event_problems, marked_words, undone_words
from bellwether.registers.pages.lists import ConflictsPage, MissingPage, NPage
from bellwether.registers.pages.steps import register_href
from bellwether.registers.selectors.events import past_events, preview_event
from bellwether.registers.selectors.makers import makers_of
from bellwether.registers.services.chasing import chase_registers
from bellwether.registers.views.places import expired_code, n_days, school_for

if TYPE_CHECKING:
    from bellwether.accounts.requests import ActorRequest
    from bellwether.organisations.facts import SchoolFacts
    from bellwether.registers.facts import ConflictFacts, EventAnswer, MissingRegister
    from bellwether.ui.pages import ProblemLink

__all__ = ["chase", "conflicts", "events", "missing", "n_list", "settle", "undo_event"]


@require_safe
def missing(request: ActorRequest, school_id: int) -> HttpResponse:
    """Registers that are not in; refreshed by the page itself every half minute."""
    school = school_for(school_id, actor=request.actor, action=Action.SEE_MISSING_REGISTERS)
    found = selectors.missing_registers(school_id, now=request.now, actor=request.actor)
    can_chase = may(request.actor, Action.SEND_MESSAGE, organisations.reach_of_school(school_id))
    page = MissingPage.of(
        found,
        school_id=school_id,
        school=school.name,
        now=request.now,
        today=request.today,
        can_chase=can_chase,
        is_elsewhere=not found and organisations.registers_kept_elsewhere(school_id, on=request.today),
        without_class=selectors.without_class(school_id, now=request.now, actor=request.actor),
    )
    return render(request, "registers/missing.html", {"page": page})


@require_POST
def chase(request: ActorRequest, school_id: int) -> HttpResponse:
    """Remind the teachers of missing registers."""

    def link(one: MissingRegister) -> str:
        return request.build_absolute_uri(register_href(one.group.id, one.on, one.session))

    told = chase_registers(school_id, link=link, actor=request.actor, now=request.now)
    words = ngettext("1 teacher is reminded.", "%(n)s teachers are reminded.", told) % {"n": told}
    messages.success(
        request, words if told else gettext("Nobody holds these classes today, so nobody could be reminded.")
    )
    return redirect("registers:missing", school_id)


@require_safe
def n_list(request: ActorRequest, school_id: int) -> HttpResponse:
    """Every N whose reason is wanted, with its last day."""
    school = school_for(school_id, actor=request.actor, action=Action.AMEND_MARKS)
    found = selectors.n_marks(school_id, today=request.today, actor=request.actor)
    pupils = {one.id: one for one in people.roll(school_id=school_id, on=request.today, actor=request.actor)}
    code = expired_code(school_id, on=request.today)
    page = NPage.of(
        found, school=school.name, pupils=pupils, today=request.today, expired_code=code,
        days=n_days(school_id, on=request.today),
    )  # fmt: skip
    return render(request, "registers/n.html", {"page": page})


@require_safe
def conflicts(request: ActorRequest, school_id: int) -> HttpResponse:
    """Marks that two people made differently."""
    school = school_for(school_id, actor=request.actor, action=Action.SETTLE_CONFLICTS)
    found = selectors.conflicts(school_id, actor=request.actor)
    names = {one.id: one.name for one in people.roll(school_id=school_id, on=request.today, actor=request.actor)}
    makers = makers_of(school_id, [(one.pupil_id, one.on, one.session) for one in found], actor=request.actor)
    page = ConflictsPage.of(
        found, school_id=school_id, school=school.name, names=names, makers=makers, today=request.today
    )
    return render(request, "registers/conflicts.html", {"page": page})


@require_POST
def settle(request: ActorRequest, school_id: int, conflict_id: int) -> HttpResponse:
    """A person decides which mark stands."""
    one = _conflict(request, school_id, conflict_id)
    form, side = ReasonForm(request.POST), request.POST.get("side", "")
    if not form.is_valid() or side not in set(Side):
        messages.error(request, gettext("Nothing was decided: give a reason for the one or the other."))
        return redirect("registers:conflicts", school_id)
    try:
        answer = _settle(request, one.id, side=Side(side), reason=form.cleaned_data["reason"])
    except AlreadySettledError:
        messages.warning(request, gettext("Somebody else has decided this meanwhile."))
    else:
        _tell_settled(request, answer)
    return redirect("registers:conflicts", school_id)


def _conflict(request: ActorRequest, school_id: int, conflict_id: int) -> ConflictFacts:
    found = selectors.conflicts(school_id, actor=request.actor)
    one = next((one for one in found if one.id == conflict_id), None)
    if one is None:
        raise Http404
    return one


def _settle(request: ActorRequest, conflict_id: int, *, side: Side, reason: str) -> EventAnswer:
    return services.settle_conflict(conflict_id, code=side, reason=reason, actor=request.actor, now=request.now)


def _tell_settled(request: ActorRequest, answer: EventAnswer) -> None:
    if answer.problems:
        messages.error(request, gettext("That mark cannot be there. Put it right on the page of the mark instead."))
    else:
        messages.success(request, gettext("Decided. The other mark is kept in the history."))


@require_http_methods(["GET", "HEAD", "POST"])
def events(request: ActorRequest, school_id: int) -> HttpResponse:
    """Record an event: first what it would change, then, once more, that it shall."""
    school = school_for(school_id, actor=request.actor, action=Action.MARK_WHOLE_SCHOOL)
    groups = people.groups(school_id, year=academic_year_of(request.today), actor=request.actor)
    form = EventForm(request.POST or None, groups=groups, today=request.today)
    problems: tuple[ProblemLink, ...] = ()
    if request.method == "POST" and form.is_valid():
        if request.POST.get("how") != "apply":
            return _preview(request, school_id, school.name, form)
        answer = _mark(request, school_id, form)
        if not answer.problems:
            messages.success(request, marked_words(answer))
            return redirect("registers:events", school_id)
        problems = event_problems(answer)
    page = _events_page(request, school)
    values = {"page": page, "form": form, "problems": problems}
    return render(request, "registers/events.html", values, status=422 if request.method == "POST" else 200)


def _events_page(request: ActorRequest, school: SchoolFacts) -> EventsPage:
    past = past_events(school.id, actor=request.actor, today=request.today)
    return EventsPage.of(past, school_id=school.id, school=school.name, today=request.today)


def _mark(request: ActorRequest, school_id: int, form: EventForm) -> EventAnswer:
    given = form.cleaned_data
    return services.mark_event(
        school_id, code=given["code"], scope=form.scope, reason=given["reason"], actor=request.actor, now=request.now
    )


def _preview(request: ActorRequest, school_id: int, school: str, form: EventForm) -> HttpResponse:
    given, names = form.cleaned_data, dict(form.fields["groups"].choices)  # type: ignore[attr-defined]  # choices
    found = preview_event(school_id, code=given["code"], scope=form.scope, actor=request.actor)
    page = PreviewPage.of(
        found,
        school_id=school_id,
        school=school,
        what=(given["code"], given["reason"]),
        scope=form.scope,
        groups={int(one): name for one, name in names.items()},
        fields=_sent(request, form),
    )
    return render(request, "registers/event_preview.html", {"page": page})


def _sent(request: ActorRequest, form: EventForm) -> tuple[tuple[str, str], ...]:
    """The fields as they were sent; a date has three, each with the name of its part behind a hyphen."""
    ours = ((key, values) for key, values in request.POST.lists() if key.partition("-")[0] in form.fields)
    return tuple((key, str(value)) for key, values in ours for value in values)


@require_POST
def undo_event(request: ActorRequest, school_id: int, entry_id: int) -> HttpResponse:
    """Put back what stood before an event."""
    school_for(school_id, actor=request.actor, action=Action.MARK_WHOLE_SCHOOL)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Nothing was undone: give the reason."))
        return redirect("registers:events", school_id)
    try:
        answer = services.undo_event(
            school_id, entry_id, reason=form.cleaned_data["reason"], actor=request.actor, now=request.now
        )
    except NoSuchEventError as error:
        raise Http404 from error
    messages.success(request, undone_words(answer))
    return redirect("registers:events", school_id)
