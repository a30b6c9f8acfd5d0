"""Marks strings, `pupil,school,start_date,marks`: AM then PM, fourteen a week from a Monday."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import SESSIONS_A_WEEK, WEEKS, first_monday, weeks_in
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL
from bellwether.exchange.formats.simulated.texts import one_character_codes, pupil_texts, school_texts

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["write_string_csv"]


def _weeks_on_roll(codes: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First week with a mark of each row, and the week after the last; both 0 where there is none."""
    has_mark = (codes != BYTE_CLOSED) & (codes != BYTE_NOT_ON_ROLL)
    weeks = has_mark.reshape(-1, WEEKS, SESSIONS_A_WEEK).any(axis=2)
    begin, end = weeks.argmax(axis=1), WEEKS - weeks[:, ::-1].argmax(axis=1)
    return begin, np.where(weeks.any(axis=1), end, begin)


def write_string_csv(authority: SimulatedAuthority, path: Path) -> None:
    """A line an enrolment, from its first to its last week on roll; `_` while not on roll, `#` while closed.

    Only codes of one character can stand in a string: C stands in for C1, C2 and J1, Y for Y1 to Y7.
    """
    import polars as pl

    begin, end = _weeks_on_roll(authority.codes)
    end = np.minimum(end, weeks_in(authority.year))
    texts = one_character_codes()[authority.codes]
    marks = [
        row[first * SESSIONS_A_WEEK : last * SESSIONS_A_WEEK].tobytes().decode("ascii")
        for row, first, last in zip(texts, begin.tolist(), end.tolist(), strict=True)
    ]
    monday = first_monday(authority.year)
    starts = [monday + timedelta(weeks=week) for week in begin.tolist()]
    school = school_texts(authority).gather(pl.Series(authority.school_of_pupil))
    frame = pl.DataFrame([pupil_texts(authority), school, pl.Series("start_date", starts), pl.Series("marks", marks)])
    frame.filter(pl.col("marks") != "").write_csv(path)
