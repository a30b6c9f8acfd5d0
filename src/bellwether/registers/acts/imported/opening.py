"""Rows that an import needs and that are not open yet: of a year before the school came here, say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.registers.acts.year_facts import gather_year
from bellwether.registers.store.cells import opened_row

if TYPE_CHECKING:
    from collections.abc import Collection

    from bellwether.core.access import Actor

__all__ = ["rows_to_open"]


def rows_to_open(school_id: int, year: int, pupils: Collection[int], *, actor: Actor) -> dict[int, bytes]:
    """The rows of those of some pupils who were on roll at some time of the year, as they would be opened."""
    facts = gather_year(school_id, year, actor=actor, pupil_ids=pupils)
    return {
        pupil: opened_row(facts.spans[pupil], year=year, closed=facts.closed_for(pupil))
        for pupil in sorted(pupils)
        if pupil in facts.spans
    }
