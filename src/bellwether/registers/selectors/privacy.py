"""Codes as somebody may see them: guarded ones are shown as their category to those without need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, may
from bellwether.core.codes import Privacy, code_privacy, shown_code

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor, Reach

__all__ = ["Sight", "action_to_see", "sight_of"]

_ACTIONS: Final = {
    Privacy.HEALTH: Action.SEE_HEALTH,
    Privacy.RELIGION: Action.SEE_RELIGION,
    Privacy.JUSTICE: Action.SEE_JUSTICE,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """Which guarded facts somebody may see in one place."""

    may_see: frozenset[Privacy]

    def code(self, code: str, *, on: date) -> str:
        """The code, or the words of its category."""
        return shown_code(code, on=on, may_see=self.may_see)

    def note(self, note: str, *, code: str) -> str:
        """What is written beside a mark, for those who may see what the mark itself reveals."""
        return note if self.sees(code) else ""

    def sees(self, code: str) -> bool:
        """Whether the code itself may be shown."""
        kind = code_privacy(code)
        return kind is Privacy.NONE or kind in self.may_see


def action_to_see(code: str) -> Action | None:
    """What one must be allowed to do to see a code that reveals something by itself; None for every other."""
    return _ACTIONS.get(code_privacy(code))


def sight_of(actor: Actor, reach: Reach) -> Sight:
    """What the actor may see of guarded codes where a thing lies."""
    return Sight(frozenset(kind for kind, action in _ACTIONS.items() if may(actor, action, reach)))
