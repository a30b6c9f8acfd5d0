"""Files of marks: whose they are, what they would do to the registers, and doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bellwether.core.calendar.grid import day_of
from bellwether.core.codes import BYTE_UNMARKED, code_of
from bellwether.core.problems import Problem, ProblemKind, ProblemLog, Severity
from bellwether.exchange.facts import Preview
from bellwether.exchange.formats.finish import first_rows
from bellwether.exchange.formats.marks import read_marks
from bellwether.exchange.store.checking import check_sizes, count_problems, is_ours_of, new_log, problem_lines
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers import services as registers
from bellwether.registers.columns import Fate, MarkColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bellwether.core.access import Actor
    from bellwether.exchange.facts import Work
    from bellwether.exchange.formats.marks import Marks
    from bellwether.registers.columns import Comparison

__all__ = ["prepare_marks", "preview_marks"]

_Label = tuple[str, int, str, int | None]
"""How a file calls a pupil or a school, how many marks it has for it, in which file and first row."""

_LISTS: Final = {
    "changed": (Fate.CHANGED, Fate.MINUTES),
    "kept": (Fate.KEPT,),
    "refused": (Fate.REFUSED,),
    "new": (Fate.NEW,),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """Marks whose pupils were found. unknown, elsewhere: pupils and schools that are not of this school. blanks:
    sessions for which the file has no mark.
    """

    columns: MarkColumns
    unknown: tuple[_Label, ...]
    elsewhere: tuple[_Label, ...]
    blanks: int
    read: int


def preview_marks(work: Work, *, progress: Callable[[float], None], actor: Actor) -> Preview:
    """What the marks of some files would do. Nothing is written."""
    school_id, paths, now = work.school_id, work.paths, work.now
    log = new_log()
    check_sizes(paths, log=log)
    if log.has_errors():
        return _refused(log, None)
    found = _find(school_id, paths, log=log, progress=progress, actor=actor)
    if log.has_errors():
        return _refused(log, found)
    comparison = registers.compare_marks(school_id, found.columns, actor=actor, now=now)
    refused, unknown = comparison.count(Fate.REFUSED), sum(one[1] for one in found.unknown)
    counts = {
        "read": found.read,
        "pupils": int(np.unique(found.columns.pupil).size),
        "new": comparison.count(Fate.NEW),
        "changed": comparison.count(Fate.CHANGED),
        "minutes": comparison.count(Fate.MINUTES),
        "same": comparison.count(Fate.SAME),
        "kept": comparison.count(Fate.KEPT),
        "ahead": comparison.count(Fate.AHEAD),
        "refused": refused,
        "blank": found.blanks,
        "unknown": len(found.unknown),
        "unknown_marks": unknown,
        "elsewhere_marks": sum(one[1] for one in found.elsewhere),
        "warnings": count_problems(log, Severity.WARNING),
        "left_out": refused + unknown,
    }
    lists = {name: _mark_lines(comparison, comparison.where(*fates)) for name, fates in _LISTS.items()}
    lists["days"] = _days(comparison)
    return Preview(
        counts=counts,
        lists={"problems": problem_lines(log), **_people_lists(found), "look": _look(comparison), **lists},
        seen=comparison.fingerprint,
        writes=comparison.writes,
        left_out=counts["left_out"],
        changes=comparison.count(Fate.CHANGED),
    )


def _people_lists(found: _Found | None) -> dict[str, Iterable[Sequence[Any]]]:
    return {} if found is None else {"unknown": found.unknown, "elsewhere": found.elsewhere}


def _refused(log: ProblemLog, found: _Found | None) -> Preview:
    counts = {
        "errors": count_problems(log, Severity.ERROR),
        "warnings": count_problems(log, Severity.WARNING),
        "read": found.read if found else 0,
        "unknown": len(found.unknown) if found else 0,
    }
    return Preview(counts, {"problems": problem_lines(log), **_people_lists(found)}, has_errors=True)


def _find(
    school_id: int, paths: Sequence[Path], *, log: ProblemLog, progress: Callable[[float], None], actor: Actor
) -> _Found:
    """Read the files and find the pupils of the marks; a pupil without a number of theirs is never looked for."""
    marks = read_marks(paths, problems=log, progress=lambda done: progress(done * 0.8))
    is_ours = is_ours_of(organisations.school(school_id))
    by_label = people.pupils_by_number(school_id, set(marks.pupil), actor=actor)
    here = np.array([school is None or is_ours(school) for school in marks.school], dtype=bool)
    ids = np.array([by_label.get(label, 0) for label in marks.pupil], dtype=np.int64)
    per_enrolment = np.bincount(marks.enrolment, minlength=len(marks.pupil))
    place = first_rows(marks)

    def lines(
        positions: NDArray[np.intp], labels: Sequence[str | None]
    ) -> tuple[tuple[str, int, str, int | None], ...]:
        return tuple((labels[at] or "", int(per_enrolment[at]), _file_of(marks, at), place(at)) for at in positions)

    unknown = lines(np.flatnonzero(here & (ids == 0) & (per_enrolment > 0)), marks.pupil)
    elsewhere = lines(np.flatnonzero(~here), marks.school)
    if len(marks) and not here.any():
        _no_school(marks, log=log)
    chosen = np.flatnonzero((here & (ids > 0))[marks.enrolment]) if len(marks) else np.zeros(0, dtype=np.intp)
    _check_twice(marks, ids, chosen, log=log)
    minutes = None if marks.minutes_late is None else marks.minutes_late[chosen]
    pupil, slot = ids[marks.enrolment[chosen]], marks.slot[chosen].astype(np.int64)
    columns = MarkColumns.of(pupil, slot, marks.code[chosen], minutes)
    blanks = int((marks.code[chosen] == BYTE_UNMARKED).sum())
    return _Found(columns, unknown, _by_school(elsewhere), blanks, len(marks))


def _by_school(rows: Iterable[_Label]) -> tuple[_Label, ...]:
    """One line a school."""
    found: dict[str, _Label] = {}
    for label, count, file, row in rows:
        first = found.get(label, (label, 0, file, row))
        found[label] = (label, first[1] + count, *first[2:])
    return tuple(found.values())


def _file_of(marks: Marks, enrolment: int) -> str:
    if isinstance(marks.file, int):
        return marks.files[marks.file]
    at = int((marks.enrolment == enrolment).argmax())
    return marks.file_of(at)


def _no_school(marks: Marks, *, log: ProblemLog) -> None:
    names = ", ".join(sorted({school for school in marks.school if school})[:5])
    text = (
        f"No mark is of this school: the file names {names}. Choose that school, or write this school's URN, DfE "
        "number or name into the column."
    )
    log.add(Problem(ProblemKind.SIMILAR_SCHOOLS, Severity.ERROR, text, file=marks.files[0], found=names))


def _check_twice(marks: Marks, ids: NDArray[np.int64], chosen: NDArray[np.intp], *, log: ProblemLog) -> None:
    """Two numbers of one pupil, such as a present and a former UPN, whose marks of a session disagree."""
    pupil, slot, code = ids[marks.enrolment[chosen]], marks.slot[chosen], marks.code[chosen]
    order = np.lexsort((slot, pupil))
    same = (pupil[order][1:] == pupil[order][:-1]) & (slot[order][1:] == slot[order][:-1])
    differ = same & (code[order][1:] != code[order][:-1])
    room = log.room(Severity.ERROR)
    clashes = np.flatnonzero(differ)
    for at in clashes[:room].tolist():
        first, second = int(chosen[order[at]]), int(chosen[order[at + 1]])
        names = marks.pupil[marks.enrolment[first]], marks.pupil[marks.enrolment[second]]
        day = day_of(int(marks.slot[second]) >> 1).isoformat()
        text = (
            f"{names[0]} and {names[1]} are one pupil here, and the file has two different marks for {day}. "
            "Keep the one that is right."
        )
        log.add(
            Problem(
                ProblemKind.CONFLICTING_MARK,
                Severity.ERROR,
                text,
                file=marks.file_of(second),
                row=int(marks.row[second]),
                column=marks.column_of(second),
                pupil=names[1],
                found=code_of(int(marks.code[second])),
            )
        )
    log.count_more(Severity.ERROR, ProblemKind.CONFLICTING_MARK, clashes.size - room)


def _mark_lines(comparison: Comparison, positions: NDArray[np.intp]) -> Iterator[Sequence[Any]]:
    """Pupil id, slot, class id, code before, code after, minutes late (None where not given), reasons."""
    marks, group = comparison.marks, comparison.group
    columns = (marks.pupil, marks.slot, group, comparison.before, marks.code, marks.minutes, comparison.reason)
    order = positions[np.lexsort((marks.pupil[positions], group[positions], marks.slot[positions]))]
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    for pupil, slot, class_id, before, code, minutes, reason in rows:
        yield (
            pupil, slot, class_id, code_of(before), code_of(code), minutes if minutes >= 0 else None,
            [[one.kind.value, one.code, dict(one.facts)] for one in comparison.reasons[reason]] if reason >= 0 else [],
        )  # fmt: skip


def _days(comparison: Comparison) -> Iterator[Sequence[Any]]:
    """Day (days since 1970), class id, new marks, changed marks: of each day and class with any."""
    written = comparison.where(Fate.NEW, Fate.CHANGED, Fate.MINUTES)
    days = comparison.marks.slot[written] >> 1
    pairs = np.stack([days, comparison.group[written]], axis=1)
    found, number = np.unique(pairs, axis=0, return_inverse=True)
    is_new = comparison.fate[written] == Fate.NEW
    new = np.bincount(number.reshape(-1), weights=is_new, minlength=len(found))
    changed = np.bincount(number.reshape(-1), weights=~is_new, minlength=len(found))
    for (day, class_id), some, others in zip(found.tolist(), new.tolist(), changed.tolist(), strict=True):
        yield day, class_id, int(some), int(others)


def _look(comparison: Comparison) -> Iterator[Sequence[Any]]:
    """Marks that would be written and that the rules say to look at twice."""
    written = np.isin(comparison.fate, (Fate.NEW, Fate.CHANGED))
    return _mark_lines(comparison, np.flatnonzero(written & (comparison.reason >= 0)))


def prepare_marks(work: Work, *, seen: str, leave_out: bool, source: str, actor: Actor) -> Callable[[], dict[str, int]]:
    """Read the files again; what is given back writes what was shown, inside the caller's transaction, and returns
    counts. It raises StaleImportError where the files would do something else by now.
    """
    columns = _find(work.school_id, work.paths, log=new_log(), progress=lambda _done: None, actor=actor).columns

    def write() -> dict[str, int]:
        answer = registers.import_marks(
            work.school_id, columns, source=source, seen=seen, leave_out=leave_out, actor=actor, now=work.now
        )
        return {
            "written": answer.new + answer.changed,
            "new": answer.new,
            "changed": answer.changed,
            "same": answer.same,
            "entries": answer.entries,
        }

    return write
