"""How many classes schools have: numbers for pages that look at many schools at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min

from bellwether.core.access import Action, places
from bellwether.organisations.selectors import reaches_of_schools
from bellwether.people.models import Enrolment, GroupMembership
from bellwether.people.rows import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["classes_of", "youngest_years"]  # on_roll_after is lent to organisations, which asks who may close a school


def classes_of(school_ids: Iterable[int], *, on: date, actor: Actor) -> dict[int, int]:
    """How many registration groups with anybody in them each school has on a day; three queries.

    Schools whose figures the actor may not see are left out.
    """
    where = places(actor, Action.SEE_FIGURES)
    seen = [one for one, reach in reaches_of_schools(school_ids).items() if where.covers(reach)]
    rows = GroupMembership.objects.filter(in_force(on), group__school_id__in=seen, group__kind="registration")
    counted = rows.values("group__school_id").annotate(classes=Count("group_id", distinct=True)).order_by()
    found = dict.fromkeys(seen, 0)
    return found | {row["group__school_id"]: row["classes"] for row in counted}


def youngest_years(group_ids: Iterable[int], *, on: date, actor: Actor) -> dict[int, int]:
    """The lowest national curriculum year in each of these classes on a day: it decides on the times of its register.

    Classes in which nobody has a year, and those whose registers the actor may not take, are left out. One query.
    """
    where = places(actor, Action.TAKE_REGISTER)
    rows = GroupMembership.objects.filter(in_force(on), group_id__in=set(group_ids), nc_year__isnull=False)
    lowest = rows.values("group_id", "group__school_id").annotate(year=Min("nc_year")).order_by()
    return {
        row["group_id"]: row["year"]
        for row in lowest
        if row["group_id"] in where.groups or row["group__school_id"] in where.schools
    }


def is_running(group_id: int) -> bool:
    """Whether a class has anybody in it who is to stay. One query."""
    rows = GroupMembership.objects.filter(group_id=group_id, group__kind="registration", to_on__isnull=True)
    return rows.exists()


def on_roll_after(school_ids: Iterable[int], *, day: date) -> dict[int, int]:
    """How many pupils are on the roll of each school after a day, by school; those without any are left out."""
    rows = Enrolment.objects.filter(school_id__in=set(school_ids)).exclude(ends_on__lte=day)
    counted = rows.values("school_id").annotate(pupils=Count("pupil_id", distinct=True)).order_by()
    return {row["school_id"]: row["pupils"] for row in counted}
