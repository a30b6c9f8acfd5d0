"""The views of this room: each asks a selector or a service, and shows a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.monitor import selectors, services
from bellwether.monitor.errors import MonitorRefusedError
from bellwether.monitor.forms import ContactForm, DecisionForm, MessageForm, NudgeForm, QuietForm, ReplyForm
from bellwether.monitor.kinds import Kind, QuietReason
from bellwether.monitor.pages.board import BoardPage, ChoosePage, LadderPage
from bellwether.monitor.pages.family import FamilyPage, NotesPage
from bellwether.monitor.pages.lists import MorningPage, QuietPage
from bellwether.monitor.pages.said import confirmed_words, nudged_words, sent_words
from bellwether.organisations.selectors import reach_of_school
from bellwether.people import selectors as people
from bellwether.people.services import read_safeguarding

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

__all__: list[str] = []


@require_GET
def choose(request: ActorRequest, to: str) -> HttpResponse:
    """The one school whose day somebody may see, or a choice."""
    schools = selectors.schools_today(actor=request.actor)
    if len(schools) == 1:
        return redirect(to, schools[0].id)
    return render(request, "monitor/choose.html", {"page": ChoosePage.of(schools, to=to)})


@require_GET
def board(request: ActorRequest, school_id: int) -> HttpResponse:
    """The office board."""
    day = selectors.today(school_id, actor=request.actor, now=request.now)
    return render(request, "monitor/board.html", {"page": BoardPage.of(day)})


@require_GET
def ladder(request: ActorRequest, school_id: int) -> HttpResponse:
    """Who is overdue."""
    facts = selectors.ladder(school_id, actor=request.actor, now=request.now)
    return render(request, "monitor/ladder.html", {"page": LadderPage.of(facts)})


def call(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """One family: whom to call, and what came of it."""
    facts = selectors.call(school_id, pupil_id, actor=request.actor, now=request.now)
    form = ContactForm(facts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _logged(request, school_id, form))
        except MonitorRefusedError as refused:
            _refuse(form, refused)
        else:
            return redirect("monitor:call", school_id, pupil_id)
    status = 400 if form.errors else 200
    page = FamilyPage.of(facts, pupil_id, answer=ReplyForm.to)
    return render(request, "monitor/call.html", {"page": page, "form": form}, status=status)


def _logged(request: ActorRequest, school_id: int, form: ContactForm) -> str:
    """Write the contact down, with the mark where that was asked for; and what to say of it."""
    written, new = gettext("The contact was written down."), form.contact()
    if not form.settles:
        services.log_contact(school_id, new, actor=request.actor, now=request.now)
        return written
    done = services.log_and_confirm(
        school_id, new, whole_absence=form.whole_absence, actor=request.actor, now=request.now
    )
    return f"{written} {confirmed_words(done)}"


def _refuse(form: BaseForm, refused: MonitorRefusedError) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.problem)


@require_GET
def notes(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """What only some may read. The reading is recorded."""
    if school_id not in people.reach_of_pupil(pupil_id, on=request.today).schools:
        raise OutOfReachError(Action.SEE_SAFEGUARDING)
    found = read_safeguarding(pupil_id, actor=request.actor, on=request.today, now=request.now)
    family = people.family(pupil_id, actor=request.actor, on=request.today)
    names = {one.link_id: one.name for one in family.people}
    page = NotesPage.of(found, names=names, school_id=school_id, pupil_id=pupil_id)
    return render(request, "monitor/notes.html", {"page": page})


@require_POST
def message(request: ActorRequest, school_id: int) -> HttpResponse:
    """Text or e-mail one family, or everyone on the board."""
    require(request.actor, Action.LOG_CONTACT, reach_of_school(school_id))
    form = MessageForm(request.POST)
    if not form.is_valid():
        return redirect("monitor:board", school_id)
    given, actor = form.cleaned_data, request.actor
    sent = services.send_messages(
        school_id, medium=Kind(given["medium"]), pupil_ids=given["pupil"] or None, parent_id=given["parent"],
        actor=actor, now=request.now,
    )  # fmt: skip
    messages.info(request, sent_words(sent))
    return redirect("monitor:call", school_id, given["back"]) if given["back"] else redirect("monitor:board", school_id)


@require_POST
def tell(request: ActorRequest, school_id: int) -> HttpResponse:
    """Tell the professionals who must hear of it the same day."""
    form = MessageForm({"medium": "email"} | {"back": request.POST.get("back", "")})
    form.is_valid()
    pupils = [int(one) for one in request.POST.getlist("pupil") if one.isdecimal()]
    sent = services.tell_professionals(school_id, pupil_ids=pupils, actor=request.actor, now=request.now)
    messages.info(request, sent_words(sent))
    back = form.cleaned_data.get("back")
    return redirect("monitor:call", school_id, back) if back else redirect("monitor:board", school_id)


@require_POST
def reply(request: ActorRequest, school_id: int, attempt_id: int) -> HttpResponse:
    """What a family answered to a message."""
    require(request.actor, Action.LOG_CONTACT, reach_of_school(school_id))
    form = ReplyForm(request.POST, on=selectors.contact_day(attempt_id, actor=request.actor))
    if not form.is_valid():
        messages.warning(request, gettext("Write what they answered."))
        return redirect("monitor:board", school_id)
    given = form.cleaned_data
    try:
        services.record_reply(attempt_id, text=given["text"], code=given["code"], actor=request.actor, now=request.now)
    except MonitorRefusedError as refused:
        messages.warning(request, refused.problem)
    else:
        messages.success(request, gettext("The answer was written down."))
    return redirect("monitor:board", school_id)


@require_POST
def decide(request: ActorRequest, proposal_id: int) -> HttpResponse:
    """Put a proposed mark into the register, or not."""
    school_id = selectors.proposal_school(proposal_id, actor=request.actor)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return redirect("monitor:board", school_id)
    choice, actor, now = form.cleaned_data["decision"], request.actor, request.now
    try:
        if choice == "decline":
            done = services.decline(proposal_id, actor=actor, now=now)
        else:
            done = services.confirm(proposal_id, whole_absence=choice == "absence", actor=actor, now=now)
    except MonitorRefusedError as refused:
        messages.warning(request, refused.problem)
        return redirect("monitor:board", school_id)
    messages.info(request, confirmed_words(done))
    return redirect("monitor:call", school_id, done.pupil_id)


@require_GET
def quiet(request: ActorRequest, school_id: int) -> HttpResponse:
    """Whom nobody calls."""
    rows = selectors.quiet_list(school_id, on=request.today, actor=request.actor)
    may_end = may(request.actor, Action.LOG_CONTACT, reach_of_school(school_id))
    return render(request, "monitor/quiet.html", {"page": QuietPage.of(school_id, rows, may_end=may_end)})


def quiet_add(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """Put a pupil on the quiet list."""
    facts = selectors.call(school_id, pupil_id, actor=request.actor, now=request.now)
    form = QuietForm(request.POST or None, initial={"from_on": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"reason": QuietReason(form.cleaned_data["reason"])}
        try:
            services.add_quiet(school_id, pupil_id=pupil_id, actor=request.actor, now=request.now, **given)
        except MonitorRefusedError as refused:
            _refuse(form, refused)
        else:
            return redirect("monitor:quiet", school_id)
    return _form(request, "monitor/quiet_add.html", FamilyPage.of(facts, pupil_id), form)


def _form(request: ActorRequest, template: str, page: FamilyPage, form: BaseForm) -> HttpResponse:
    return render(request, template, {"page": page, "form": form}, status=400 if form.errors else 200)


@require_POST
def quiet_end(request: ActorRequest, entry_id: int) -> HttpResponse:
    """Take a pupil off the quiet list."""
    school_id = services.end_quiet(entry_id, actor=request.actor, now=request.now)
    return redirect("monitor:quiet", school_id)


def morning(request: ActorRequest, school_id: int) -> HttpResponse:
    """Who asked for a word before the bell; a press sends the texts."""
    if request.method == "POST":
        messages.info(request, nudged_words(services.send_nudges(school_id, actor=request.actor, now=request.now)))
        return redirect("monitor:morning", school_id)
    rows = selectors.morning_list(school_id, on=request.today, actor=request.actor, all_days=True)
    may_act = may(request.actor, Action.LOG_CONTACT, reach_of_school(school_id))
    late = selectors.late_often(school_id, on=request.today, actor=request.actor)
    waits = selectors.texts_wait(school_id, rows, now=request.now, actor=request.actor)
    page = MorningPage.of(school_id, rows, late, on=request.today, may_act=may_act, texts_wait=waits)
    return render(request, "monitor/morning.html", {"page": page})


def nudge(request: ActorRequest, school_id: int, pupil_id: int) -> HttpResponse:
    """A family asks for a word before the bell."""
    facts = selectors.call(school_id, pupil_id, actor=request.actor, now=request.now)
    form = NudgeForm(facts, request.POST or None, initial={"from_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_nudge(school_id, form.nudge(pupil_id), actor=request.actor, now=request.now)
        except MonitorRefusedError as refused:
            _refuse(form, refused)
        else:
            return redirect("monitor:morning", school_id)
    return _form(request, "monitor/nudge.html", FamilyPage.of(facts, pupil_id), form)


@require_POST
def nudge_end(request: ActorRequest, nudge_id: int) -> HttpResponse:
    """The family wants no further word."""
    school_id = services.end_nudge(nudge_id, actor=request.actor, now=request.now)
    return redirect("monitor:morning", school_id)
