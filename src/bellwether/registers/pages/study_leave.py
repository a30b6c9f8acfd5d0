"""The page of study leave: what for and when, then the pupils of the classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.ui.pages import Breadcrumb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.ui.pages import ProblemLink

__all__ = ["StudyLeavePage"]


@dataclass(frozen=True, slots=True)
class StudyLeavePage:
    """The form in its two steps. is_choosing: the classes are known, and their pupils are there to tick."""

    school: str
    crumbs: tuple[Breadcrumb, ...]
    href: str
    introduction: str
    button: str
    step: str
    is_choosing: bool = False
    problems: tuple[ProblemLink, ...] = ()
    warnings: tuple[ProblemLink, ...] = ()

    @classmethod
    def of(cls, *, school_id: int, school: str, is_choosing: bool) -> StudyLeavePage:
        """The page at a school."""
        return cls(
            school=school,
            crumbs=(Breadcrumb(gettext("Planned absences"), reverse("registers:plans", args=[school_id])),),
            href=reverse("registers:study-leave", args=[school_id]),
            introduction=gettext(
                "For pupils who are about to sit public examinations. It counts as an authorised absence; whoever comes"
                " in all the same is marked present."
            ),
            button=gettext("Plan the study leave") if is_choosing else gettext("Go on to the pupils"),
            step="plan" if is_choosing else "choose",
            is_choosing=is_choosing,
        )

    def with_answer(self, problems: Sequence[ProblemLink], warnings: Sequence[ProblemLink]) -> StudyLeavePage:
        """The page again with what stood against it."""
        return replace(self, problems=tuple(problems), warnings=tuple(warnings))
