"""Writing a request down, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

if TYPE_CHECKING:
    from bellwether.registers.leave_facts import RequestFacts

__all__ = ["AskPage"]


@dataclass(frozen=True, slots=True)
class AskPage:
    """The page with the form."""

    name: str
    heading: str
    introduction: str
    href: str
    back: str
    button: str

    @classmethod
    def new(cls, pupil_id: int, *, name: str) -> AskPage:
        """For a new request."""
        return cls(
            name=name,
            heading=gettext("A request for leave of absence"),
            introduction=gettext(
                "Write down what the family asks for. Nothing is agreed by it, and no register changes: the head "
                "teacher decides."
            ),
            href=reverse("registers:leave-ask", args=[pupil_id]),
            back=reverse("desk:pupil", args=[pupil_id]),
            button=gettext("Write it down"),
        )

    @classmethod
    def changing(cls, facts: RequestFacts) -> AskPage:
        """For one that is not decided."""
        return cls(
            name=facts.line.name,
            heading=gettext("Change the request"),
            introduction="",
            href=reverse("registers:leave-change", args=[facts.line.id]),
            back=reverse("registers:leave-request", args=[facts.line.id]),
            button=gettext("Change it"),
        )
