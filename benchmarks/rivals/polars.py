"""Polars over the long table in memory.

What makes it quick here: the same plan as DuckDB's, and one more thing that a data frame can do: the rows are known to
lie in order, so a neighbour is a shift and a run is a run-length encoding, without a window function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.long_table import ILLNESS, PLAIN_PRESENT
from benchmarks.rivals.dense import LongAnswers

if TYPE_CHECKING:
    from benchmarks.long_table import LongTable
    from benchmarks.outputs import Outputs

__all__ = ["Polars"]

_PUPIL, _CODE, _CLASS, _DAY, _WEEK = pl.col("pupil"), pl.col("code"), pl.col("class"), pl.col("day"), pl.col("week")
_SESSION_KEY = ("school", "day", "session")


def _islands(others: pl.DataFrame, runs_over: pl.Expr, counts: pl.Expr) -> pl.DataFrame:
    """Runs of the rows that `counts`, over those that `runs_over` besides: number and longest a pupil."""
    attended_before = pl.col("i").cast(pl.Int64) - pl.int_range(pl.len())
    # Both grow down the table, so their sum changes exactly where a run ends or another pupil begins.
    ordered = others.filter(runs_over).select("pupil", "class", run=attended_before + _PUPIL)
    return (
        ordered.filter(counts)
        .group_by("run", maintain_order=False)
        .agg(_PUPIL.first(), n=pl.len())
        .group_by("pupil")
        .agg(spells=pl.len(), longest=pl.col("n").max())
    )


def _threshold(others: pl.DataFrame, school_days: pl.DataFrame) -> pl.DataFrame:
    unauthorised = (
        others.filter(_CLASS == 2)
        .select("pupil", "school", "day")
        .join(school_days, on=["school", "day"], how="left", maintain_order="left")
        .select("pupil", "day", week=_WEEK.cast(pl.Int64))
    )
    nine_back = (_PUPIL.shift(9) == _PUPIL) & (_WEEK - _WEEK.shift(9) <= 9)
    met = unauthorised.filter(nine_back).group_by("pupil").agg(met=_DAY.first().cast(pl.Int64))
    # Pupils far apart on one axis: the start of each window is one search in a rising column.
    axis = unauthorised.select(axis=_PUPIL.cast(pl.Int64) * 128 + _WEEK)["axis"]
    start = axis.search_sorted(axis - 9, side="left").cast(pl.Int64)
    peaks = (
        unauthorised.select("pupil", n=pl.int_range(pl.len()) - start + 1).group_by("pupil").agg(peak=pl.col("n").max())
    )
    return peaks.join(met, on="pupil", how="left").with_columns(pl.col("met").fill_null(-1))


def _sessions(marks: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    rows = marks.group_by(_SESSION_KEY).agg(n=pl.len())
    other = others.group_by(_SESSION_KEY).agg(
        out=(_CLASS == 3).sum(), authorised=(_CLASS == 1).sum(), unauthorised=(_CLASS == 2).sum()
    )
    return rows.join(other, on=_SESSION_KEY, how="left").select(
        "school",
        _DAY.cast(pl.Int64),
        "session",
        possible=pl.col("n").cast(pl.Int64) - pl.col("out").fill_null(0),
        authorised=pl.col("authorised").fill_null(0),
        unauthorised=pl.col("unauthorised").fill_null(0),
    )


class Polars:
    """The long table in a Polars data frame; `run` is what is timed."""

    name = "Polars"

    def __init__(self, table: LongTable) -> None:
        self.table = table
        as_dates = pl.col("day").cast(pl.Date)
        columns = {name: values for name, values in table.columns().items() if name != "nth"}
        self.marks = pl.DataFrame(columns).with_columns(as_dates, _PUPIL.set_sorted())
        self.school_days = pl.DataFrame(table.school_days()).with_columns(as_dates)
        self.codes = pl.DataFrame(table.codes())

    def run(self) -> dict[str, pl.DataFrame]:
        """Every figure, as data frames."""
        counted = self.marks.group_by(key=_PUPIL * 64 + _CODE).agg(n=pl.len())
        codes = counted.select(pupil=pl.col("key") // 64, code=(pl.col("key") % 64).cast(pl.Int8), n=pl.col("n"))
        others = (
            self.marks.lazy()
            .with_row_index("i")
            .filter(~_CODE.is_in(PLAIN_PRESENT))
            .collect()
            .join(self.codes, on="code", how="left", maintain_order="left")
        )
        absent = others.filter(_CLASS.is_in((1, 2)))
        n = pl.col("n")
        pupils = (
            codes.join(self.codes, on="code")
            .group_by("pupil")
            .agg(
                possible=n.filter(_CLASS != 3).sum(),
                authorised=n.filter(_CLASS == 1).sum(),
                unauthorised=n.filter(_CLASS == 2).sum(),
            )
        )
        ill = others.filter(_CODE == ILLNESS).select("pupil", "day").unique(maintain_order=False)
        return {
            "pupils": pupils,
            "codes": codes,
            "weekdays": absent.group_by("pupil", weekday=_DAY.dt.weekday()).agg(n=pl.len()),
            "spells": _islands(others, _CLASS != 0, _CLASS != 3),
            "illness": ill.group_by("pupil").agg(days=pl.len()),
            "runs": _islands(others, _CLASS >= 2, _CLASS == 2),
            "threshold": _threshold(others, self.school_days),
            "sessions": _sessions(self.marks, others),
        }

    def outputs(self) -> Outputs:
        """One run in the shape that is compared."""
        found = self.run()
        return LongAnswers(
            **{name: {column: frame[column].to_numpy() for column in frame.columns} for name, frame in found.items()}
        ).dense(self.table)
