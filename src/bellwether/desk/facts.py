"""The values that this room's selectors hand to its pages. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Action
    from bellwether.monitor.facts import FamilyCall
    from bellwether.organisations.facts import SchoolFacts, SetupGap
    from bellwether.people.facts import Family, PupilFacts, PupilFound
    from bellwether.registers.leave_facts import LeaveLine
    from bellwether.registers.selectors.figures import DayFigures, Missed, PlanFacts
    from bellwether.registers.selectors.mine import MyClass
    from bellwether.registers.selectors.weeks import PupilYear
    from bellwether.registers.selectors.year import YearFigures
    from bellwether.ui.pages import Tile

__all__ = ["ChildFacts", "HomeFacts", "PupilDesk", "SchoolDay", "SchoolDoors", "SearchFacts",
           "SideBySide", "YearBySide"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchoolDoors:
    """A school in reach and what the actor may do in the whole of it."""

    school: SchoolFacts
    may: frozenset[Action]


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """What waits at a school, each None where the actor has nothing to do with it.

    missing: registers nobody took; late_missing: of them over already. away: pupils without a reason; overdue: of them
    with a step of the ladder overdue. calls: the first to be called. proposals: marks to confirm. n_due: reasons
    due today or over. moves: pupils offered to this school. leave: requests to decide. plans: reviews of part-time
    timetables and the like that are due. contacts: families whose details are incomplete or old and who have not been
    asked. gaps: what is unset. figures: of the day. others: what rooms above this one say.
    """

    doors: SchoolDoors
    figures: DayFigures | None = None
    classes: int = 0
    missing: int | None = None
    late_missing: int = 0
    away: int | None = None
    overdue: int = 0
    calls: tuple[FamilyCall, ...] = ()
    proposals: int | None = None
    n_due: int | None = None
    conflicts: int | None = None
    moves: int | None = None
    leave: int | None = None
    plans: int | None = None
    contacts: int | None = None
    gaps: tuple[SetupGap, ...] | None = None
    others: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One school among others. is_hidden: whether its attendance would speak of a few pupils only, and is not shown."""

    school: SchoolFacts
    figures: DayFigures
    classes: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class YearBySide:
    """One school's year so far. hidden: the counts that would speak of a few pupils only, by `GroupCounts`' names."""

    school: SchoolFacts
    figures: YearFigures
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """A child whom the actor works with."""

    pupil_id: int
    name: str
    missed: Missed


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """Everything that a start page may show; what does not concern the actor is empty.

    gaps: what is unset, by school, for those who set up places and see nobody there. total_hidden: whether the sum of
    the schools side by side would give a hidden figure away. years: the year so far of the schools whose figures are
    seen. too_many: whether they are too many to count while somebody waits. has_role: whether any role is held.
    """

    classes: tuple[MyClass, ...]
    days: tuple[SchoolDay, ...]
    schools: tuple[SideBySide, ...]
    total_hidden: bool
    years: tuple[YearBySide, ...]
    too_many: bool
    children: tuple[ChildFacts, ...]
    gaps: tuple[tuple[SchoolFacts, tuple[SetupGap, ...]], ...]
    doors: tuple[SchoolDoors, ...]
    takes_registers: bool
    may_search: bool
    has_role: bool


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """The answer of a search, with the names of the schools in it. near: suggestions where nobody was found."""

    found: tuple[PupilFound, ...]
    near: tuple[PupilFound, ...]
    schools: dict[int, str]
    limit: int


@dataclass(frozen=True, slots=True)
class PupilDesk:
    """A pupil's page. codes: of the year, 742 as the actor may see them; family: None without need.

    may: what the actor may do for this pupil, of the few things that the page links to.
    """

    pupil: PupilFacts
    schools: dict[int, str]
    year: PupilYear
    missed: Missed
    codes: tuple[str, ...]
    plans: tuple[PlanFacts, ...]
    leave: tuple[LeaveLine, ...]
    family: Family | None
    siblings: dict[int, str]
    may: frozenset[Action]
    today: date
