"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from bellwether.audit import clock
from bellwether.registers import services

__all__ = ["close_due_registers", "expire_n"]


def close_due_registers() -> None:
    """Close what is due in registers that were submitted."""
    services.close_due_registers(clock.now())


def expire_n() -> None:
    """Deal with the N whose time is over."""
    services.expire_n(clock.now())
