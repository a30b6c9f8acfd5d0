"""Marks of another system beside what stands: what each would do."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db.models import Q

from bellwether.core.calendar import COLUMNS, day_number, day_of, first_monday
from bellwether.core.calendar.grid import academic_year_of
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, CODES
from bellwether.core.problems import Severity
from bellwether.core.register.log import EntryKind, unpack_pupils
from bellwether.registers.acts.imported.judging import judge
from bellwether.registers.columns import Comparison, Fate
from bellwether.registers.models import MarkDetail, RegisterEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from numpy.typing import NDArray

    from bellwether.core.taking import MarkProblem
    from bellwether.registers.acts.imported.gathering import Known
    from bellwether.registers.columns import MarkColumns

__all__ = ["SOURCE", "by_session", "compare"]

SOURCE: Final = "import"
"""What the source of every entry of an import begins with."""
_SAY_NOTHING: Final = (CODES["#"].byte, CODES["Z"].byte)
_NO_MARK: Final = (BYTE_UNMARKED, BYTE_CLOSED, BYTE_NOT_ON_ROLL)

if TYPE_CHECKING:
    ReadRows = Callable[[int, Collection[int]], Mapping[int, bytes | bytearray]]
    """Rows of an academic year by pupil, for some pupils."""


def _years_of(marks: MarkColumns) -> dict[int, NDArray[np.intp]]:
    """The positions of the marks by academic year."""
    weeks, number = np.unique((marks.slot // 2 + 3) // 7, return_inverse=True)  # 1 January 1970 was a Thursday
    years = np.array([academic_year_of(day_of(int(week) * 7 - 3)) for week in weeks], dtype=np.int64)
    of_mark = years[number]
    return {int(year): np.flatnonzero(of_mark == year) for year in np.unique(years)}


def compare(school_id: int, marks: MarkColumns, *, rows: ReadRows, known: Known) -> Comparison:
    """What each mark would do. Queries: the rows of each year, late minutes, and what imports brought before."""
    before, has_left = _standing(marks, rows)
    fate = _first_look(marks, before, known)
    fate[_minutes(school_id, marks, np.flatnonzero(fate == Fate.SAME))] = Fate.MINUTES
    fate[_kept(school_id, marks, np.flatnonzero(fate == Fate.CHANGED))] = Fate.KEPT
    reason = np.full(len(marks), -1, dtype=np.int32)
    chosen = np.flatnonzero((fate == Fate.NEW) | (fate == Fate.CHANGED))
    reasons: tuple[tuple[MarkProblem, ...], ...] = ()
    if chosen.size:
        reason[chosen], reasons = judge(marks, chosen, before=before, has_left=has_left, known=known)
        refuses = np.array([any(one.severity is Severity.ERROR for one in each) for each in reasons], dtype=bool)
        judged = chosen[reason[chosen] >= 0]
        fate[judged[refuses[reason[judged]]]] = Fate.REFUSED
    return Comparison(marks, before, fate, known.group, reason, reasons)


def _standing(marks: MarkColumns, rows: ReadRows) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """What stands in each cell, and whether the pupil was on roll before it; no row is "not on roll"."""
    before = np.full(len(marks), BYTE_NOT_ON_ROLL, dtype=np.uint8)
    has_left = np.zeros(len(marks), dtype=bool)
    for year, part in _years_of(marks).items():
        pupils, row_of = np.unique(marks.pupil[part], return_inverse=True)
        found = rows(year, pupils.tolist())
        nobody = bytes([BYTE_NOT_ON_ROLL]) * COLUMNS
        grid = np.frombuffer(b"".join(bytes(found.get(one, nobody)) for one in pupils.tolist()), dtype=np.uint8)
        grid = grid.reshape(-1, COLUMNS)
        column = marks.slot[part] - 2 * day_number(first_monday(year))
        before[part] = grid[row_of, column]
        is_on_roll = ~np.isin(grid, (BYTE_NOT_ON_ROLL, BYTE_CLOSED))
        first = np.where(is_on_roll.any(axis=1), is_on_roll.argmax(axis=1), COLUMNS)
        has_left[part] = (before[part] == BYTE_NOT_ON_ROLL) & (first[row_of] < column)
    return before, has_left


def _first_look(marks: MarkColumns, before: NDArray[np.uint8], known: Known) -> NDArray[np.uint8]:
    fate = np.where(np.isin(before, _NO_MARK), Fate.NEW, Fate.CHANGED).astype(np.uint8)
    fate[known.is_ahead] = Fate.AHEAD
    says_nothing = np.isin(marks.code, _SAY_NOTHING) & np.isin(before, (BYTE_NOT_ON_ROLL, BYTE_CLOSED))
    fate[(before == marks.code) | says_nothing] = Fate.SAME
    return fate


def _minutes(school_id: int, marks: MarkColumns, same: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of the marks that stand whose minutes late are given and are others than stand."""
    given = same[marks.minutes[same] >= 0]
    if not given.size:
        return given
    slots = marks.slot[given]
    days = (day_of(int(slots.min()) >> 1), day_of(int(slots.max()) >> 1))
    found = MarkDetail.objects.filter(school_id=school_id, on__range=days).exclude(minutes_late=None)
    standing = {
        (pupil, 2 * day_number(on) + session): minutes
        for pupil, on, session, minutes in found.values_list("pupil_id", "on", "session", "minutes_late")
    }
    cells = zip(given.tolist(), marks.pupil[given].tolist(), slots.tolist(), marks.minutes[given].tolist(), strict=True)
    differing = [at for at, pupil, slot, minutes in cells if standing.get((pupil, slot)) != minutes]
    return np.array(differing, dtype=np.intp)


def _kept(school_id: int, marks: MarkColumns, changed: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those that repeat what the last import brought, where somebody has put another mark since."""
    if not changed.size:
        return changed
    brought = _brought(school_id, sorted(set(marks.slot[changed].tolist())))
    cells = zip(
        changed.tolist(), marks.pupil[changed].tolist(), marks.slot[changed].tolist(), marks.code[changed].tolist(),
        strict=True,
    )  # fmt: skip
    repeated = [at for at, pupil, slot, code in cells if brought.get((pupil, slot)) == code]
    return np.array(repeated, dtype=np.intp)


def _brought(school_id: int, slots: list[int]) -> dict[tuple[int, int], int]:
    """What imports last wrote into the cells of some sessions, by pupil and slot."""
    wanted = set(slots)
    days = (day_of(slots[0] >> 1), day_of(slots[-1] >> 1))
    entries = RegisterEntry.objects.filter(
        Q(kind=EntryKind.IMPORTED) | Q(source__startswith=SOURCE), school_id=school_id, on__range=days, width=1
    ).order_by("sequence")
    found: dict[tuple[int, int], int] = {}
    columns = ("on", "session", "pupils", "before", "after")
    for on, session, pupils, before, after in entries.values_list(*columns).iterator():
        slot = 2 * day_number(on) + session
        if slot in wanted:
            cells = zip(unpack_pupils(bytes(pupils)), bytes(before), bytes(after), strict=True)
            found |= {(pupil, slot): byte for pupil, was, byte in cells if byte != was}
    return found


def by_session(positions: NDArray[np.intp], comparison: Comparison) -> dict[tuple[int, int], list[int]]:
    """Some marks by session and class: positions by (slot, class id)."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    slots, groups = comparison.marks.slot[positions].tolist(), comparison.group[positions].tolist()
    for at, slot, group in zip(positions.tolist(), slots, groups, strict=True):
        found[slot, group].append(at)
    return dict(sorted(found.items()))
