"""The checklist of setting up: rooms above register what they need, this room keeps the list and asks everybody.

A check is a function of a school and a day; it gives a `SetupGap` for each thing that is unset, with what does not
work because of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from bellwether.organisations.facts import SetupGap

__all__ = ["SetupCheck", "add_setup_check", "setup_checks"]

SetupCheck: TypeAlias = "Callable[[int, date], Iterable[SetupGap]]"

_checks: dict[str, SetupCheck] = {}


def add_setup_check(name: str, check: SetupCheck) -> None:
    """Have a check asked from now on; a name registered again replaces the former (rooms start more than once)."""
    _checks[name] = check


def setup_checks() -> tuple[SetupCheck, ...]:
    """Every check, in the order in which rooms registered them."""
    return tuple(_checks.values())
