"""The pupils file that goes with the marks: characteristics, a row an enrolment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.simulate import CHARACTERISTICS
from bellwether.exchange.formats.simulated.texts import pupil_texts, school_texts

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["pupils_frame", "write_pupils"]


def _column(name: str, values: NDArray[np.generic]) -> pl.Series:
    import polars as pl

    if values.dtype.kind == "M":
        days = pl.Series(name, values.astype("datetime64[D]").astype(np.int64)).cast(pl.Int32, strict=False)
        return days.cast(pl.Date)
    if values.dtype.kind == "b":
        return pl.Series(name, ["no", "yes"]).gather(pl.Series(values.astype(np.uint8)))
    return pl.Series(name, values.tolist(), dtype=pl.String)


def pupils_frame(authority: SimulatedAuthority) -> pl.DataFrame:
    """Columns pupil, school and the characteristics; yes and no for what is true or not, blank for no date."""
    import polars as pl

    school = school_texts(authority).gather(pl.Series(authority.school_of_pupil))
    characteristics = [_column(name, authority.pupils[name]) for name in CHARACTERISTICS]
    return pl.DataFrame([pupil_texts(authority), school, *characteristics])


def write_pupils(authority: SimulatedAuthority, path: Path) -> None:
    """As CSV, or as Parquet where the name says so."""
    frame = pupils_frame(authority)
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path)
