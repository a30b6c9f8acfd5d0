"""Leave of absence: the list of a school, a request, its decision, its files and its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bellwether.core.access import Action, may
from bellwether.core.taking import grounds_on, leave_grounds
from bellwether.documents.errors import FileRefusedError
from bellwether.documents.handing import as_attachment
from bellwether.documents.inspecting import LARGEST
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.forms.leave import DecisionForm, EvidenceForm, LeaveForm, LettersForm, WithdrawForm
from bellwether.registers.leave_errors import LeaveRefusedError
from bellwether.registers.pages.leave import AskPage, LeaveListPage, RequestPage
from bellwether.registers.pages.leave.lists import STATES
from bellwether.registers.pages.leave.words import file_problem_words, refusal_words
from bellwether.registers.pages.words import code_label
from bellwether.registers.selectors import leave as selectors
from bellwether.registers.services import leave as services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.base import File
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest
    from bellwether.registers.leave_facts import RequestFacts
    from bellwether.ui.forms import BellwetherForm

__all__ = [
    "add_file",
    "ask",
    "change",
    "decide",
    "file",
    "letters",
    "one",
    "remove_file",
    "requests",
    "send",
    "withdraw",
]


@require_safe
def requests(request: ActorRequest, school_id: int) -> HttpResponse:
    """The requests of a school."""
    state = request.GET.get("state", "")
    state = state if state in STATES else STATES[0]
    lines, counts = selectors.leave_of_school(school_id, state=state, actor=request.actor, today=request.today)
    may_decide = may(request.actor, Action.DECIDE_LEAVE, organisations.reach_of_school(school_id))
    school = organisations.school(school_id)
    page = LeaveListPage.of(
        lines, counts, state=state, school_id=school_id, school=school.name, may_decide=may_decide, today=request.today
    )
    return render(request, "registers/leave_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Write down what a family asks for."""
    school_id = selectors.school_for_leave(pupil_id, actor=request.actor, on=request.today)
    pupil = people.pupil(pupil_id, actor=request.actor, on=request.today)
    form = _form(request, pupil.id, initial={"asked_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_leave(school_id, pupil.id, form.asked(), actor=request.actor, now=request.now)
        except LeaveRefusedError as error:
            form.refuse(error.field, refusal_words(error, name=pupil.name))
        else:
            messages.success(request, gettext("Written down. It waits for the head teacher’s decision."))
            return redirect("registers:leave-request", made)
    return _ask_page(request, AskPage.new(pupil.id, name=pupil.name), form)


def _form(request: ActorRequest, pupil_id: int, *, initial: dict[str, Any]) -> LeaveForm:
    family = people.family(pupil_id, actor=request.actor, on=request.today)
    return LeaveForm(request.POST or None, initial=initial, family=family.people, grounds=grounds_on(request.today))


def _ask_page(request: ActorRequest, page: AskPage, form: LeaveForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "registers/leave_ask.html", {"page": page, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, request_id: int) -> HttpResponse:
    """Put a request right while nobody has decided."""
    facts = selectors.leave_request_to_change(request_id, actor=request.actor, today=request.today)
    form = _form(request, facts.line.pupil_id, initial=LeaveForm.initial_of(facts))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_leave(request_id, form.asked(), actor=request.actor, now=request.now)
        except LeaveRefusedError as error:
            form.refuse(error.field, refusal_words(error, name=facts.line.name))
        else:
            messages.success(request, gettext("The request was changed."))
            return redirect("registers:leave-request", request_id)
    return _ask_page(request, AskPage.changing(facts), form)


@require_safe
def one(request: ActorRequest, request_id: int) -> HttpResponse:
    """One request, with everything that whoever decides needs."""
    return _page(request, _facts(request, request_id))


def _facts(request: ActorRequest, request_id: int) -> RequestFacts:
    return selectors.leave_request(request_id, actor=request.actor, today=request.today)


def _page(request: ActorRequest, facts: RequestFacts, **sent: BellwetherForm) -> HttpResponse:
    """The page with its forms; those that were sent and refused say why."""
    what_became = selectors.sent_letters(facts, actor=request.actor)
    forms: dict[str, BellwetherForm] = {
        "decision": _decision_form(facts, None),
        "evidence": EvidenceForm(),
        "withdrawal": WithdrawForm(),
        "letters": _letters_form(facts, None),
        **sent,
    }
    page = RequestPage.of(facts, sent=what_became, today=request.today)
    values = {"page": page, **forms, "refused": next(iter(sent.values()), None), "sent": tuple(sent)}
    return render(request, "registers/leave_request.html", values, status=422 if sent else 200)


def _decision_form(facts: RequestFacts, data: Any) -> DecisionForm:  # noqa: ANN401  (Django's own shape of what is sent)
    on = facts.line.span.starts_on
    codes = dict.fromkeys(ground.code for ground in grounds_on(on))
    own = leave_grounds()[facts.line.ground].code if facts.line.ground else ""
    choices = [(code, f"{code} – {code_label(code, on=on)}") for code in codes]
    return DecisionForm(data, facts=facts, codes=choices, own_code=own)


def _letters_form(facts: RequestFacts, data: Any) -> LettersForm:  # noqa: ANN401  (as above)
    return LettersForm(data, parents=facts.parents, asked_by=facts.asked_by_id)


@require_POST
def decide(request: ActorRequest, request_id: int) -> HttpResponse:
    """Decide, with reasons."""
    facts = selectors.leave_request_to_decide(request_id, actor=request.actor, today=request.today)
    form = _decision_form(facts, request.POST)
    if form.is_valid():
        try:
            services.decide_leave(request_id, form.decided(), actor=request.actor, now=request.now)
        except LeaveRefusedError as error:
            form.refuse(error.field, refusal_words(error, name=facts.line.name))
        else:
            messages.success(request, gettext("Decided. Now write the letter to the parents."))
            return redirect("registers:leave-request", request_id)
    return _page(request, facts, decision=form)


@require_POST
def withdraw(request: ActorRequest, request_id: int) -> HttpResponse:
    """Note that the family does not want it any more."""
    facts = selectors.leave_request_to_change(request_id, actor=request.actor, today=request.today)
    form = WithdrawForm(request.POST)
    if form.is_valid() and _tried(
        form,
        facts,
        lambda: services.withdraw_leave(
            request_id, because=form.cleaned_data["because"], actor=request.actor, now=request.now
        ),
    ):
        messages.success(request, gettext("The request is withdrawn. No register waits for it any more."))
        return redirect("registers:leave-request", request_id)
    return _page(request, facts, withdrawal=form)


def _tried(form: BellwetherForm, facts: RequestFacts, act: Callable[[], object]) -> bool:
    """Whether it was done; a refusal is laid into the form."""
    try:
        act()
    except LeaveRefusedError as error:
        form.add_error(error.field if error.field in form.fields else None, refusal_words(error, name=facts.line.name))
    except FileRefusedError as error:
        form.add_error("file", file_problem_words(error.because))
    return not form.errors


@require_POST
def add_file(request: ActorRequest, request_id: int) -> HttpResponse:
    """Keep a file that was given."""
    facts = selectors.leave_request_to_change(request_id, actor=request.actor, today=request.today)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid() and _tried(form, facts, lambda: _keep(request, request_id, form.cleaned_data["file"])):
        messages.success(
            request, gettext("The file is kept. Only those who decide on leave or prepare it can open it.")
        )
        return redirect("registers:leave-request", request_id)
    return _page(request, facts, evidence=form)


def _keep(request: ActorRequest, request_id: int, sent: File[bytes]) -> None:
    data = sent.read(LARGEST + 1)
    services.add_evidence(request_id, data, name=sent.name or "", actor=request.actor, now=request.now)


@require_safe
def file(request: ActorRequest, request_id: int, evidence_id: int) -> HttpResponse:
    """A file to save: never opened by the browser as a page of ours."""
    facts, data = services.open_evidence(request_id, evidence_id, actor=request.actor, now=request.now)
    return as_attachment(data, kind=facts.kind, name=facts.name)


@require_POST
def remove_file(request: ActorRequest, request_id: int, evidence_id: int) -> HttpResponse:
    """Take a file away that was added by mistake."""
    facts = selectors.leave_request_to_change(request_id, actor=request.actor, today=request.today)
    try:
        services.remove_evidence(request_id, evidence_id, actor=request.actor, now=request.now)
    except LeaveRefusedError as error:
        messages.error(request, refusal_words(error, name=facts.line.name))
    else:
        messages.success(request, gettext("The file was taken away."))
    return redirect("registers:leave-request", request_id)


@require_POST
def letters(request: ActorRequest, request_id: int) -> HttpResponse:
    """Write the letter of decision to the parents who are chosen."""
    facts = selectors.leave_request_to_change(request_id, actor=request.actor, today=request.today)
    form = _letters_form(facts, request.POST)
    if form.is_valid() and _tried(
        form,
        facts,
        lambda: services.write_letters(request_id, parent_ids=form.parent_ids(), actor=request.actor, now=request.now),
    ):
        made = len(form.parent_ids())
        messages.success(request, ngettext("1 letter was written.", "%(n)s letters were written.", made) % {"n": made})
        return redirect("registers:leave-request", request_id)
    return _page(request, facts, letters=form)


@require_POST
def send(request: ActorRequest, request_id: int, letter_id: int) -> HttpResponse:
    """Put a letter into the outbox."""
    facts = selectors.leave_request_to_change(request_id, actor=request.actor, today=request.today)
    try:
        services.send_letter(letter_id, actor=request.actor, now=request.now)
    except LeaveRefusedError as error:
        messages.error(request, refusal_words(error, name=facts.line.name))
    else:
        messages.success(request, gettext("The letter waits in the outbox and goes out by e-mail."))
    return redirect("registers:leave-request", request_id)
