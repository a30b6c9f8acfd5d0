"""The entries of an import: one a class and session for marks where none stood, one for those that are amended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.calendar import day_of
from bellwether.core.register.log import EntryKind
from bellwether.registers.acts.imported.comparing import by_session
from bellwether.registers.columns import Fate
from bellwether.registers.store.details import details_in_cells, gate_times
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bellwether.core.register.log import Details
    from bellwether.registers.columns import Comparison

__all__ = ["acts_of"]


def acts_of(school_id: int, comparison: Comparison, *, source: str, reason: str) -> Iterator[Act]:
    """What is to be written, session by session. reason: of amendments; a mark where none stood needs none."""
    for (slot, group), positions in by_session(comparison.where(Fate.NEW), comparison).items():
        yield _act(comparison, slot, group, positions, EntryKind.IMPORTED, source=source)
    amended = comparison.where(Fate.CHANGED, Fate.MINUTES)
    for (slot, group), positions in by_session(amended, comparison).items():
        standing = _standing_details(school_id, comparison, slot, positions)
        yield _act(
            comparison, slot, group, positions, EntryKind.AMENDED, source=source, reason=reason, standing=standing
        )


def _standing_details(school_id: int, comparison: Comparison, slot: int, positions: list[int]) -> dict[int, Details]:
    """What stays known: beside marks that only get minutes everything, beside others when the pupil came and went."""
    pupils = comparison.marks.pupil[positions].tolist()
    staying = {pupil for pupil, at in zip(pupils, positions, strict=True) if comparison.fate[at] == Fate.MINUTES}
    found = details_in_cells(school_id, on=day_of(slot >> 1), session=slot & 1, pupils=pupils)
    return {pupil: known if pupil in staying else gate_times(known) for pupil, known in found.items()}


def _act(  # noqa: PLR0913  (the parts of one entry)
    comparison: Comparison,
    slot: int,
    group: int,
    positions: list[int],
    kind: EntryKind,
    *,
    source: str,
    reason: str = "",
    standing: dict[int, Details] | None = None,
) -> Act:
    marks = comparison.marks
    pupils = tuple(marks.pupil[positions].tolist())
    details: dict[int, Details] = {}
    for pupil, minutes in zip(pupils, marks.minutes[positions].tolist(), strict=True):
        given = {**(standing or {}).get(pupil, {}), **({"minutes_late": minutes} if minutes >= 0 else {})}
        if given:
            details[pupil] = given
    year, column = column_of(day_of(slot >> 1), slot & 1)
    return Act(
        year,
        column,
        kind,
        pupils,
        marks.code[positions].tobytes(),
        group_id=group or None,
        details=details,
        source=source,
        reason=reason,
    )
