"""The doors of a school on the home page, in the order of a day: what happens now, marks, pupils and the school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action
from bellwether.ui.pages import Link

if TYPE_CHECKING:
    from bellwether.desk.facts import SchoolDoors

__all__ = ["DoorGroup", "doors_of"]


@dataclass(frozen=True)
class DoorGroup:
    """Links that belong together. key: what makes the id of its heading."""

    title: str
    links: tuple[Link, ...]
    key: str


_Door = tuple[Action, str, str]
"""What one must be allowed to do, the words, the route."""


def doors_of(door: SchoolDoors) -> tuple[DoorGroup, ...]:
    """What the reader may open at a school; a group without a door is left out."""
    groups = (
        DoorGroup(title, _links(door, wanted), f"doors-{door.school.id}-{number}")
        for number, (title, wanted) in enumerate(_wanted(), start=1)
    )
    return tuple(one for one in groups if one.links)


def _wanted() -> tuple[tuple[str, tuple[_Door, ...]], ...]:
    now: tuple[_Door, ...] = (
        (Action.SEE_TODAY, gettext("Absent without a reason"), "monitor:board"),
        (Action.SEE_MISSING_REGISTERS, gettext("Missing registers"), "registers:missing"),
        (Action.USE_LATE_DESK, gettext("Late desk"), "registers:late-desk"),
        (Action.USE_LATE_DESK, gettext("Leaving and coming back"), "registers:site"),
        (Action.SEE_ON_SITE_LIST, gettext("Who is on site"), "registers:on-site"),
    )
    marks: tuple[_Door, ...] = (
        (Action.SEE_PUPIL, gettext("Planned absences"), "registers:plans"),
        (Action.AMEND_MARKS, gettext("Reasons still due"), "registers:n-list"),
        (Action.SETTLE_CONFLICTS, gettext("Marks that disagree"), "registers:conflicts"),
        (Action.ASK_FOR_LEAVE, gettext("Leave of absence"), "registers:leave"),
        (Action.MARK_WHOLE_SCHOOL, gettext("Closures, trips and events"), "registers:events"),
    )
    school: tuple[_Door, ...] = (
        (Action.MANAGE_PUPILS, gettext("Pupils on roll"), "people:roll"),
        (Action.SEE_ORGANISATION, gettext("The school and its year"), "organisations:school"),
        (Action.MANAGE_ORGANISATION, gettext("What is still unset"), "organisations:set-up"),
    )
    return ((gettext("Right now"), now), (gettext("Marks"), marks), (gettext("Pupils and school"), school))


def _links(door: SchoolDoors, wanted: tuple[_Door, ...]) -> tuple[Link, ...]:
    about = gettext("at %(school)s") % {"school": door.school.name}
    return tuple(
        Link(text, reverse(name, args=[door.school.id]), about=about, keep=action is Action.SEE_ON_SITE_LIST)
        for action, text, name in wanted if action in door.may
    )  # fmt: skip
