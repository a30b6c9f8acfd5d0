"""Weeks of marks, one mark and its history, and putting marks right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bellwether.core.calendar import academic_year_of
from bellwether.registers import services
from bellwether.registers.errors import ChangedMeanwhileError
from bellwether.registers.forms.amending import AmendCellForm, ReasonForm, changes_of
from bellwether.registers.pages.cell import CellPage, amended_words, changed_links, problem_links
from bellwether.registers.pages.choosing import code_menu
from bellwether.registers.pages.leave.words import note_words
from bellwether.registers.pages.weeks import ClassWeekPage, PicturePage, PupilWeekPage
from bellwether.registers.pages.words import problem_words
from bellwether.registers.selectors import cell_history
from bellwether.registers.selectors.leave import leave_note
from bellwether.registers.selectors.weeks import class_week, pupil_week, pupil_year
from bellwether.registers.views.places import not_accepted

if TYPE_CHECKING:
    from datetime import date

    from bellwether.accounts.requests import ActorRequest
    from bellwether.registers.facts import MarkChange
    from bellwether.registers.pages.choosing import CodeMenu
    from bellwether.registers.selectors.weeks import PupilWeek
    from bellwether.ui.pages import ProblemLink

__all__ = ["cell", "of_class", "of_pupil", "picture"]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@require_safe
def of_class(request: ActorRequest, group_id: int, on: date) -> HttpResponse:
    """The week of a class."""
    facts = class_week(group_id, monday=_monday(on), actor=request.actor)
    return render(request, "registers/class_week.html", {"page": ClassWeekPage.of(facts, today=request.today)})


@require_safe
def picture(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """A pupil's year in one picture."""
    facts = pupil_year(pupil_id, year=academic_year_of(request.today), actor=request.actor)
    page = PicturePage.of(facts, pupil_id=pupil_id, monday=_monday(request.today))
    return render(request, "registers/picture.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def of_pupil(request: ActorRequest, pupil_id: int, on: date) -> HttpResponse:
    """The week of a pupil; whoever may, puts marks right there."""
    facts = pupil_week(pupil_id, monday=_monday(on), actor=request.actor)
    page, form = PupilWeekPage.of(facts, today=request.today), ReasonForm()
    problems: tuple[ProblemLink, ...] = ()
    if request.method == "POST":
        form, changes = ReasonForm(request.POST), changes_of(request.POST, pupil_id=pupil_id)
        if form.is_valid():
            problems = _amend(request, facts, changes, form.cleaned_data["reason"], by_field=True)
            if not problems:
                return redirect(page.href)
    values = {"page": page, "form": form, "problems": problems, "chosen": request.POST, "menu": _menu(facts, on, None)}
    return render(request, "registers/pupil_week.html", values, status=422 if request.method == "POST" else 200)


def _menu(facts: PupilWeek, on: date, session: int | None) -> CodeMenu:
    """The codes, with the reasons that the school whose marks they are does not accept."""
    school_id = next((cell.school_id for cell in facts.row.cells if cell.can_amend), None)
    reasons = not_accepted(school_id, on=on) if school_id else ()
    return code_menu(on, session=session, not_accepted=reasons)


def _amend(
    request: ActorRequest, facts: PupilWeek, changes: tuple[MarkChange, ...], reason: str, *, by_field: bool = False
) -> tuple[ProblemLink, ...]:
    """Put marks right, and say so; or what stands against it, and then nothing was changed."""
    name = facts.row.name
    try:
        answer = services.amend_placed(facts.placed(changes), reason=reason, actor=request.actor, now=request.now)
    except ChangedMeanwhileError as error:
        return changed_links(error.cells, name=name, by_field=by_field)
    if not answer.problems:
        messages.success(request, amended_words(answer.saved))
    for one in answer.warnings if not answer.problems else ():
        messages.warning(request, problem_words(one.problem, name=name))
    return problem_links(answer.problems, name=name, by_field=by_field)


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: ActorRequest, pupil_id: int, on: date, session: int) -> HttpResponse:
    """One mark, its history, and for whoever may, putting it right."""
    facts = pupil_week(pupil_id, monday=_monday(on), actor=request.actor)
    if not facts.has_row:
        raise Http404
    page = _cell_page(request, facts, on, session)
    menu = _menu(facts, on, session)
    form = AmendCellForm(request.POST or None, menu=menu)
    if request.method == "POST" and form.is_valid():
        change = form.change(pupil_id=pupil_id, on=on, session=session)
        problems = _amend(request, facts, (change,), form.cleaned_data["reason"])
        if not problems:
            return redirect(page.href)
        page = replace(page, problems=problems)
    status = 422 if request.method == "POST" else 200
    return render(request, "registers/cell.html", {"page": page, "form": form, "menu": menu}, status=status)


def _cell_page(request: ActorRequest, facts: PupilWeek, on: date, session: int) -> CellPage:
    pupil_id, found = facts.row.pupil_id, facts.row.cells[2 * on.weekday() + session]
    states = cell_history(pupil_id, on=on, session=session, actor=request.actor, school_id=found.school_id)
    page = CellPage.of(found, states, pupil_id=pupil_id, name=facts.row.name, today=request.today)
    note = leave_note(found.school_id, found.pupil_id, on=on, session=session, actor=request.actor)
    return replace(page, leave=note_words(note, on=on) if note else "")
