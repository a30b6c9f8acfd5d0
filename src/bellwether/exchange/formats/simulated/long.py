"""The long table, `pupil,school,date,session,code`, as CSV or Parquet, streamed: it is never in memory as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.simulate import long_columns
from bellwether.exchange.formats.simulated.texts import code_texts, pupil_texts, school_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

    from bellwether.core.simulate import LongChunk, SimulatedAuthority

__all__ = ["write_long_csv", "write_long_parquet"]

_ROW_GROUP: Final = 1_500_000


def _frames(authority: SimulatedAuthority) -> Iterator[pl.DataFrame]:
    """The table, some thousands of enrolments at a time."""
    import polars as pl

    pupils, schools, codes = pupil_texts(authority), school_texts(authority), code_texts()
    sessions = pl.Series("session", ["AM", "PM"])

    def frame(chunk: LongChunk) -> pl.DataFrame:
        return pl.DataFrame(
            [
                pupils.gather(pl.Series(chunk.enrolment)),
                schools.gather(pl.Series(chunk.school)),
                pl.Series("date", chunk.date.astype(np.int32)).cast(pl.Date),
                sessions.gather(pl.Series(chunk.session)),
                codes.gather(pl.Series(chunk.code)),
            ]
        )

    return (frame(chunk) for chunk in long_columns(authority))


def _table(authority: SimulatedAuthority) -> pl.LazyFrame:
    import polars as pl
    from polars.io.plugins import register_io_source

    schema = {"pupil": pl.String, "school": pl.String, "date": pl.Date, "session": pl.String, "code": pl.String}

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,  # noqa: ARG001
        batch_size: int | None,  # noqa: ARG001
    ) -> Iterator[pl.DataFrame]:
        for frame in _frames(authority):
            chosen = frame if with_columns is None else frame.select(with_columns)
            yield chosen if predicate is None else chosen.filter(predicate)

    return register_io_source(source, schema=schema)


def write_long_csv(authority: SimulatedAuthority, path: Path) -> None:
    """A line a mark; dates as ISO, sessions as AM and PM."""
    _table(authority).sink_csv(path)


def write_long_parquet(authority: SimulatedAuthority, path: Path) -> None:
    """A row a mark, in row groups of a million and a half; dates as dates, the rest as text."""
    _table(authority).sink_parquet(path, compression="zstd", compression_level=1, row_group_size=_ROW_GROUP)
