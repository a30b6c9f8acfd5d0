"""The counting pass in Numba: only cells that differ from the school's all-present row are looked at.

A few dozen rows at a time go through four loops, each over less than the one before: which cells differ, what they
count as, how absences follow one another, how unauthorised ones do. A loop that does little keeps what it needs in
the processor's registers; and none asks of a cell what the processor could guess wrong: an entry that only some cells
want is written for all of them, and the place of the next entry moves on, or does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numba.cpython.unsafe import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["COLUMN_FIGURES", "FIELD_BITS", "FIGURES", "Counts", "Marks", "Rules", "Schools", "count_rows"]

FIGURES = (
    "possible", "authorised", "unauthorised", "spells", "longest_spell", "illness_days", "longest_unauthorised_run",
    "threshold_peak",
)  # fmt: skip
COLUMN_FIGURES = ("run_from", "run_to", "threshold_from", "threshold_met")
"""Names in Measured of what stands in each place of a row of Counts."""

FIELD_BITS = 21
"""`by_session` has three counters in each 64-bit word; so two million rows are the most that one call may count."""

_ROWS_AT_A_TIME = 64

# Cells of a year and eight-cell words of a year (see sessions.STRIDE); Numba freezes them into the machine code.
_STRIDE, _WORDS = 744, 93
_PRESENT_MORNING, _PRESENT_AFTERNOON = ord("/"), ord("\\")

# Unsigned throughout: Numba adds a test for a negative index to every array access with a signed one.
_u = np.uint64
_POSSIBLE, _AUTHORISED, _UNAUTHORISED, _SPELLS, _LONGEST_SPELL, _ILLNESS_DAYS, _LONGEST_RUN, _PEAK = map(_u, range(8))
_RUN_FROM, _RUN_TO, _THRESHOLD_FROM, _THRESHOLD_MET = map(_u, range(4))
_WEEKDAYS = _u(len(FIGURES))
_ZERO, _ONE, _SEVEN, _EIGHT = _u(0), _u(1), _u(7), _u(8)
_IS_UNAUTHORISED, _IS_ABSENT = _u(1 << FIELD_BITS), _u((1 << 2 * FIELD_BITS) - 1)

# Cells are ASCII: adding 127 to a byte sets its top bit just where it is not 0; multiplying brings eight bits together.
_ADD, _TOP_BITS, _GATHER, _GATHERED = _u(0x7F7F7F7F7F7F7F7F), _u(0x8080808080808080), _u(0x0102040810204080), _u(56)
_AFTERNOONS = _u(0b10101010)
_HOW_MANY = np.array([bits.bit_count() for bits in range(256)], np.uint64)
"""How many bits of a byte are set."""
_WHICH = np.array([([ix for ix in range(8) if bits >> ix & 1] + [0] * 8)[:8] for bits in range(256)], np.uint16)
"""Which bits they are, filled up to eight."""
_WEEKDAY_BITS, _WEEKDAY_MOST = _u(9), _u((1 << 9) - 1)
_WEEKDAY = np.array([1 << 9 * (column // 2 % 7) for column in range(_STRIDE)], np.uint64)
"""The weekday of each column, as 1 in one of seven counters of a 64-bit word; a year has 106 sessions of a weekday."""

# Zero bits below the lowest set bit, one instruction of the processor; Numba declares it in a way mypy cannot follow.
_trailing_zeros: Any = numbers.trailing_zeros
_Kernel = TypeVar("_Kernel", bound="Callable[..., Any]")


def _jit(kernel: _Kernel) -> _Kernel:
    """Compiled when first called, for the types that it is called with; kept on disk."""
    return cast("_Kernel", numba.njit(nogil=True, cache=True, boundscheck=False)(kernel))


class Marks(NamedTuple):
    """The rows: cells (rows, years * 744), the same as words of eight cells, and the school and group of each row."""

    cells: NDArray[np.uint8]
    words: NDArray[np.uint64]
    school_of_row: NDArray[np.int32]
    group_of_row: NDArray[np.int32]


class Schools(NamedTuple):
    """Of each school: words of its all-present row (schools, years * 93), and when it was open.

    is_looked_at (years * 93,): bytes of 255 up to the last column counted, then of 0; is_open (schools, years * 93):
    bytes of 255 in those of them that are sessions, else of 0. open_before,
    week_numbers: see SchoolSessions. half_days (schools, 2): open mornings and afternoons of the counted year.
    """

    present: NDArray[np.uint64]
    is_looked_at: NDArray[np.uint64]
    is_open: NDArray[np.uint64]
    open_before: NDArray[np.int32]
    week_numbers: NDArray[np.int32]
    half_days: NDArray[np.int32]


class Rules(NamedTuple):
    """What a byte counts as, and what is looked for.

    units (years, 256): what a cell adds to the counters of `by_session` by its byte: 1 in the first field for an
    authorised absence, in the second for an unauthorised one, in the third where out of the possible sessions, nothing
    where attended. code_numbers (256,). window_sessions, window_weeks: see Window.
    """

    units: NDArray[np.uint64]
    code_numbers: NDArray[np.uint8]
    illness: int
    window_sessions: int
    window_weeks: int


class Counts(NamedTuple):
    """What is counted into; see Measured for each.

    codes (rows, CODE_COUNT). figures (rows, len(FIGURES) + 7): those named, then absences by weekday. columns
    (rows, len(COLUMN_FIGURES)). by_session (groups + 1, 744): zeros, three counters in each word; the last group takes
    what is of no interest.
    """

    codes: NDArray[np.int16]
    figures: NDArray[np.int16]
    columns: NDArray[np.int32]
    by_session: NDArray[np.uint64]


class _Notes(NamedTuple):
    """What one loop leaves to the next: lists, a row each of the rows at hand, and how long each list is.

    differing: columns of the year at hand in which a row is not as if present; afternoons: how many are afternoons.
    absences: those that are absences; missed_before: how many sessions of the row, all years, were not attended before
    each. unauthorised: laid-out columns of unauthorised absences, all years; breaks_before: how many sessions before
    each were attended or authorised; weeks: the number of its school week. missed, authorised: sessions so far.
    """

    differing: NDArray[np.uint16]
    differing_until: NDArray[np.uint64]
    afternoons: NDArray[np.uint64]
    absences: NDArray[np.uint16]
    absences_until: NDArray[np.uint64]
    missed_before: NDArray[np.int32]
    missed: NDArray[np.int64]
    unauthorised: NDArray[np.int32]
    unauthorised_until: NDArray[np.uint64]
    breaks_before: NDArray[np.int32]
    authorised: NDArray[np.int64]
    weeks: NDArray[np.int32]


@_jit
def _empty_notes(width: int) -> _Notes:
    """Room for as many rows as are taken at a time. Lists have room for what is written beyond their end."""
    size = _ROWS_AT_A_TIME
    return _Notes(
        differing=np.empty((size, _STRIDE + 8), np.uint16),
        differing_until=np.empty(size, np.uint64),
        afternoons=np.empty(size, np.uint64),
        absences=np.empty((size, _STRIDE + 1), np.uint16),
        absences_until=np.empty(size, np.uint64),
        missed_before=np.empty((size, _STRIDE + 1), np.int32),
        missed=np.empty(size, np.int64),
        unauthorised=np.empty((size, width + 1), np.int32),
        unauthorised_until=np.empty(size, np.uint64),
        breaks_before=np.empty((size, width + 1), np.int32),
        authorised=np.empty(size, np.int64),
        weeks=np.empty((size, width), np.int32),
    )


@_jit
def count_rows(
    first: int, last: int, marks: Marks, schools: Schools, rules: Rules, counted_year: int, counts: Counts
) -> None:
    """Count rows first..last (last not included) over the years up to the counted one."""
    notes = _empty_notes(marks.cells.shape[1])
    for start in range(first, last, _ROWS_AT_A_TIME):
        stop = min(start + _ROWS_AT_A_TIME, last)
        top, rows = _u(start), _u(stop - start)
        notes.missed[:] = 0
        notes.authorised[:] = 0
        notes.unauthorised_until[:] = 0
        for year in range(counted_year + 1):
            # Figures of a year are written over by those of the next; codes are added up.
            counts.codes[start:stop] = 0
            _list_differing(top, rows, year, marks, schools, rules, counts, notes)
            _count_differing(top, rows, year, counted_year, marks, schools, rules, counts, notes)
            _follow_absences(top, rows, year, marks, schools, rules, counts, notes)
        _follow_unauthorised(top, rows, marks, schools, rules, counts, notes)


@_jit
def _list_differing(
    top: np.uint64,
    rows: np.uint64,
    year: int,
    marks: Marks,
    schools: Schools,
    rules: Rules,
    counts: Counts,
    notes: _Notes,
) -> None:
    """List in which columns with a session each row is not as if present."""
    for place in range(rows):
        row = top + place
        school, start = _u(marks.school_of_row[row]), year * _WORDS
        own, present = marks.words[row, start:], schools.present[school, start:]
        is_looked_at, is_open = schools.is_looked_at[start:], schools.is_open[school, start:]
        # Which words differ is settled first, as bits: sliced and without a branch, many are compared at once.
        low = high = _ZERO
        for word in range(64):
            low |= _u((own[word] ^ present[word]) & is_looked_at[word] != _ZERO) << _u(word)
        for word in range(64, _WORDS):
            high |= _u((own[word] ^ present[word]) & is_looked_at[word] != _ZERO) << _u(word - 64)
        listed = afternoons = _ZERO
        for begin, words in ((_ZERO, low), (_u(64), high)):
            left = words
            while left:
                word = begin + _trailing_zeros(left)
                left &= left - _ONE
                differs = own[word] ^ present[word]
                shut = differs & is_looked_at[word] & ~is_open[word]
                if shut:
                    _count_closed(row, _u(year * _STRIDE) + word * _EIGHT, shut, marks, rules, counts)
                tops = ((differs & is_open[word]) + _ADD) & _TOP_BITS
                which = ((tops >> _SEVEN) * _GATHER) >> _GATHERED
                for ix in range(8):
                    notes.differing[place, listed + _u(ix)] = word * _EIGHT + _u(_WHICH[which, ix])
                listed += _HOW_MANY[which]
                afternoons += _HOW_MANY[which & _AFTERNOONS]
        notes.differing_until[place] = listed
        notes.afternoons[place] = afternoons


@_jit
def _count_closed(
    row: np.uint64, start: np.uint64, differs: np.uint64, marks: Marks, rules: Rules, counts: Counts
) -> None:
    """Count by code the cells of a word that are not `#` though their school was closed: a few `Z`, at most."""
    for ix in range(_EIGHT):
        if (differs >> (ix * _EIGHT)) & _u(0xFF):
            counts.codes[row, rules.code_numbers[marks.cells[row, start + ix]]] += 1


@_jit
def _count_differing(
    top: np.uint64,
    rows: np.uint64,
    year: int,
    counted_year: int,
    marks: Marks,
    schools: Schools,
    rules: Rules,
    counts: Counts,
    notes: _Notes,
) -> None:
    """Count the listed cells by code and by session, and list those that are absences."""
    is_counted = year == counted_year
    first_column, nobody = _u(year * _STRIDE), _u(len(counts.by_session) - 1)
    for place in range(rows):
        row = top + place
        group = _u(marks.group_of_row[row]) if is_counted else nobody
        missed, listed = notes.missed[place], _ZERO
        for ix in range(notes.differing_until[place]):
            column = _u(notes.differing[place, ix])
            cell = marks.cells[row, first_column + column]
            unit = rules.units[_u(year), cell]
            counts.codes[row, rules.code_numbers[cell]] += 1
            counts.by_session[group, column] += unit
            notes.absences[place, listed] = column
            notes.missed_before[place, listed] = missed
            missed += unit != _ZERO
            listed += _u((unit & _IS_ABSENT) != _ZERO)
        notes.absences_until[place] = listed
        mornings, afternoons = schools.half_days[_u(marks.school_of_row[row])]
        out = missed - notes.missed[place] - np.int64(listed)
        counts.figures[row, _POSSIBLE] = mornings + afternoons - out
        notes.missed[place] = missed
        in_afternoons = np.int64(notes.afternoons[place])
        in_all = np.int64(notes.differing_until[place])
        counts.codes[row, rules.code_numbers[_PRESENT_MORNING]] += mornings - (in_all - in_afternoons)
        counts.codes[row, rules.code_numbers[_PRESENT_AFTERNOON]] += afternoons - in_afternoons


@_jit
def _follow_absences(
    top: np.uint64,
    rows: np.uint64,
    year: int,
    marks: Marks,
    schools: Schools,
    rules: Rules,
    counts: Counts,
    notes: _Notes,
) -> None:
    """Spells, weekdays and days of illness of a year; and list those absences that are unauthorised.

    Two absences are of one spell where as many attended sessions lie before the one as before the other: as many as
    were open, less those that were missed.
    """
    first_column = _u(year * _STRIDE)
    for place in range(rows):
        row = top + place
        school = _u(marks.school_of_row[row])
        listed, authorised = notes.unauthorised_until[place], notes.authorised[place]
        attended_before = np.int32(-1)
        spell = spells = longest = 0
        ill_until = ill_days = by_weekday = _ZERO
        for ix in range(notes.absences_until[place]):
            column = _u(notes.absences[place, ix])
            cell = marks.cells[row, first_column + column]
            attended = np.int32(schools.open_before[school, first_column + column] - notes.missed_before[place, ix])
            is_new = attended != attended_before
            attended_before = attended
            spells += is_new
            spell = 1 if is_new else spell + 1
            longest = max(longest, spell)
            by_weekday += _WEEKDAY[column]
            ill = (column >> _ONE) + _ONE if cell == rules.illness else _ZERO
            ill_days += _u(ill > ill_until)
            ill_until = max(ill, ill_until)
            notes.unauthorised[place, listed] = first_column + column
            notes.breaks_before[place, listed] = attended + authorised
            is_unauthorised = rules.units[_u(year), cell] == _IS_UNAUTHORISED
            listed += _u(is_unauthorised)
            authorised += not is_unauthorised
        counts.figures[row, _AUTHORISED] = authorised - notes.authorised[place]
        counts.figures[row, _UNAUTHORISED] = listed - notes.unauthorised_until[place]
        counts.figures[row, _SPELLS] = spells
        counts.figures[row, _LONGEST_SPELL] = longest
        counts.figures[row, _ILLNESS_DAYS] = ill_days
        for day in range(_SEVEN):
            counts.figures[row, _WEEKDAYS + day] = (by_weekday >> (day * _WEEKDAY_BITS)) & _WEEKDAY_MOST
        notes.unauthorised_until[place] = listed
        notes.authorised[place] = authorised


@_jit
def _follow_unauthorised(
    top: np.uint64, rows: np.uint64, marks: Marks, schools: Schools, rules: Rules, counts: Counts, notes: _Notes
) -> None:
    """The longest run of unauthorised sessions, and the fullest window of school weeks, over all years.

    A session more makes the fullest window one fuller or not at all: one fuller where the session that lies so many
    back is still inside. So the first window that reaches the threshold holds just that many.
    """
    wanted = _u(rules.window_sessions)
    for place in range(rows):
        row = top + place
        school, until = _u(marks.school_of_row[row]), notes.unauthorised_until[place]
        breaks_before = np.int32(-1)
        run = longest = run_end = peak = below = _ZERO
        for ix in range(until):
            breaks = notes.breaks_before[place, ix]
            run = run + _ONE if breaks == breaks_before else _ONE
            breaks_before = breaks
            run_end = _u(ix) if run > longest else run_end
            longest = max(longest, run)
            week = schools.week_numbers[school, _u(notes.unauthorised[place, ix])]
            notes.weeks[place, ix] = week
            peak += _u(week - notes.weeks[place, ix - peak] < rules.window_weeks)
            below += _u(peak < wanted)
        counts.figures[row, _LONGEST_RUN] = longest
        counts.figures[row, _PEAK] = peak
        for end in range(4):
            counts.columns[row, _u(end)] = -1
        if until:
            counts.columns[row, _RUN_FROM] = notes.unauthorised[place, run_end + _ONE - longest]
            counts.columns[row, _RUN_TO] = notes.unauthorised[place, run_end]
        if peak >= wanted:
            counts.columns[row, _THRESHOLD_FROM] = notes.unauthorised[place, below + _ONE - wanted]
            counts.columns[row, _THRESHOLD_MET] = notes.unauthorised[place, below]
