"""A gentle reminder to whoever takes a register that is not in. No family hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import pgettext

from bellwether.accounts import selectors as accounts
from bellwether.core.access import Action, Role, Scope, require
from bellwether.messages import services as messages
from bellwether.messages.facts import Recipient
from bellwether.organisations import selectors as organisations
from bellwether.registers.selectors.today import missing_registers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.facts import MissingRegister

__all__ = ["chase_registers"]


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
