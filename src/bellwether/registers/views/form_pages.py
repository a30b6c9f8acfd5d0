"""What the views of forms about pupils share: the form again, with what stood against what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.shortcuts import render

from bellwether.registers.pages.planning_words import plan_problem_links

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest
    from bellwether.registers.pages.many import ManyPage
    from bellwether.registers.pages.record_form import RecordFormPage
    from bellwether.registers.plan_facts import PlanProblem

__all__ = ["form_page"]


class _Answer(Protocol):
    """What a service says to a wish."""

    @property
    def problems(self) -> tuple[PlanProblem, ...]: ...
    @property
    def warnings(self) -> tuple[PlanProblem, ...]: ...


def form_page(
    request: ActorRequest, page: RecordFormPage | ManyPage, form: BaseForm, answer: _Answer | None,
    names: dict[int, str], template: str = "registers/record_form.html",
) -> HttpResponse:  # fmt: skip
    """The form, with what stood against what was sent; only then it can be sent in spite of that."""
    if answer is not None:
        page = page.with_answer(plan_problem_links(answer.problems, names), plan_problem_links(answer.warnings, names))
    if "despite" in form.fields and (not page.warnings or page.problems):
        del form.fields["despite"]
    is_wrong = bool(form.errors or page.problems or page.warnings)
    return render(request, template, {"page": page, "form": form}, status=422 if is_wrong else 200)
