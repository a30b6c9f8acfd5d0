"""Whose contacts are too few, or were not confirmed for too long, and when the family was last asked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bellwether.core.access import Action, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.contact_rules import contact_rules, stale_before
from bellwether.people.facts import ContactGap, PupilOnRoll
from bellwether.people.models import ContactChase, ParentOf
from bellwether.people.rows import in_force
from bellwether.people.selectors.rolls import roll

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["contact_gaps"]


def contact_gaps(school_id: int, *, actor: Actor, on: date) -> tuple[ContactGap, ...]:
    """Pupils on roll with fewer contacts than wanted, without an e-mail address, or unconfirmed for too long.

    A contact counts when there is a place for it in the calling order and any way to reach it. A pupil's details are
    as old as the oldest confirmation among those called. By name; the number of queries is fixed.
    """
    require(actor, Action.SEE_FAMILY, reach_of_school(school_id))
    rules = contact_rules(school_id, on=on)
    pupils = roll(school_id=school_id, on=on, actor=actor)
    links: dict[int, list[ParentOf]] = defaultdict(list)
    called = ParentOf.objects.filter(
        in_force(on), pupil_id__in={one.id for one in pupils}, contact_order__isnull=False
    ).select_related("parent")
    for link in called:
        if link.parent.telephone or link.parent.other_telephone or link.parent.email:
            links[link.pupil_id].append(link)
    chases = {
        row.pupil_id: row
        for row in ContactChase.objects.filter(school_id=school_id, answered_on__isnull=True).order_by("asked_on", "pk")
    }
    oldest = stale_before(on, months=rules.confirm_every_months)
    gaps = [_gap(one, links[one.id], chases.get(one.id), wanted=rules.wanted, oldest=oldest) for one in pupils]
    return tuple(gap for gap in gaps if gap.is_short or gap.is_unconfirmed or not gap.has_email)


def _gap(
    pupil: PupilOnRoll, links: list[ParentOf], chase: ContactChase | None, *, wanted: int, oldest: date
) -> ContactGap:
    days = [link.confirmed_on for link in links]
    confirmed = min(day for day in days if day is not None) if days and None not in days else None
    return ContactGap(
        pupil_id=pupil.id,
        name=pupil.name,
        sort_key=pupil.sort_key,
        group_name=pupil.group_name,
        held=len(links),
        wanted=wanted,
        has_email=any(link.parent.email for link in links),
        confirmed_on=confirmed,
        is_unconfirmed=confirmed is None or confirmed < oldest,
        chased_on=chase.asked_on if chase else None,
        chased_how=chase.how if chase else "",
    )
