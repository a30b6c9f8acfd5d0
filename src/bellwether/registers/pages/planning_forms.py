"""Planning an absence: finding the pupil, and the form with what stood against what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action as Doing
from bellwether.registers.pages.planning import plan_href
from bellwether.registers.pages.record_form import RecordFormPage
from bellwether.ui.pages import Link

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.plan_facts import PlanningFor, PlanRecord

__all__ = ["ChoosePage", "change_form", "plan_form"]


@dataclass(frozen=True, slots=True)
class Found:
    """A pupil whom the search found, and the ways on."""

    name: str
    group: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """Find the pupil for whom something is planned."""

    school: str
    action: str
    back: str
    query: str
    found: tuple[Found, ...]
    nobody: str

    @classmethod
    def of(
        cls, found: Sequence[PupilOnRoll], *, school_id: int, school: str, query: str, may: Collection[Doing]
    ) -> ChoosePage:
        """The page with what a search found. may: what this reader may do at the school."""
        wanted = (
            (Doing.PLAN_ABSENCE, gettext("Plan an absence"), "registers:plan-new"),
            (Doing.AGREE_PART_TIME, gettext("Part-time timetable"), "registers:part-time-new"),
            (Doing.SUSPEND, gettext("Suspend or exclude"), "registers:suspension-new"),
        )

        def ways(pupil: PupilOnRoll) -> tuple[Link, ...]:
            about = gettext("for %(name)s") % {"name": pupil.name}
            return (
                *(
                    Link(text, reverse(name, args=[school_id, pupil.id]), about)
                    for action, text, name in wanted
                    if action in may
                ),
                Link(gettext("What is planned"), reverse("registers:pupil-plans", args=[pupil.id]), about),
            )

        return cls(
            school=school,
            action=reverse("registers:plan-find", args=[school_id]),
            back=reverse("registers:plans", args=[school_id]),
            query=query,
            found=tuple(Found(one.name, one.group_name, ways(one)) for one in found),
            nobody=gettext("Nobody on the roll has a name like that.") if query.strip() and not found else "",
        )


def plan_form(facts: PlanningFor, *, school_id: int) -> RecordFormPage:
    """To plan something."""
    return RecordFormPage(
        title=gettext("Plan an absence"),
        name=facts.pupil.name,
        group=facts.pupil.group_name,
        href=reverse("registers:plan-new", args=[school_id, facts.pupil.id]),
        back=reverse("registers:plans", args=[school_id]),
        introduction=gettext(
            "It is shown over the register, and becomes a mark only when that register is taken. Whoever comes all"
            " the same is marked present."
        ),
        button=gettext("Plan it"),
    )


def change_form(facts: PlanningFor, plan: PlanRecord) -> RecordFormPage:
    """To put another plan in the place of one."""
    return RecordFormPage(
        title=gettext("Change a planned absence"),
        name=facts.pupil.name,
        group=facts.pupil.group_name,
        href=reverse("registers:plan-change", args=[plan.school_id, plan.id]),
        back=plan_href(plan),
        introduction=gettext("The plan as it was is kept. Marks that it became stay as they are."),
        button=gettext("Change it"),
    )
