"""Schools that take their registers in another system: what is imported here is all that is known of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.policy import Policy

__all__ = ["is_kept_elsewhere"]

_RULE: Final = "register.kept-elsewhere"


def is_kept_elsewhere(policy: Policy, *, on: date) -> bool:
    """Whether registers of that day are taken in another system: nobody is chased for them here."""
    found = policy.rule(_RULE, on=on)
    return found is not None and found.value is True
