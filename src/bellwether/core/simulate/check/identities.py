"""Check 1: the identities of DfE's formulas, and what must hold for any register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import columns_in, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, CODES, SessionClass, class_of_byte, present_byte
from bellwether.core.simulate.check.counts import PRESENT, activities
from bellwether.core.simulate.check.spells import open_sessions

if TYPE_CHECKING:
    from bellwether.core.simulate.check.tally import Tally

__all__ = ["broken_identities"]


def _sums_disagree(tally: Tally) -> bool:
    """Whether the lists of codes and the code table count any enrolment differently."""
    counts, codes = tally.counts, tally.authority.codes
    classes = class_of_byte(tally.authority.year)
    ours = (counts.attended, counts.authorised, counts.unauthorised)
    kinds = (SessionClass.ATTENDED, SessionClass.AUTHORISED, SessionClass.UNAUTHORISED)
    for begin in range(0, len(codes), 5000):
        part = slice(begin, begin + 5000)
        found = classes[codes[part]]
        if any(
            (np.count_nonzero(found == kind, axis=1) != sums[part]).any()
            for kind, sums in zip(kinds, ours, strict=True)
        ):
            return True
    return False


def _parts_disagree(tally: Tally) -> bool:
    """Whether present and activities are not attendance, or all codes and empty cells not the whole row."""
    counts, codes = tally.counts, tally.authority.codes
    attending = (*PRESENT, *activities(tally.authority.year))
    attended = np.sum([counts.by_code[code] for code in attending], axis=0)
    marks = np.sum(list(counts.by_code.values()), axis=0)
    empty = np.count_nonzero((codes == BYTE_CLOSED) | (codes == BYTE_NOT_ON_ROLL), axis=1)
    return bool((attended != counts.attended).any() or (marks + empty != codes.shape[1]).any())


def _wrong_half_day(tally: Tally) -> bool:
    codes = tally.authority.codes
    return bool((codes[:, ::2] == present_byte(1)).any() or (codes[:, 1::2] == present_byte(0)).any())


def _out_of_era(tally: Tally) -> bool:
    day = date(tally.authority.year, 9, 1)
    return any(CODES[code].meaning_on(day) is None for code, sums in tally.counts.by_code.items() if sums.any())


def _closed_for_some(tally: Tally) -> bool:
    """Whether a closed session is open for others of the school, or a mark stands outside the school year."""
    codes, year = tally.authority.codes, tally.authority.year
    weekends = np.arange(codes.shape[1]) // 2 % 7 >= 5
    ends_in_july = first_monday(year + 1).month == 8
    for rows, columns in open_sessions(tally.authority):
        open_everywhere = (codes[rows][:, columns] != BYTE_CLOSED).all()
        closed_cells = np.count_nonzero(codes[rows] == BYTE_CLOSED)
        expected = (rows.stop - rows.start) * (codes.shape[1] - columns.size)
        if not open_everywhere or closed_cells != expected or weekends[columns].any():
            return True
    return not ends_in_july or bool((codes[:, columns_in(year) :] != BYTE_CLOSED).any())


def broken_identities(tally: Tally) -> list[str]:
    """The names of the promises that do not hold; empty when all do."""
    tests = {
        "attended + authorised + unauthorised = possible, by both lists of codes": _sums_disagree,
        "present + activities = attended, and every cell counts once": _parts_disagree,
        "/ in mornings, \\ in afternoons": _wrong_half_day,
        "codes of their time": _out_of_era,
        "closed for the whole school or for nobody": _closed_for_some,
    }
    return [name for name, is_broken in tests.items() if is_broken(tally)]
