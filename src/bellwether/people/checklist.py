"""What this room asks of a school's setting up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from bellwether.core.access import Action
from bellwether.core.calendar import academic_year_of
from bellwether.organisations.facts import OtherWay, SetupGap
from bellwether.people.models import Enrolment, Group, GroupMembership, ParentOf
from bellwether.people.rows import in_force

if TYPE_CHECKING:
    from datetime import date

__all__ = ["setup_gaps_of_people"]


def setup_gaps_of_people(school_id: int, today: date) -> list[SetupGap]:
    """No pupils, no groups this year, pupils in no group, and families of whom too little is known."""
    on_roll = Enrolment.objects.filter(in_force(today, starts="starts_on", ends="ends_on"), school_id=school_id)
    if not on_roll.exists():
        return [
            SetupGap(
                "pupils",
                gettext("No pupil is on the admission register"),
                gettext("There is nobody to mark, to look for or to write to."),
                "people:roll",
                (school_id,),
                needs=Action.MANAGE_PUPILS,
                who=_whose_work(),
                other=OtherWay(gettext("Bring them in from a file"), "exchange:bring-people", Action.IMPORT_PEOPLE),
            )
        ]
    year = academic_year_of(today)
    if not Group.objects.filter(school_id=school_id, year=year, kind="registration").exists():
        return [
            SetupGap(
                "groups",
                gettext("There are no registration groups this year"),
                gettext("Registers are taken by group: none can be opened."),
                "people:groups",
                (school_id,),
                needs=Action.MANAGE_PUPILS,
                who=_whose_work(),
            )
        ]
    grouped = GroupMembership.objects.filter(
        in_force(today), group__school_id=school_id, group__kind="registration"
    ).values("pupil_id")
    count = on_roll.filter(pupil__died_on__isnull=True).exclude(pupil_id__in=grouped).count()
    gaps = []
    if count:
        gaps.append(
            SetupGap(
                "ungrouped",
                gettext("Pupils on roll without a registration group: %(count)s") % {"count": count},
                gettext("They are on no register, so that nobody would notice their absence."),
                "people:roll",
                (school_id,),
                needs=Action.MANAGE_PUPILS,
                who=_whose_work(),
            )
        )
    return [*gaps, *_contacts(school_id, today)]


def _whose_work() -> str:
    return gettext("The school office does this.")


def _contacts(school_id: int, today: date) -> list[SetupGap]:
    """Nobody at all to call: what is merely incomplete or old stands on its own page."""
    reached = ParentOf.objects.filter(in_force(today), contact_order__isnull=False).exclude(
        parent__telephone="", parent__other_telephone="", parent__email=""
    )
    on_roll = Enrolment.objects.filter(
        in_force(today, starts="starts_on", ends="ends_on"), school_id=school_id, pupil__died_on__isnull=True
    )
    count = on_roll.exclude(Exists(reached.filter(pupil_id=OuterRef("pupil_id")))).count()
    if not count:
        return []
    return [
        SetupGap(
            "contacts",
            gettext("Pupils without anybody who can be reached: %(count)s") % {"count": count},
            gettext("When they are missing, there is nobody to text or to call."),
            "people:contacts",
            (school_id,),
            blocks=False,
            needs=Action.MANAGE_PUPILS,
            who=_whose_work(),
        )
    ]
