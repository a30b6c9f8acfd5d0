"""Finding pupils of a school by the numbers that a file calls them by: never by a name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from bellwether.core.access import Action, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.models import PupilNumber, PupilUpn
from bellwether.people.numbers import plain_number

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
    present, former = _upns(school_id)
    numbers = _numbers(school_id)
    found: dict[str, int] = {}
    for label in labels:
        key = label.strip().upper()
        pupils = present.get(key) or former.get(key) or numbers.get(plain_number(label)) or set()
        if label.strip() and len(pupils) == 1:
            found[label] = next(iter(pupils))
    return found


def _upns(school_id: int) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """The present and the former UPNs of everybody who is or was at the school, with whose they are."""
    present: dict[str, set[int]] = defaultdict(set)
    former: dict[str, set[int]] = defaultdict(set)
    here = Q(pupil__enrolments__school_id=school_id) | Q(pupil__merged_into__enrolments__school_id=school_id)
    rows = PupilUpn.objects.filter(here).distinct()
    for upn, to_on, pupil, kept in rows.values_list("upn", "to_on", "pupil_id", "pupil__merged_into_id"):
        is_present = to_on is None and kept is None
        (present if is_present else former)[upn].add(kept or pupil)
    return present, former


def _numbers(school_id: int) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    rows = PupilNumber.objects.filter(school_id=school_id)
    for number, pupil, kept in rows.values_list("number", "pupil_id", "pupil__merged_into_id"):
        found[plain_number(number)].add(kept or pupil)
    return found
