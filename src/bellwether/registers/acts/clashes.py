"""Two people marked one cell without knowing of each other: what stands stays, the other mark is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.registers.facts import ConflictShown
from bellwether.registers.models import MarkConflict
from bellwether.registers.store.reading import entries_of_session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bellwether.registers.facts import OfferedMark
    from bellwether.registers.selectors.privacy import Sight
    from bellwether.registers.store.writing import Book

__all__ = ["Clash", "keep_conflicts"]


@dataclass(frozen=True, slots=True)
class Clash:
    """A mark that was not laid, and the code that stood in its place."""

    mark: OfferedMark
    standing: str


def keep_conflicts(
    clashes: Sequence[Clash], *, book: Book, on: date, session: int, group_id: int | None, sight: Sight
) -> tuple[ConflictShown, ...]:
    """Keep what was not laid, and say who made the marks that stand. No query where nothing clashed."""
    if not clashes:
        return ()
    kept = MarkConflict.objects.bulk_create(
        MarkConflict(
            school_id=book.school_id,
            pupil_id=clash.mark.pupil_id,
            on=on,
            session=session,
            group_id=group_id,
            seen=_seen(clash, sight, on),
            stood=clash.standing,
            offered=clash.mark.code,
            offered_details=_details(clash.mark),
            offered_by_id=book.actor.user_id,
            offered_by_name=book.actor.name,
            offered_at=book.now,
        )
        for clash in clashes
    )
    makers = _makers(book.school_id, on=on, session=session)
    return tuple(
        ConflictShown(
            row.pk,
            clash.mark.pupil_id,
            clash.mark.seen or ".",
            sight.code(clash.standing, on=on),
            clash.mark.code,
            *makers.get(clash.mark.pupil_id, ("", None)),
        )
        for row, clash in zip(kept, clashes, strict=True)
    )


def _seen(clash: Clash, sight: Sight, on: date) -> str:
    """The code that was seen: a page that showed a category in place of the standing code meant that code."""
    seen = clash.mark.seen or "."
    return clash.standing if seen == sight.code(clash.standing, on=on) else seen[:2]


def _details(mark: OfferedMark) -> dict[str, str | int]:
    details = {
        "minutes_late": mark.minutes_late,
        "arrived": mark.arrived.strftime("%H:%M") if mark.arrived else None,
        "note": mark.note or None,
    }
    return {key: value for key, value in details.items() if value is not None}


def _makers(school_id: int, *, on: date, session: int) -> dict[int, tuple[str, datetime]]:
    """Who last changed each pupil's mark of a session, and when."""
    makers: dict[int, tuple[str, datetime]] = {}
    for entry in entries_of_session(school_id, on=on, session=session):
        for pupil in entry.pupils:
            makers[pupil] = (entry.actor_name, entry.at)
    return makers
