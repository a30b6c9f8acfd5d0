"""The counting pass in Numba: one walk over each row, eight cells at a time.

Eight cells that equal the school's all-present row cost one comparison; only the others are looked at one by one.
The marks that broke a run unseen, because they were plain present marks, are found by counting the open sessions
between one looked-at cell and the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cells of a year and eight-cell words of a year (see sessions.STRIDE); Numba freezes them into the machine code.
_STRIDE = 744
_COLUMNS = 742
_WORDS = 93
_ATTENDED, _AUTHORISED, _UNAUTHORISED, _OUT = 0, 1, 2, 3


@numba.njit(nogil=True, cache=True, boundscheck=False)  # type: ignore[untyped-decorator,unused-ignore]
def count_rows(
    first: int,
    last: int,
    cells: NDArray[np.uint8],
    words: NDArray[np.uint64],
    template: NDArray[np.uint8],
    template_words: NDArray[np.uint64],
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
    taken: NDArray[np.int32],
    per_row: NDArray[np.int32],
    columns: NDArray[np.int32],
    weekdays: NDArray[np.int16],
    by_session: NDArray[np.int32],
) -> None:
    """Count rows first..last (last not included) into the arrays from `codes` on.

    codes (rows, CODE_COUNT), taken (rows, 2), per_row (rows, 8): out, authorised, unauthorised, spells, longest
    spell, illness days, longest unauthorised run, threshold peak. columns (rows, 4): run from, run to, threshold
    from, threshold met; preset to -1. weekdays (rows, 7). by_session (groups, 742, 4): the last axis by SessionClass.
    """
    years = classes.shape[0]
    weeks_seen = np.empty(cells.shape[1], np.int32)
    columns_seen = np.empty(cells.shape[1], np.int32)
    start = counted_year * _STRIDE
    for row in range(first, last):
        school = school_of_row[row]
        group = group_of_row[row]
        next_open = 0  # open sessions up to and with the last looked-at cell
        spell = 0
        spells = 0
        longest_spell = 0
        run = 0
        run_start = 0
        longest_run = 0
        seen = 0
        window_start = 0
        peak = 0
        ill_day = -1
        ill_days = 0
        out = 0
        authorised = 0
        unauthorised = 0
        for year in range(years):
            is_counted = year == counted_year
            for word in range(year * _WORDS, (year + 1) * _WORDS):
                if words[row, word] == template_words[school, word]:
                    continue
                for column in range(word * 8, word * 8 + 8):
                    cell = cells[row, column]
                    expected = template[school, column]
                    if cell == expected or column >= stop:
                        continue
                    kind = classes[year, cell]
                    was_open = open_before[school, column + 1] - open_before[school, column]
                    if open_before[school, column] > next_open:
                        spell = 0
                        run = 0
                    next_open = open_before[school, column + 1]
                    if kind == _UNAUTHORISED:
                        if run == 0:
                            run_start = column
                        run += 1
                        if run > longest_run:
                            longest_run = run
                            columns[row, 0] = run_start
                            columns[row, 1] = column
                        week = week_numbers[school, column]
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
                    elif kind != _OUT:
                        run = 0
                    if not is_counted:
                        continue
                    codes[row, code_numbers[cell]] += 1
                    taken[row, column & 1] += was_open
                    if kind == _ATTENDED:
                        spell = 0
                        continue
                    in_year = column - start
                    if kind == _OUT:
                        out += was_open
                        by_session[group, in_year, _OUT] += was_open
                        continue
                    by_session[group, in_year, kind] += 1
                    if spell == 0:
                        spells += 1
                    spell += 1
                    longest_spell = max(longest_spell, spell)
                    weekdays[row, (in_year >> 1) % 7] += 1
                    if kind == _UNAUTHORISED:
                        unauthorised += 1
                    else:
                        authorised += 1
                        if cell == illness and (in_year >> 1) != ill_day:
                            ill_day = in_year >> 1
                            ill_days += 1
        per_row[row, 0] = out
        per_row[row, 1] = authorised
        per_row[row, 2] = unauthorised
        per_row[row, 3] = spells
        per_row[row, 4] = longest_spell
        per_row[row, 5] = ill_days
        per_row[row, 6] = longest_run
        per_row[row, 7] = peak
