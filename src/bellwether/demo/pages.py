"""What the front page of the demo and the ribbon on every page say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from bellwether.core.access import ROLE_NAMES, ActorKind, Role
from bellwether.ui.pages import Link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.demo.folder import DemoState, Visitor

__all__ = ["FrontPage", "Person", "Place", "Ribbon", "role_tells"]

_ZONE = ZoneInfo("Europe/London")


def role_tells() -> dict[Role, str]:
    """What each role does here, in a few words."""
    return {
        Role.TRUSTEE: gettext("Sees the figures of the trust's schools, no child's name."),
        Role.GOVERNOR: gettext("Sees the school's figures, no child's name."),
        Role.HEAD: gettext("Decides on leave, settles conflicts, sets the school up."),
        Role.DIRECTOR_OF_INCLUSION: gettext("Looks across the schools of the trust."),
        Role.ATTENDANCE_CHAMPION: gettext("Follows absences up and puts marks right."),
        Role.INCLUSION_TEAM: gettext("Calls families and keeps what was said."),
        Role.CLASS_TEACHER: gettext("Takes the register of one class."),
        Role.OFFICE: gettext("Works the today board, the late desk and the missing registers."),
        Role.SAFEGUARDING_OR_SEN: gettext("Sees who is vulnerable and absent without a reason."),
        Role.LA_ATTENDANCE_OFFICER: gettext("Reads the attendance of pupils at all four schools."),
        Role.LA_LEGAL_OFFICER: gettext("Reads what a legal step would rest on."),
        Role.LA_MANAGER: gettext("Looks after the authority's people and rules."),
        Role.LOCALITY_MANAGER: gettext("Looks across the schools of the authority."),
        Role.PANEL_MEMBER: gettext("Sees figures only."),
        Role.PRACTITIONER: gettext("Sees the children they work with, with help to read the figures."),
        Role.PARENT: gettext("A parent of children at two schools; their pages come later."),
        Role.PUPIL: gettext("A pupil; their pages come later."),
        Role.ADMINISTRATOR: gettext("Sets schools, terms, times and accounts up; sees no marks."),
    }


@dataclass(frozen=True)
class Person:
    """One card, or one button among the class teachers. number: what the button sends."""

    number: int
    name: str
    role: str
    post: str
    tells: str
    is_you: bool


@dataclass(frozen=True)
class Place:
    """A school, the trust, the authority or the families, with who is there."""

    name: str
    people: tuple[Person, ...]
    teachers: tuple[Person, ...]
    teachers_told: str


@dataclass(frozen=True)
class FrontPage:
    """The page where one chooses who to be."""

    places: tuple[Place, ...]
    what_is_here: str
    its_time: str
    action: str

    @classmethod
    def of(cls, state: DemoState, *, actor: Actor, now: datetime) -> FrontPage:
        """The page for whoever looks at it; they may have stepped in already."""
        tells = role_tells()
        places = tuple(
            _place(name, [_person(one, tells, actor) for one in people], people)
            for name, people in ((name, list(found)) for name, found in groupby(state.visitors, lambda one: one.place))
        )
        what = gettext("%(schools)s schools and %(pupils)s pupils of an authority that does not exist.") % {
            "schools": len(state.schools),
            "pupils": f"{state.pupils:,}",
        }
        return cls(places, what, moment_in_words(now), reverse("demo:step-in"))


def _person(one: Visitor, tells: dict[Role, str], actor: Actor) -> Person:
    return Person(one.user_id, one.name, one.role_name, one.post, tells[Role(one.role)], actor.user_id == one.user_id)


def _place(name: str, people: list[Person], visitors: Iterable[Visitor]) -> Place:
    mains = [one.is_main for one in visitors]
    teachers = tuple(one for one, is_main in zip(people, mains, strict=True) if not is_main)
    told = ngettext("%(count)s class teacher", "%(count)s class teachers", len(teachers)) % {"count": len(teachers)}
    return Place(name, tuple(one for one, is_main in zip(people, mains, strict=True) if is_main), teachers, told)


def moment_in_words(now: datetime) -> str:
    """A moment where the schools are: "Monday 23 November 2026, 09:50"."""
    return date_format(now.astimezone(_ZONE), "l j F Y, H:i")


@dataclass(frozen=True)
class Ribbon:
    """What stands above every page of the demo."""

    text: str
    links: tuple[Link, ...]

    @classmethod
    def of(cls, actor: Actor, *, now: datetime) -> Ribbon:
        """Who one is, what time it is in the demo, and the way to somebody else."""
        its_time = moment_in_words(now)
        front = reverse("demo:front")
        if actor.kind is not ActorKind.DEMO:
            return cls(
                gettext("Demo: everybody is made up. In it, it is %(time)s.") % {"time": its_time},
                (Link(gettext("Choose who to be"), front),),
            )
        roles = ", ".join(ROLE_NAMES[role] for role in sorted(actor.roles())) or actor.post
        text = gettext("Demo: you are %(name)s, %(role)s. In it, it is %(time)s.")
        return cls(
            text % {"name": actor.name, "role": roles.lower(), "time": its_time},
            (Link(gettext("Switch"), front, gettext("to somebody else")),),
        )
