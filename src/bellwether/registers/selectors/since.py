"""Who changed what in a register since somebody opened its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.registers.acts.reopening import changes_of
from bellwether.registers.models import SchoolChain
from bellwether.registers.selectors.history import marks_on
from bellwether.registers.store.reading import column_of, entries_of_session_since

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.facts import GroupFacts

__all__ = ["Meanwhile", "RegisterSince", "register_since", "sequence_of"]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Who last changed one pupil's mark, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RegisterSince:
    """A class's session as it stands now, beside what a page showed.

    sequence: where the school's log stands. codes: as the reader may see them, by pupil. changed: who changed a mark
    behind the place that was asked about, by pupil.
    """

    sequence: int
    codes: dict[int, str]
    changed: dict[int, Meanwhile]


def register_since(
    group: GroupFacts, *, on: date, session: int, since: int | None, actor: Actor, but: int | None = None
) -> RegisterSince:
    """What stands in a class's session, and whose marks entries behind a place in the school's log have changed.

    since: the place; None where it is not known, and then nobody can tell. but: the id of an entry that does not count,
    as the asker's own. Raises OutOfReachError, NotGrantedError.
    """
    codes = marks_on(group.school_id, on=on, session=session, actor=actor, group_id=group.id)
    sequence = sequence_of(group.school_id)
    if since is None:
        return RegisterSince(sequence, codes, {})
    changed: dict[int, Meanwhile] = {}
    _, column = column_of(on, session)
    for entry in entries_of_session_since(group.school_id, on=on, session=session, since=since, but=but):
        theirs = {pupil for (pupil, at), _, _ in changes_of(entry) if at == column and pupil in codes}
        changed |= dict.fromkeys(theirs, Meanwhile(entry.actor_name, entry.at))
    return RegisterSince(sequence, codes, changed)


def sequence_of(school_id: int) -> int:
    """Where a school's log stands; 0 before its first entry. For callers who have asked."""
    return SchoolChain.objects.filter(school_id=school_id).values_list("sequence", flat=True).first() or 0
