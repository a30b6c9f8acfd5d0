"""The page of a plan for many: what for and when, then the pupils of the classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.ui.pages import Breadcrumb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.ui.pages import ProblemLink

__all__ = ["ManyPage"]


@dataclass(frozen=True, slots=True)
class ManyPage:
    """The form in its two steps. is_choosing: the classes are known, and their pupils are there to tick."""

    title: str
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
    def of_study_leave(cls, *, school_id: int, school: str, is_choosing: bool) -> ManyPage:
        """Study leave at a school."""
        introduction = gettext(
            "For pupils who are about to sit public examinations. It counts as an authorised absence; whoever comes"
            " in all the same is marked present."
        )
        words = gettext("Study leave"), introduction, gettext("Plan the study leave")
        return cls._of("registers:study-leave", words, school_id=school_id, school=school, is_choosing=is_choosing)

    @classmethod
    def of_together(cls, *, school_id: int, school: str, is_choosing: bool) -> ManyPage:
        """A trip, a match or the like at a school."""
        introduction = gettext(
            "Planned once for everybody who goes. Over each register it is there already, and nobody is chased for a"
            " class that is away. Whoever stays behind and is in school is marked present."
        )
        words = gettext("A trip or activity together"), introduction, gettext("Plan it")
        return cls._of("registers:plan-together", words, school_id=school_id, school=school, is_choosing=is_choosing)

    @classmethod
    def _of(cls, name: str, words: tuple[str, str, str], *, school_id: int, school: str, is_choosing: bool) -> ManyPage:
        title, introduction, button = words
        return cls(
            title=title,
            school=school,
            crumbs=(Breadcrumb(gettext("Planned absences"), reverse("registers:plans", args=[school_id])),),
            href=reverse(name, args=[school_id]),
            introduction=introduction,
            button=button if is_choosing else gettext("Go on to the pupils"),
            step="plan" if is_choosing else "choose",
            is_choosing=is_choosing,
        )

    def with_answer(self, problems: Sequence[ProblemLink], warnings: Sequence[ProblemLink]) -> ManyPage:
        """The page again with what stood against it."""
        return replace(self, problems=tuple(problems), warnings=tuple(warnings))
