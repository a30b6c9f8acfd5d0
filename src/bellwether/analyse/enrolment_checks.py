"""What is doubtful about who is where: schools written in two ways, pupils named elsewhere, closures over marks."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar import day_number, day_of
from bellwether.core.policy.wording import plural
from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.reporting import FileLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bellwether.core.problems import ProblemLog
    from bellwether.exchange.formats.calendar.model import CalendarEntry, CalendarFile
    from bellwether.exchange.formats.model import PupilDetails

__all__ = ["report_calendar", "report_closures_over_marks", "report_schools", "report_unknown"]

Roster = list[tuple[str, str | None]]


def _listed(names: Iterable[str]) -> str:
    *others, last = [f"'{name}'" for name in names]
    return f"{', '.join(others)} and {last}" if others else last


def _plain(school: str) -> str:
    """A school's name without case, accents, spaces and punctuation."""
    letters = unicodedata.normalize("NFKD", school).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def report_schools(roster: Roster, problems: ProblemLog) -> None:
    """Warn once of each set of names that differ only in writing, and of each school whose pupils also have none."""
    log = FileLog(problems, None)
    pupils: dict[str, set[str]] = {}
    schoolless = {pupil for pupil, school in roster if school is None}
    for pupil, school in roster:
        if school is not None:
            pupils.setdefault(school, set()).add(pupil)
    for _, group in groupby(sorted(pupils, key=lambda name: (_plain(name), name)), key=_plain):
        names = list(group)
        if len(names) > 1:
            _report_similar(names, pupils, log=log)
    for school, there in pupils.items():
        if both := len(there & schoolless):
            text = (
                f"{plural(both, 'pupil')} {'has' if both == 1 else 'have'} marks at the school '{school}' and marks "
                "without a school. They are two entries each, and neither shows the whole. Name the school with all."
            )
            log.caution(ProblemKind.SCHOOL_SOMETIMES_MISSING, text)


def _report_similar(names: Sequence[str], pupils: Mapping[str, set[str]], *, log: FileLog) -> None:
    shared = sum(number > 1 for number in Counter(pupil for name in names for pupil in pupils[name]).values())
    split = (
        f" {plural(shared, 'pupil')} {'has' if shared == 1 else 'have'} an entry under more than one." if shared else ""
    )
    text = f"The schools {_listed(names)} differ only in writing and count as different schools.{split} Write one name."
    log.caution(ProblemKind.SIMILAR_SCHOOLS, text, found=names[1])


def report_unknown(roster: Roster, named: Mapping[tuple[str, str | None], PupilDetails], problems: ProblemLog) -> None:
    """Warn of pupils whom the pupils file does not name, or names elsewhere, and of those without a mark."""
    schools: dict[str, list[str]] = {}
    for pupil, school in named:
        if school is not None:
            schools.setdefault(pupil, []).append(school)
    for pupil, school in roster:
        if (pupil, school) in named or (pupil, None) in named:
            continue
        text = _why_unknown(schools.get(pupil, []), school)
        FileLog(problems, None).caution(ProblemKind.UNKNOWN_PUPIL, text, pupil=pupil, found=school)
    marked = {pupil for pupil, _ in roster}
    text = "The pupils file names this pupil, but there is no mark for them, so they are not in the figures."
    for (pupil, _), details in named.items():
        if pupil not in marked:
            FileLog(problems, details.file).caution(ProblemKind.NO_MARKS, text, row=details.row, pupil=pupil)


def _why_unknown(at: Sequence[str], school: str | None) -> str:
    """What to say of a pupil whose details were not found. at: the schools at which the pupils file names them."""
    counted = "The marks are counted; nothing else is known."
    if not at:
        return f"The pupils file does not name this pupil. {counted}"
    if school is None:
        return (
            f"The pupils file names this pupil at {_listed(at)}, and the marks name no school, so there is no telling "
            f"whose details are meant. Name the school in the marks. {counted}"
        )
    return (
        f"The pupils file names this pupil at {_listed(at)}, and the marks are of another school. Correct the school "
        f"in one of them. {counted}"
    )


def report_calendar(calendar: CalendarFile, schools: Iterable[str | None], problems: ProblemLog) -> None:
    """Warn once of rows for schools that have no marks, and once of days both open and closed by equal rows."""
    known = set(schools)
    strange = [entry for entry in calendar.entries if entry.school is not None and entry.school not in known]
    if strange:
        names = dict.fromkeys(entry.school for entry in strange if entry.school is not None)
        rows = f"{plural(len(strange), 'row')} of the calendar {'is' if len(strange) == 1 else 'are'}"
        text = f"{rows} for {_listed(names)}: there is no mark of such a school. Write it as the marks do."
        FileLog(problems, calendar.name).caution(
            ProblemKind.CALENDAR_UNKNOWN_SCHOOL,
            text,
            row=strange[0].row,
            found=strange[0].school,
        )
    _report_contradictions(calendar, problems)


def _report_contradictions(calendar: CalendarFile, problems: ProblemLog) -> None:
    """Rows of one school, span and session of which one opens and one closes: then the closure holds."""
    first: dict[tuple[object, ...], CalendarEntry] = {}
    pairs: dict[tuple[object, ...], tuple[CalendarEntry, CalendarEntry]] = {}
    for entry in calendar.entries:
        key = (entry.school, entry.first, entry.last, entry.session)
        earlier = first.setdefault(key, entry)
        if earlier.is_open is not entry.is_open:
            pairs.setdefault(key, (earlier, entry))
    if not pairs:
        return
    earlier, later = next(iter(pairs.values()))
    others = f" So it is with {len(pairs) - 1} more." if len(pairs) > 1 else ""
    text = (
        f"This row and row {earlier.row} call the same day open and closed; closed holds.{others} Keep the row that is "
        "right."
    )
    FileLog(problems, calendar.name).caution(
        ProblemKind.CALENDAR_CONTRADICTION,
        text,
        row=later.row,
        found=later.first.isoformat(),
    )


def report_closures_over_marks(
    calendar: CalendarFile,
    closed: Sequence[NDArray[np.int32]],
    marked: tuple[NDArray[np.int32], NDArray[np.int32]],
    *,
    schools: Sequence[str | None],
    problems: ProblemLog,
) -> None:
    """Warn once of marks on half-days that the calendar closes.

    closed: the closed slots of each of `schools`, rising. marked: the school (a position in `schools`) and the slot of
    each mark that says something of a pupil's day, shape (marks,) each.
    """
    school, slot = marked
    every = np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *closed]))
    if not every.size or not slot.size:
        return
    is_closed = np.zeros((len(schools), int(every[-1]) + 1 - int(every[0])), dtype=bool)
    for ix, slots in enumerate(closed):
        is_closed[ix, slots - every[0]] = True
    within = np.flatnonzero((slot >= every[0]) & (slot <= every[-1]))
    over = within[is_closed[school[within], slot[within] - every[0]]]
    if not over.size:
        return
    first = over[np.argmin(slot[over])]
    day, session = day_of(int(slot[first]) >> 1), int(slot[first]) & 1
    half_days = len(set(zip(school[over].tolist(), slot[over].tolist(), strict=True)))
    text = (
        f"The calendar closes {plural(half_days, 'session')} in which there are {plural(over.size, 'mark')}; the first "
        "is named here. The marks count, so the calendar is wrong or the marks are: correct one of them."
    )
    row = _row_that_closes(calendar, int(slot[first]), schools[int(school[first])])
    found = f"{day.isoformat()} {'PM' if session else 'AM'}"
    FileLog(problems, calendar.name).caution(ProblemKind.CLOSURE_OVER_MARKS, text, row=row, found=found)


def _row_that_closes(calendar: CalendarFile, slot: int, school: str | None) -> int | None:
    """The row of the narrowest entry that closes a half-day."""
    covering = [
        entry
        for entry in calendar.entries
        if not entry.is_open
        and entry.school in (None, school)
        and entry.session in (None, slot & 1)
        and day_number(entry.first) <= slot >> 1 <= day_number(entry.last)
    ]
    return max(covering, key=lambda entry: entry.narrowness).row if covering else None
