"""A class whose register nobody else takes: it has a teacher from the day on which the last one goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bellwether.accounts import holdings, services
from bellwether.accounts.facts import Giving
from bellwether.accounts.models import MembershipRow
from bellwether.audit import clock
from bellwether.core.access import Role, Scope
from bellwether.people.selectors.counting import is_running
from bellwether.people.selectors.reaching import reach_of_group

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["register_classes"]


def register_classes() -> None:
    """Make classes a thing that is handed over; called once when the process starts."""
    label = _("class whose register nobody else takes")
    holdings.register("accounts.classes", label=label, count=_count, hand_over=_hand_over)


def _count(user_id: int, held: Giving) -> int:
    """One, where the membership is the last one over a class that has pupils."""
    if held.role is not Role.CLASS_TEACHER or held.scope is not Scope.GROUP or not is_running(held.scope_id):
        return 0
    schools = reach_of_group(held.scope_id).schools
    there = Q(scope=Scope.GROUP.value, scope_id=held.scope_id) | Q(scope=Scope.SCHOOL.value, scope_id__in=schools)
    teachers = MembershipRow.objects.filter(there, role=Role.CLASS_TEACHER.value, to_on__isnull=True)
    return int(not teachers.filter(user__is_active=True).exclude(user_id=user_id).exists())


def _hand_over(user_id: int, held: Giving, *, to_user_id: int, actor: Actor, now: datetime) -> None:
    """Give the class from today on, so that both have it until the last day."""
    del user_id
    giving = Giving(held.role, held.scope, held.scope_id, clock.day_of(now))
    services.grant_membership(to_user_id, giving=giving, actor=actor, now=now)
