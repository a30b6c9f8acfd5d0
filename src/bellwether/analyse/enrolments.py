"""Who is in the files, and their marks laid out as one register: from what readers hand over to a RegisterMatrix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.analyse.enrolment_checks import (
    report_calendar,
    report_closures_over_marks,
    report_schools,
    report_unknown,
)
from bellwether.core.calendar import academic_year_of, day_number, day_of, first_monday
from bellwether.core.codes import code_of
from bellwether.core.problems import Problem, ProblemKind, ProblemLog, Severity
from bellwether.core.register import MarksToLay, RegisterMatrix, lay_out
from bellwether.exchange.formats.calendar.model import CLOSED, OPEN, CalendarFile
from bellwether.exchange.formats.duplicates import report_duplicates
from bellwether.exchange.formats.model import ImportedTotals, Marks, PupilDetails

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Enrolments", "assemble"]

_IS_REAL: Final = np.ones(256, dtype=bool)
_IS_REAL[[ord("#"), ord("Z"), ord(".")]] = False
"""Marks that say something of a pupil's day: not a closure, not "not yet on roll", not blank."""

DetailsByLabel = dict[tuple[str, str | None], PupilDetails]


@dataclass(frozen=True)
class Enrolments:
    """One entry for each pupil and school, in the order met, with the register of all their marks.

    details: what is known of each, or None. totals: imported totals of entries whose marks could not be placed, by
    entry. minutes_late: shape (entries,), minutes given in the counted year; None where no file gives any.
    as_of: the last day counted; is_as_of_known is False where nothing but totals came in.
    before_admission, after_leaving: how many marks off roll were not counted, shape (entries,).
    """

    pupil: tuple[str, ...]
    school: tuple[str | None, ...]
    details: tuple[PupilDetails | None, ...]
    register: RegisterMatrix
    as_of: date
    is_as_of_known: bool
    totals: Mapping[int, tuple[ImportedTotals, ...]]
    minutes_late: NDArray[np.int64] | None
    before_admission: NDArray[np.int64]
    after_leaving: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.pupil)

    @property
    def school_names(self) -> tuple[str | None, ...]:
        """The schools, in the order of the register's own numbers."""
        names: dict[int, str | None] = {}
        for number, name in zip(self.register.school_of_row.tolist(), self.school, strict=True):
            names.setdefault(number, name)
        return tuple(names[number] for number in sorted(names))

    @property
    def year(self) -> int:
        """The academic year that is counted."""
        return academic_year_of(self.as_of)


def assemble(
    marks: Marks,
    *,
    named: DetailsByLabel | None,
    calendar: CalendarFile | None,
    as_of: date | None,
    problems: ProblemLog,
) -> Enrolments:
    """Lay everything out. What is wrong goes to `problems`; errors must be refused before the result is used.

    named: the pupils file, None without one. as_of: left out, the last day with a mark.
    """
    details = _details_of(marks, named)
    marks = _adopt_schools(marks, details, problems)
    roster, entry_of = _roster(marks)
    found = tuple(_find(details, pupil, school) for pupil, school in roster)
    if named is not None:
        report_unknown(roster, named, problems)
    report_schools(roster, problems)
    if calendar is not None:
        report_calendar(calendar, {school for _, school in roster}, problems)
    # The readers number enrolments as they meet them, so this is mostly what stands there already.
    is_same = bool((entry_of == np.arange(len(entry_of))).all())
    entry = marks.enrolment if is_same else entry_of[marks.enrolment]
    on_roll, early, late = _drop_marks_off_roll(marks, entry, found, problems)
    day, is_known = _as_of(marks, on_roll, as_of, problems)
    kept = on_roll & (marks.slot < 2 * (day_number(day) + 1))
    to_lay = _to_lay(marks, kept, entry, roster, found, calendar=calendar, until=day)
    if calendar is not None:
        _report_closures(to_lay, calendar, roster, problems)
    register = lay_out(to_lay, until=day)
    return Enrolments(
        pupil=tuple(pupil for pupil, _ in roster),
        school=tuple(school for _, school in roster),
        details=found,
        register=register,
        as_of=day,
        is_as_of_known=is_known,
        totals=_totals_by_entry(marks, roster),
        minutes_late=_minutes(marks, kept, entry, len(roster), year=academic_year_of(day)),
        before_admission=early,
        after_leaving=late,
    )


def _details_of(marks: Marks, named: DetailsByLabel | None) -> DetailsByLabel:
    """What the marks' own files say, and over it what the pupils file says."""
    details: DetailsByLabel = {(each.pupil, each.school): each for each in marks.details}
    return {**details, **(named or {})}


def _find(details: DetailsByLabel, pupil: str, school: str | None) -> PupilDetails | None:
    return details.get((pupil, school)) or details.get((pupil, None))


def _adopt_schools(marks: Marks, details: DetailsByLabel, problems: ProblemLog) -> Marks:
    """Marks without a school take the school of the pupils file, where that names exactly one for the pupil.

    Marks that come together so are looked through for repeats as if one file had held them.
    """
    if all(school is not None for school in marks.school):
        return marks
    schools: dict[str, set[str]] = {}
    for pupil, school in details:
        if school is not None:
            schools.setdefault(pupil, set()).add(school)
    adopted = []
    for pupil, school in zip(marks.pupil, marks.school, strict=True):
        only = schools.get(pupil, set())
        adopted.append(next(iter(only)) if school is None and len(only) == 1 else school)
    labels = list(zip(marks.pupil, adopted, strict=True))
    position = {label: ix for ix, label in enumerate(dict.fromkeys(labels))}
    if len(position) == len(labels):
        return replace(marks, school=tuple(adopted))
    enrolment = np.array([position[label] for label in labels], dtype=np.int32)[marks.enrolment]
    joined = replace(
        marks,
        pupil=tuple(pupil for pupil, _ in position),
        school=tuple(school for _, school in position),
        enrolment=enrolment,
    )
    return report_duplicates(joined, problems=problems)


def _roster(marks: Marks) -> tuple[list[tuple[str, str | None]], NDArray[np.int32]]:
    """The entries in the order met, and the entry of each of the marks' enrolments."""
    labels = list(zip(marks.pupil, marks.school, strict=True))
    labels += [(total.pupil, total.school) for total in marks.totals]
    roster = list(dict.fromkeys(labels))
    position = {label: ix for ix, label in enumerate(roster)}
    entry_of = np.array([position[label] for label in labels[: len(marks.pupil)]], dtype=np.int32)
    return roster, entry_of


def _slots_on_roll(found: tuple[PupilDetails | None, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The first and last half-day on roll of each entry, as slots; NOT_KNOWN where the files do not say."""
    first = np.full(len(found), MarksToLay.NOT_KNOWN, dtype=np.int32)
    last = np.full(len(found), MarksToLay.NOT_KNOWN, dtype=np.int32)
    for ix, each in enumerate(found):
        if each is not None and each.admission_date is not None:
            first[ix] = 2 * day_number(each.admission_date)
        if each is not None and each.leaving_date is not None:
            last[ix] = 2 * day_number(each.leaving_date) + 1
    return first, last


def _drop_marks_off_roll(
    marks: Marks, entry: NDArray[np.int32], found: tuple[PupilDetails | None, ...], problems: ProblemLog
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Which marks lie on roll; the others are warned about and counted by entry, but say nothing of attendance."""
    first, last = _slots_on_roll(found)
    if (first == MarksToLay.NOT_KNOWN).all() and (last == MarksToLay.NOT_KNOWN).all():
        nothing = np.zeros(len(found), dtype=np.int64)
        return np.broadcast_to(np.True_, len(marks)), nothing, nothing
    early = (first[entry] != MarksToLay.NOT_KNOWN) & (marks.slot < first[entry])
    late = (last[entry] != MarksToLay.NOT_KNOWN) & (marks.slot > last[entry])
    counts = []
    for outside, kind in ((early, ProblemKind.MARK_BEFORE_ADMISSION), (late, ProblemKind.MARK_AFTER_LEAVING)):
        marked = outside & _IS_REAL[marks.code]
        _report_off_roll(marks, np.flatnonzero(marked), kind, problems)
        counts.append(np.bincount(entry[marked], minlength=len(found)))
    return ~(early | late), counts[0], counts[1]


def _report_off_roll(marks: Marks, where: NDArray[np.int64], kind: ProblemKind, problems: ProblemLog) -> None:
    side = "before the admission date" if kind is ProblemKind.MARK_BEFORE_ADMISSION else "after the leaving date"
    text = f"This mark lies {side} in the pupils file. It is not counted; correct the date or the register."
    shown = where[: problems.room(Severity.WARNING)]
    for mark in shown.tolist():
        problems.add(
            Problem(
                kind,
                Severity.WARNING,
                text,
                file=marks.file_of(mark),
                row=int(marks.row[mark]),
                column=marks.column_of(mark),
                pupil=marks.pupil[int(marks.enrolment[mark])],
                found=code_of(int(marks.code[mark])),
            )
        )
    problems.count_more(Severity.WARNING, kind, len(where) - len(shown))


def _as_of(marks: Marks, on_roll: NDArray[np.bool_], as_of: date | None, problems: ProblemLog) -> tuple[date, bool]:
    """The last day counted: as asked, else the last with a mark, else the end of the year that totals speak of."""
    if len(marks):
        is_real = _IS_REAL[marks.code]
        is_real &= on_roll
        # An authority's year is 37 million marks: where all count, none is copied.
        slots = marks.slot if is_real.all() or not is_real.any() else marks.slot[is_real]
        if as_of is None:
            return day_of(int(slots.max()) // 2), True
        if int(slots.min()) // 2 <= day_number(as_of):
            return as_of, True
    elif marks.totals:
        if as_of is not None:
            return as_of, True
        return date(max(total.year for total in marks.totals) + 1, 7, 31), False
    problems.add(
        Problem(
            ProblemKind.NO_MARKS,
            Severity.ERROR,
            f"{_why_nothing(marks, on_roll, as_of)} Give a later --as-of, or leave it out.",
            found=as_of.isoformat() if as_of else None,
        )
    )
    return as_of or date(2000, 1, 1), True


def _why_nothing(marks: Marks, on_roll: NDArray[np.bool_], as_of: date | None) -> str:
    """Why no mark counts up to the as-of date, as a sentence."""
    until = 2 * (day_number(as_of) + 1) if as_of else 0
    given = marks.slot < until
    if not given.any():
        return "There is no mark on or before the as-of date."
    if (given & ~on_roll & _IS_REAL[marks.code]).any():
        return (
            "All marks on or before the as-of date lie before the admission date or after the leaving date of their "
            "pupils, so none counts. Correct the dates in the pupils file if they are wrong."
        )
    return "On or before the as-of date there is no more than blanks and closures."


def _to_lay(
    marks: Marks,
    kept: NDArray[np.bool_],
    entry: NDArray[np.int32],
    roster: list[tuple[str, str | None]],
    found: tuple[PupilDetails | None, ...],
    *,
    calendar: CalendarFile | None,
    until: date,
) -> MarksToLay:
    schools = {school: ix for ix, school in enumerate(dict.fromkeys(school for _, school in roster))}
    everything = bool(kept.all())
    first, last = _slots_on_roll(found)
    slot = marks.slot if everything else marks.slot[kept]
    start = first_monday(academic_year_of(day_of(int(slot.min()) // 2))) if len(slot) else until
    return MarksToLay(
        row=entry if everything else entry[kept],
        slot=slot,
        byte=marks.code if everything else marks.code[kept],
        school_of_row=np.array([schools[school] for _, school in roster], dtype=np.int32),
        first_on_roll=first,
        last_on_roll=last,
        also_open=_calendar_slots(calendar, schools, start, until, OPEN),
        also_closed=_calendar_slots(calendar, schools, start, until, CLOSED),
    )


def _report_closures(
    to_lay: MarksToLay, calendar: CalendarFile, roster: list[tuple[str, str | None]], problems: ProblemLog
) -> None:
    schools = list(dict.fromkeys(school for _, school in roster))
    real = np.flatnonzero(_IS_REAL[to_lay.byte])
    marked = (to_lay.school_of_row[to_lay.row[real]], to_lay.slot[real])
    report_closures_over_marks(calendar, to_lay.also_closed, marked, schools=schools, problems=problems)


def _calendar_slots(
    calendar: CalendarFile | None, schools: dict[str | None, int], start: date, until: date, state: int
) -> tuple[NDArray[np.int32], ...]:
    """The half-days, as slots, that the calendar calls open (or closed), school by school."""
    if calendar is None:
        return ()
    base = 2 * day_number(start)
    return tuple(
        (np.flatnonzero(calendar.states(start, until, school=school) == state) + base).astype(np.int32)
        for school in schools
    )


def _minutes(
    marks: Marks, kept: NDArray[np.bool_], entry: NDArray[np.int32], size: int, *, year: int
) -> NDArray[np.int64] | None:
    if marks.minutes_late is None:
        return None
    counted = kept & (marks.minutes_late > 0) & (marks.slot >= 2 * day_number(first_monday(year)))
    return np.bincount(entry[counted], weights=marks.minutes_late[counted], minlength=size).astype(np.int64)


def _totals_by_entry(marks: Marks, roster: list[tuple[str, str | None]]) -> dict[int, tuple[ImportedTotals, ...]]:
    position = {label: ix for ix, label in enumerate(roster)}
    by_entry: dict[int, tuple[ImportedTotals, ...]] = {}
    for total in marks.totals:
        ix = position.get((total.pupil, total.school))
        if ix is not None:
            by_entry[ix] = (*by_entry.get(ix, ()), total)
    return by_entry
