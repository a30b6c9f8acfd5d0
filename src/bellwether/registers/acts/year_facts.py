"""What decides which cells of a school's year are open: the calendar, who was on roll when, and in which group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bellwether.core.calendar import columns_in, day_of_column, first_monday
from bellwether.organisations import selectors as organisations
from bellwether.organisations.selectors.calendar import closure_columns
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import ClosureFacts
    from bellwether.people.facts import GroupSpan
    from bellwether.registers.store.cells import Span

__all__ = ["YearFacts", "gather_year"]


@dataclass(frozen=True, slots=True)
class YearFacts:
    """closed: columns without a session for anybody. partial: planned closures for some year groups or classes.

    spans: days on roll by pupil. groups: who was in which class when, by pupil.
    """

    year: int
    closed: frozenset[int]
    partial: tuple[ClosureFacts, ...]
    spans: Mapping[int, tuple[Span, ...]]
    groups: Mapping[int, tuple[GroupSpan, ...]]

    def closed_for(self, pupil: int) -> frozenset[int]:
        """The columns that are closed for one pupil."""
        own = {
            column
            for closure in self.partial
            for column in closure_columns(closure, self.year)
            if self._is_touched(pupil, closure, column)
        }
        return self.closed | own if own else self.closed

    def _is_touched(self, pupil: int, closure: ClosureFacts, column: int) -> bool:
        day = day_of_column(self.year, column)
        return any(
            (span.nc_year in closure.years or span.group_id in closure.group_ids)
            and span.from_on <= day
            and (span.to_on is None or day <= span.to_on)
            for span in self.groups.get(pupil, ())
        )

    def first_group(self, pupil: int) -> int | None:
        """The class in which the pupil began the year."""
        found = self.groups.get(pupil, ())
        return found[0].group_id if found else None


def gather_year(school_id: int, year: int, *, actor: Actor, pupil_ids: Collection[int] | None = None) -> YearFacts:
    """What decides the open cells of a school's year; of all its pupils, or of some. A fixed few queries."""
    first = first_monday(year)
    last = first + timedelta(days=columns_in(year) // 2 - 1)
    spans: dict[int, list[Span]] = defaultdict(list)
    enrolled = people.enrolments(first=first, last=last, actor=actor, school_id=school_id, pupil_ids=pupil_ids)
    for enrolment in enrolled:
        spans[enrolment.pupil_id].append((enrolment.starts_on, enrolment.ends_on))
    groups: dict[int, list[GroupSpan]] = defaultdict(list)
    for span in people.group_spans(first=first, last=last, actor=actor, school_id=school_id):
        groups[span.pupil_id].append(span)
    closures = organisations.closures(school_id, first=first, last=last)
    return YearFacts(
        year=year,
        closed=organisations.closed_columns(school_id, year),
        partial=tuple(one for one in closures if one.code == "#" and not one.is_whole_school),
        spans={pupil: tuple(found) for pupil, found in spans.items()},
        groups={pupil: tuple(found) for pupil, found in groups.items()},
    )
