"""A gentle reminder to whoever takes a register that is not in. No family hears of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import pgettext

from bellwether.accounts import selectors as accounts
from bellwether.core.access import Action, Role, Scope, require, system_actor
from bellwether.messages import services as messages
from bellwether.messages.facts import Recipient
from bellwether.organisations import selectors as organisations
from bellwether.registers.selectors.today import missing_registers
from bellwether.registers.store.moments import local

if TYPE_CHECKING:
    from collections.abc import Callable

    from bellwether.core.access import Actor
    from bellwether.registers.facts import MissingRegister

__all__ = ["chase_registers", "remind_teachers"]

_REMIND_AFTER: Final = "register.remind-after"
_STILL_WORTH_IT: Final = timedelta(minutes=10)
"""For how long after its moment a reminder goes out by itself, where the worker was busy or stood still."""


def remind_teachers(now: datetime, *, link: Callable[[MissingRegister], str], actor: Actor | None = None) -> int:
    """Remind the teachers of registers that have been open for as long as their school's policy says. How many.

    A job, each minute, safe to run twice. Nothing is looked up of a school none of whose sessions began about so long
    ago. Source: rule `register.remind-after`.
    """
    actor = actor or system_actor(local(now).date())
    schools = organisations.visible_schools(actor=actor, action=Action.SEND_MESSAGE)
    return sum(_remind_school(one.id, link=link, actor=actor, now=now) for one in schools)


def _remind_school(school_id: int, *, link: Callable[[MissingRegister], str], actor: Actor, now: datetime) -> int:
    here = local(now)
    rule = organisations.policy(school_id).rule(_REMIND_AFTER, on=here.date())
    after = timedelta(minutes=int(str(rule.value))) if rule is not None else timedelta(0)
    if not after:
        return 0

    def is_time(opens: time) -> bool:
        begun = datetime.combine(here.date(), opens, tzinfo=here.tzinfo)
        return begun + after <= here < begun + after + _STILL_WORTH_IT

    if not any(is_time(one.opens) for one in organisations.times_set(school_id)):
        return 0
    missing = missing_registers(school_id, now=now, actor=actor)
    with transaction.atomic():
        return sum(
            _remind(school_id, one, link(one), actor=actor, now=now)
            for one in missing
            if one.opens_at is not None and is_time(one.opens_at)
        )


def chase_registers(school_id: int, *, link: Callable[[MissingRegister], str], actor: Actor, now: datetime) -> int:
    """Send each teacher of each missing register one message, once a session. Returns how many teachers are meant.

    Who holds the class today is asked, cover included. link: the address at which a register is taken. Raises
    OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEND_MESSAGE, organisations.reach_of_school(school_id))
    missing = missing_registers(school_id, now=now, actor=actor)
    with transaction.atomic():
        return sum(_remind(school_id, one, link(one), actor=actor, now=now) for one in missing)


def _remind(school_id: int, one: MissingRegister, link: str, *, actor: Actor, now: datetime) -> int:
    teachers = accounts.people_in_role(
        Role.CLASS_TEACHER, scope=Scope.GROUP, scope_id=one.group.id, on=one.on, actor=actor
    )
    half = pgettext("register", "afternoon") if one.session else pgettext("register", "morning")
    for teacher in teachers:
        messages.queue(
            "register-missing",
            to=Recipient(address=teacher.email, user_id=teacher.id, name=teacher.name),
            template="register-missing",
            facts={"group": one.group.name, "session": half, "link": link},
            about_pupil_ids=(),
            school_id=school_id,
            dedupe_key=f"register-missing:{one.group.id}:{one.on.isoformat()}:{one.session}:{teacher.id}",
            send_after=now,
            actor=actor,
            now=now,
            is_urgent=True,
        )
    return len(teachers)
