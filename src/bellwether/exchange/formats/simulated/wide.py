"""The wide table: a row a pupil, a column a half-day such as `2025-09-03 AM`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar.grid import label_of_column
from bellwether.core.codes import BYTE_CLOSED
from bellwether.exchange.formats.simulated.texts import code_texts, pupil_texts, school_texts

if TYPE_CHECKING:
    from pathlib import Path

    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["write_wide_csv"]

_ROWS: Final = 5000


def write_wide_csv(authority: SimulatedAuthority, path: Path) -> None:
    """Every half-day on which some school is open; `#` where the pupil's own is closed, blank while not on roll."""
    import polars as pl

    columns = np.flatnonzero((authority.codes != BYTE_CLOSED).any(axis=0)).tolist()
    labels = [label_of_column(authority.year, column) for column in columns]
    pupils, codes = pupil_texts(authority), code_texts()
    schools = school_texts(authority).gather(pl.Series(authority.school_of_pupil))
    with path.open("wb") as file:
        for begin in range(0, max(1, authority.enrolments), _ROWS):
            part = slice(begin, begin + _ROWS)
            by_column = np.ascontiguousarray(authority.codes[part].T)
            marks = [
                codes.gather(pl.Series(by_column[column])).alias(label)
                for column, label in zip(columns, labels, strict=True)
            ]
            frame = pl.DataFrame([pupils[part], schools[part], *marks])
            frame.write_csv(file, include_header=begin == 0, quote_style="necessary")
