"""Taking a register, by its page and by the script that works without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bellwether.core.access import AccessRefusedError, Action, OutOfReachError, require
from bellwether.people import selectors as people
from bellwether.registers import services
from bellwether.registers.errors import KeptElsewhereError, KeyReusedError
from bellwether.registers.forms.taking import (
    MisshapenSubmissionError,
    place_in_log,
    submission_of_form,
    submission_of_json,
)
from bellwether.registers.pages.answers import (
    answer_values,
    elsewhere_refusal,
    nothing_words,
    problem_values,
    reused_words,
    saved_words,
)
from bellwether.registers.pages.lists import MinePage
from bellwether.registers.pages.taking import TakePage, meanwhile_words, stands_after
from bellwether.registers.selectors import register_page
from bellwether.registers.selectors.mine import around_register, my_registers
from bellwether.registers.selectors.since import register_since
from bellwether.registers.tokens import owner_token
from bellwether.registers.views.kept import may_be_kept
from bellwether.registers.views.places import board_actions, not_accepted, why_closed

if TYPE_CHECKING:
    from datetime import date

    from bellwether.accounts.requests import ActorRequest
    from bellwether.registers.facts import TakenAnswer
    from bellwether.registers.forms.taking import Submission

__all__ = ["mine", "since", "submit", "take"]


@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """The registers that the reader may take today."""
    found = my_registers(on=request.today, actor=request.actor, now=request.now)
    boards = {one: board_actions(one, actor=request.actor) for one in {each.group.school_id for each in found}}
    page = MinePage.of(found, boards=boards, on=request.today, today=request.today)
    return may_be_kept(render(request, "registers/mine.html", {"page": page}), request)


@gzip_page  # the list of codes is in it once a pupil; the token of its form is masked anew each time
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: ActorRequest, group_id: int, on: date, session: int) -> HttpResponse:
    """A register; sent by a plain form it is saved and shown again."""
    if request.method == "POST":
        return _save(request, group_id, on, session)
    response = render(request, "registers/take.html", {"page": _page(request, group_id, on, session)})
    return may_be_kept(response, request)


def _page(request: ActorRequest, group_id: int, on: date, session: int) -> TakePage:
    facts = register_page(group_id, on=on, session=session, actor=request.actor, now=request.now)
    school_id, beside = facts.group.school_id, around_register(facts, actor=request.actor)
    return TakePage.of(
        facts,
        today=request.today,
        others=beside.other_half,
        not_accepted=not_accepted(school_id, on=on) if facts.is_session else (),
        can_take=beside.can_take,
        closed_why="" if facts.is_session else why_closed(school_id, on=on, session=session),
    )


def _save(request: ActorRequest, group_id: int, on: date, session: int) -> HttpResponse:
    require(request.actor, Action.TAKE_REGISTER, people.reach_of_group(group_id))
    try:
        sent = submission_of_form(request.POST, present="\\" if session else "/")
    except MisshapenSubmissionError:
        return HttpResponseBadRequest()
    if not sent.marks and not sent.close_unmarked:
        messages.warning(request, nothing_words())
        return redirect(request.path)
    try:
        answer = _taken(request, group_id, on, session, sent)
    except (KeyReusedError, KeptElsewhereError) as error:
        page = _page(request, group_id, on, session).refused(_refusal(error), sent=sent.sent, on=on)
        return render(request, "registers/take.html", {"page": page}, status=422)
    return _saved(request, (group_id, on, session), sent, answer)


def _saved(
    request: ActorRequest, register: tuple[int, date, int], sent: Submission, answer: TakenAnswer
) -> HttpResponse:
    if not answer.problems and not answer.conflicts and not answer.warnings:
        messages.success(request, saved_words(answer))
        _tell_meanwhile(request, register, sent, answer)
        return redirect(request.path)
    page = _page(request, *register).answered(answer, sent=sent.sent, today=request.today)
    return render(request, "registers/take.html", {"page": page}, status=422 if answer.problems else 200)


def _refusal(error: MisshapenSubmissionError | KeyReusedError | KeptElsewhereError) -> str:
    if isinstance(error, MisshapenSubmissionError):
        return gettext("The school's server could not read these marks.")
    return reused_words() if isinstance(error, KeyReusedError) else elsewhere_refusal()


def _tell_meanwhile(
    request: ActorRequest, register: tuple[int, date, int], sent: Submission, answer: TakenAnswer
) -> None:
    """What others changed since the page was opened that has just been sent."""
    group_id, on, session = register
    group = people.group(group_id, actor=request.actor)
    found = register_since(group, on=on, session=session, since=sent.since, actor=request.actor, but=answer.entry_id)
    names = _names(request, group_id, on) if found.changed else {}
    for pupil in (one for one in names if one in found.changed):
        words = meanwhile_words(found.codes[pupil], found.changed[pupil], today=request.today)
        messages.info(request, f"{names[pupil]}: {words}")


def _taken(request: ActorRequest, group_id: int, on: date, session: int, sent: Submission) -> TakenAnswer:
    return services.take_register(
        group_id,
        on=on,
        session=session,
        marks=sent.marks,
        rest_present=False,
        close_unmarked=sent.close_unmarked,
        actor=request.actor,
        now=request.now,
        request_key=sent.key,
        age=sent.age,
        since=sent.since,
    )


@require_POST
def submit(request: ActorRequest, group_id: int, on: date, session: int) -> HttpResponse:
    """A register as JSON. 409 says that somebody else is signed in than made the marks: they stay where they are."""
    try:
        require(request.actor, Action.TAKE_REGISTER, people.reach_of_group(group_id))
        sent = submission_of_json(request.body, key=request.headers.get("Idempotency-Key", ""))
        if sent.owner != owner_token(request.actor.user_id):
            return JsonResponse({"is_owner": False}, status=409)
        return _answered(request, group_id, on, session, sent)
    except (MisshapenSubmissionError, KeyReusedError, KeptElsewhereError) as error:
        return JsonResponse({"said": _refusal(error)}, status=422)
    except OutOfReachError:
        return JsonResponse({"said": gettext("This class is not yours any more. Ask the school office.")}, status=404)
    except AccessRefusedError:
        return JsonResponse(
            {"said": gettext("You may not take this register any more. Ask the school office.")}, status=403
        )


def _answered(request: ActorRequest, group_id: int, on: date, session: int, sent: Submission) -> JsonResponse:
    answer = _taken(request, group_id, on, session, sent)
    names = _names(request, group_id, on) if answer.problems or answer.conflicts or answer.warnings else {}
    if answer.problems:
        return JsonResponse(problem_values(answer, names), status=422)
    group = people.group(group_id, actor=request.actor)
    found = register_since(group, on=on, session=session, since=sent.since, actor=request.actor, but=answer.entry_id)
    shown = stands_after(found.codes, found.changed, today=request.today)
    given = answer_values(answer, names, stands=shown, sequence=found.sequence, now=request.now, today=request.today)
    return JsonResponse(given)


@never_cache
@require_safe
def since(request: ActorRequest, group_id: int, on: date, session: int) -> JsonResponse:
    """Who changed what in a register since its page was opened, for the page while it stays open."""
    group, place = people.group(group_id, actor=request.actor), place_in_log(request.GET.get("place", ""))
    found = register_since(group, on=on, session=session, since=place, actor=request.actor)
    codes = {pupil: found.codes[pupil] for pupil in found.changed}
    shown = stands_after(codes, found.changed, today=request.today)
    return JsonResponse({"sequence": found.sequence, "stands": shown})


def _names(request: ActorRequest, group_id: int, on: date) -> dict[int, str]:
    return {one.id: one.name for one in people.roll(group_id=group_id, on=on, actor=request.actor)}
