"""What the report shows: facts only. The words, links and pictures are made from it in `page`.

Counts are whole numbers; a count that is hidden for publication is None, and `suppressed` says so. Rates are never
given: the page makes them last, from counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.calendar.grid import COLUMNS
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.measures.national import BAND_COUNT, HEADLINE_KEYS, Phase

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.problems import Problem, ProblemKind

__all__ = [
    "Definition",
    "FindingText",
    "GroupRow",
    "HalfDay",
    "ReportData",
    "Totals",
    "UrgentPupil",
    "WeekdaySum",
    "WeeklySeries",
]


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of everybody together, over the academic year up to the as-of date.

    pupils: entries, one for each pupil and school. pupils_counted: those with a possible session at all, the
    denominator of the persistent and severe shares. persistent_pupils includes severe_pupils. late: L and U.
    """

    pupils: int
    pupils_counted: int
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    late: int
    unmarked: int
    persistent_pupils: int | None
    severe_pupils: int | None

    @property
    def absent(self) -> int:
        """Missed sessions, authorised or not."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One school session of everybody together. session: 0 morning, 1 afternoon. absent: None where hidden."""

    day: date
    session: int
    possible: int
    absent: int | None


@dataclass(frozen=True, slots=True)
class WeekdaySum:
    """All mornings (or afternoons) of one weekday together. weekday: 0 Monday. absent: None where hidden."""

    weekday: int
    session: int
    possible: int
    absent: int | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of the output contract.

    axis: `all`, `school`, `class`, `year_group`, `sex`, `fsm` …; value: what stands after the `=` (for `all`, empty);
    school: of a class, its school where there are several. None is a hidden count; `suppressed` if any is hidden.
    pupils_counted: those with a possible session, the denominator of the shares; None where it is as `pupils`.
    """

    axis: str
    value: str
    pupils: int | None
    possible: int | None
    absent: int | None
    persistent: int | None
    severe: int | None
    school: str | None = None
    suppressed: bool = False
    pupils_counted: int | None = None


@dataclass(frozen=True, slots=True)
class WeeklySeries:
    """A group's weeks, one value for each of `ReportData.mondays`; None where the week is hidden."""

    axis: str
    value: str
    possible: tuple[int | None, ...]
    absent: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding of the output contract. rule may be a key of `ReportData.definitions`, and then links to it."""

    rule: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class UrgentPupil:
    """A pupil (at a school) who needs help, and why. findings: the most urgent first.

    marks: the grid row of the year, 742 bytes. Counts are of the year up to the as-of date.
    """

    pupil: str
    school: str | None
    year_group: str | None
    class_name: str | None
    possible: int
    authorised: int
    unauthorised: int
    late: int
    persistent: bool
    severe: bool
    findings: tuple[FindingText, ...]
    marks: bytes

    @property
    def absent(self) -> int:
        """Missed sessions, authorised or not."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure or rule as a reader may ask for it: what, in which unit, who counts, by which version, from where.

    key: one of HEADLINE_KEYS, or the id of a rule that findings name.
    """

    key: str
    name: str
    what: str
    unit: str
    who_counts: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything on the page.

    year: the academic year by its first calendar year. first_day, last_day: first and last school day counted, None
    where there is none. schools: names, in the order they are to be shown. sources: names of the files read.
    bands: pupils by absence rate, BAND_COUNT counts. weekdays: summed before days were hidden.
    mondays: of the weeks in `weekly`, in order; the series with axis `all` is drawn behind the others. urgent: the
    list, most urgent first; more_urgent: how many follow that are not listed. warnings: those shown in full;
    warning_counts: how many of each kind there were in all. published: the copy has its small numbers hidden and
    names no pupil. Raises ShapeMismatchError when the parts do not fit each other.
    """

    year: int
    as_of: date
    first_day: date | None
    last_day: date | None
    policy: str
    schools: tuple[str, ...]
    sources: tuple[str, ...]
    totals: Totals
    bands: tuple[int | None, ...]
    half_days: tuple[HalfDay, ...]
    weekdays: tuple[WeekdaySum, ...]
    groups: tuple[GroupRow, ...]
    mondays: tuple[date, ...]
    weekly: tuple[WeeklySeries, ...]
    urgent: tuple[UrgentPupil, ...]
    more_urgent: int
    warnings: tuple[Problem, ...]
    warning_counts: tuple[tuple[ProblemKind, int], ...]
    definitions: tuple[Definition, ...]
    version: str
    phase: Phase = Phase.ALL
    published: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse parts that do not fit each other."""
        if len(self.bands) != BAND_COUNT:
            raise ShapeMismatchError(f"{len(self.bands)} absence bands, expected {BAND_COUNT}")
        weeks = len(self.mondays)
        if any(len(series.possible) != weeks or len(series.absent) != weeks for series in self.weekly):
            raise ShapeMismatchError("a weekly series has another number of weeks than there are Mondays")
        if any(len(pupil.marks) != COLUMNS for pupil in self.urgent):
            raise ShapeMismatchError(f"a row of marks is not {COLUMNS} bytes long")
        if missing := set(HEADLINE_KEYS) - {definition.key for definition in self.definitions}:
            raise ShapeMismatchError(f"headline figures without a definition: {', '.join(sorted(missing))}")
