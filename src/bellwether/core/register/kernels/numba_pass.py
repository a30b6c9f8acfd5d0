"""The counting pass in Numba: one walk over each row, eight cells at a time.

Eight cells that equal the school's all-present row cost one comparison; of the others only those that differ are
looked at. The marks that broke a run unseen, because they were plain present marks, are found by counting the open
sessions between one looked-at cell and the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numba.cpython.unsafe import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cells of a year and eight-cell words of a year (see sessions.STRIDE); Numba freezes them into the machine code.
_STRIDE = 744
_WORDS = 93
_ATTENDED, _AUTHORISED, _UNAUTHORISED, _OUT = 0, 1, 2, 3

# Unsigned throughout: Numba adds a test for a negative index to every array access with a signed one.
_ONE, _THREE, _SEVEN, _EIGHT, _BYTE = (np.uint64(number) for number in (1, 3, 7, 8, 0xFF))
_NONE = np.uint64(0)
_PRESENT_MORNING, _PRESENT_AFTERNOON, _OFF_ROLL = ord("/"), ord("\\"), ord("_")
_NO_DAY = np.uint64(_STRIDE)

# Zero bits below the lowest set bit, one instruction of the processor; Numba declares it in a way mypy cannot follow.
_trailing_zeros: Any = numbers.trailing_zeros


@numba.njit(nogil=True, cache=True, boundscheck=False)  # type: ignore[untyped-decorator,unused-ignore]
def count_rows(
    first: int,
    last: int,
    cells: NDArray[np.uint8],
    words: NDArray[np.uint64],
    template_words: NDArray[np.uint64],
    off_roll_words: NDArray[np.uint64],
    open_half_days: NDArray[np.int32],
    open_before: NDArray[np.int32],
    week_numbers: NDArray[np.int32],
    school_of_row: NDArray[np.int32],
    group_of_row: NDArray[np.int32],
    classes: NDArray[np.uint8],
    code_numbers: NDArray[np.uint8],
    illness: int,
    counted_year: int,
    stop: int,
    window_sessions: int,
    window_weeks: int,
    codes: NDArray[np.int16],
    per_row: NDArray[np.int32],
    columns: NDArray[np.int32],
    weekdays: NDArray[np.int16],
    by_session: NDArray[np.int32],
) -> None:
    """Count rows first..last (last not included) into the arrays from `codes` on.

    template_words, off_roll_words: each school's rows of somebody always present and never on roll. open_half_days
    (schools, 2): open mornings and afternoons of the counted year. codes (rows, CODE_COUNT); per_row (rows, 8):
    possible, authorised, unauthorised, spells, longest spell, illness days, longest unauthorised run, threshold peak;
    columns (rows, 4): run from, run to, threshold from, threshold met, preset to -1; weekdays (rows, 7); by_session
    (groups, 4, 744), the middle axis by SessionClass.
    """
    weeks_seen = np.empty(cells.shape[1], np.int32)
    columns_seen = np.empty(cells.shape[1], np.int32)
    start, end = np.uint64(counted_year * _STRIDE), np.uint64(stop)
    for row in range(first, last):
        school = school_of_row[row]
        row_cells, row_words = cells[row], words[row]
        open_of_school, weeks_of_school = open_before[school], week_numbers[school]
        row_codes, row_weekdays, row_sessions = codes[row], weekdays[row], by_session[group_of_row[row]]
        next_open = 0  # open sessions up to and with the last looked-at cell
        spell = spells = longest_spell = 0
        run = run_start = longest_run = 0
        seen = window_start = peak = 0
        ill_day, ill_days = _NO_DAY, 0
        off_roll = out = authorised = unauthorised = mornings = afternoons = 0
        for year in range(classes.shape[0]):
            is_counted = year == counted_year
            kinds = classes[year]
            # Which words differ is settled first, as bits: sliced and without a branch, many are compared at once.
            own, expected = row_words[year * _WORDS :], template_words[school, year * _WORDS :]
            nobody = off_roll_words[school, year * _WORDS :]
            base = np.uint64(year * _STRIDE)
            low = high = _NONE
            for word in range(64):
                low |= np.uint64(own[word] != expected[word]) << np.uint64(word)
            for word in range(64, _WORDS):
                high |= np.uint64(own[word] != expected[word]) << np.uint64(word - 64)
            while low | high:
                if low != 0:
                    word = _trailing_zeros(low)
                    low &= low - _ONE
                else:
                    word = np.uint64(64) + _trailing_zeros(high)
                    high &= high - _ONE
                column = base + word * _EIGHT
                if own[word] == nobody[word] and column + _EIGHT <= end:
                    # Off roll all eight: a pupil who came late or left has hundreds of such cells.
                    if open_of_school[column] > next_open:
                        spell = 0
                        run = 0
                    next_open = open_of_school[column + _EIGHT]
                    if is_counted:
                        for cell_of_eight in range(8):
                            at = column + np.uint64(cell_of_eight)
                            was_open = open_of_school[at + _ONE] - open_of_school[at]
                            row_sessions[_OUT, at - start] += was_open
                            off_roll += was_open
                            if cell_of_eight & 1:
                                afternoons += was_open
                            else:
                                mornings += was_open
                    continue
                differs = own[word] ^ expected[word]
                first_of_eight = column
                while differs != 0:
                    byte = _trailing_zeros(differs) >> _THREE
                    differs &= ~(_BYTE << (byte * _EIGHT))
                    column = first_of_eight + byte
                    if column >= end:
                        break
                    cell = row_cells[column]
                    kind = kinds[cell]
                    opened = open_of_school[column]
                    was_open = open_of_school[column + _ONE] - opened
                    if opened > next_open:
                        spell = 0
                        run = 0
                    next_open = opened + was_open
                    if is_counted:
                        row_codes[code_numbers[cell]] += 1
                        if column & _ONE:
                            afternoons += was_open
                        else:
                            mornings += was_open
                    if kind == _ATTENDED:
                        spell = 0
                        run = 0
                        continue
                    if kind == _OUT:
                        if is_counted:
                            out += was_open
                            row_sessions[_OUT, column - start] += was_open
                        continue
                    if kind == _UNAUTHORISED:
                        if run == 0:
                            run_start = column
                        run += 1
                        if run > longest_run:
                            longest_run = run
                            columns[row, 0] = run_start
                            columns[row, 1] = column
                        week = weeks_of_school[column]
                        weeks_seen[seen] = week
                        columns_seen[seen] = column
                        while weeks_seen[window_start] <= week - window_weeks:
                            window_start += 1
                        inside = seen - window_start + 1
                        peak = max(peak, inside)
                        if inside >= window_sessions and columns[row, 3] < 0:
                            columns[row, 2] = columns_seen[window_start]
                            columns[row, 3] = column
                        seen += 1
                    else:
                        run = 0
                    if not is_counted:
                        continue
                    row_sessions[kind, column - start] += 1
                    spells += spell == 0
                    spell += 1
                    longest_spell = max(longest_spell, spell)
                    day = (column - start) >> _ONE
                    row_weekdays[day % _SEVEN] += 1
                    if kind == _UNAUTHORISED:
                        unauthorised += 1
                    else:
                        authorised += 1
                        if cell == illness and day != ill_day:
                            ill_day = day
                            ill_days += 1
        opened_mornings, opened_afternoons = open_half_days[school, 0], open_half_days[school, 1]
        row_codes[code_numbers[_PRESENT_MORNING]] += opened_mornings - mornings
        row_codes[code_numbers[_PRESENT_AFTERNOON]] += opened_afternoons - afternoons
        row_codes[code_numbers[_OFF_ROLL]] += off_roll
        per_row[row, 0] = opened_mornings + opened_afternoons - out - off_roll
        per_row[row, 1] = authorised
        per_row[row, 2] = unauthorised
        per_row[row, 3] = spells
        per_row[row, 4] = longest_spell
        per_row[row, 5] = ill_days
        per_row[row, 6] = longest_run
        per_row[row, 7] = peak
