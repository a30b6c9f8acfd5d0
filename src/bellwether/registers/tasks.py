"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from bellwether.audit import clock
from bellwether.registers import services
from bellwether.registers.pages.steps import register_href
from bellwether.registers.services import chasing

if TYPE_CHECKING:
    from bellwether.registers.facts import MissingRegister

__all__ = ["close_due_registers", "expire_n", "remind_teachers"]


def close_due_registers() -> None:
    """Close what is due in registers that were submitted."""
    services.close_due_registers(clock.now())


def remind_teachers() -> None:
    """Remind the teachers of registers that should be in by now."""
    chasing.remind_teachers(clock.now(), link=_address)


def _address(one: MissingRegister) -> str:
    return f"{settings.PUBLIC_ADDRESS}{register_href(one.group.id, one.on, one.session)}"


def expire_n() -> None:
    """Deal with the N whose time is over."""
    services.expire_n(clock.now())
