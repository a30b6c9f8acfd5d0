"""The page of every form about one pupil: a plan, a part-time timetable, a suspension."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.ui.pages import ProblemLink

__all__ = ["RecordFormPage"]


@dataclass(frozen=True, slots=True)
class RecordFormPage:
    """A form about one pupil, with what stood against what was sent."""

    title: str
    name: str
    group: str
    href: str
    back: str
    introduction: str
    button: str
    problems: tuple[ProblemLink, ...] = ()
    warnings: tuple[ProblemLink, ...] = ()

    def with_answer(self, problems: Sequence[ProblemLink], warnings: Sequence[ProblemLink]) -> RecordFormPage:
        """The page again with what stood against it."""
        return replace(self, problems=tuple(problems), warnings=tuple(warnings))
