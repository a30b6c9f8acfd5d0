"""Finding pupils of a school by the numbers that a file calls them by: never by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.bringing.known import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.core.access import Actor

__all__ = ["pupils_by_number"]


def pupils_by_number(school_id: int, labels: Iterable[str], *, actor: Actor) -> dict[str, int]:
    """Pupils who are or were enrolled at the school, by label: a present UPN, else a former one, else the number that
    another system of the school has for them. A label that fits nobody, or several, is left out.

    A record that was merged gives the one it was merged into. Two queries.
    """
    require(actor, Action.SEE_PUPIL, reach_of_school(school_id))
    numbers = numbers_of(school_id)
    found = {label: numbers.by_label(label) for label in labels}
    return {label: pupil for label, pupil in found.items() if pupil is not None}
