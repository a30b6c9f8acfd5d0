"""What people are told when an account cannot be changed as they asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from bellwether.accounts.holdings import Held

__all__ = [
    "AccountRefusedError",
    "AlreadyHeldError",
    "HandOverFirstError",
    "NotHeldThereError",
    "OwnRightsError",
    "WrongOrderError",
]


class AccountRefusedError(BellwetherError):
    """Base of the answers that a page shows beside the form."""


class AlreadyHeldError(AccountRefusedError):
    """The person holds this role in this place already."""


class NotHeldThereError(AccountRefusedError):
    """The role is not held in such a place: nobody is head teacher of an authority."""


class OwnRightsError(AccountRefusedError):
    """Nobody gives a role to themselves, or ends their own account."""


class WrongOrderError(AccountRefusedError):
    """The last day lies before the first."""


class HandOverFirstError(AccountRefusedError):
    """The person still holds things there; somebody else must take them first. held: what, and how many."""

    def __init__(self, held: tuple[Held, ...]) -> None:
        super().__init__(", ".join(one.name for one in held))
        self.held = held
