"""pandas over the long table in memory. It uses one core, whatever it is allowed.

What makes it quick here: small integer columns, the same plan as DuckDB's (two passes over all marks, the rest over the
marks that are not plain present), one packed key for each grouping, and neighbours by shift instead of by group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bellwether.core.calendar import DAYS
from benchmarks.long_table import ILLNESS, PLAIN_PRESENT
from benchmarks.rivals.dense import LongAnswers

if TYPE_CHECKING:
    from benchmarks.long_table import LongTable
    from benchmarks.outputs import Outputs

__all__ = ["Pandas"]


def _count_by(key: pd.Series) -> pd.Series:
    return key.groupby(key, sort=False).size()


def _islands(others: pd.DataFrame, runs_over: pd.Series, counts: str) -> pd.DataFrame:
    """Runs of the rows that `counts` says, over those that `runs_over` besides: number and longest a pupil."""
    held = others[runs_over]
    # Attended marks before, plus the pupil: both grow down the table, so a change is the end of a run.
    run = held.index.to_series() - np.arange(len(held)) + held["pupil"]
    held = held.assign(run=run).query(counts)
    islands = held.groupby("run", sort=False)["pupil"].agg(["first", "size"])
    found = islands.groupby("first", sort=False)["size"].agg(["size", "max"])
    return pd.DataFrame({"pupil": found.index, "spells": found["size"].array, "longest": found["max"].array})


class Pandas:
    """The long table in a pandas data frame; `run` is what is timed."""

    name = "pandas"

    def __init__(self, table: LongTable) -> None:
        self.table = table
        columns = {name: values for name, values in table.columns().items() if name != "nth"}
        self.marks = pd.DataFrame(columns)
        self.school_days = pd.DataFrame(table.school_days())
        self.class_of_code = pd.Series(table.class_of_code)

    def run(self) -> dict[str, pd.DataFrame]:
        """Every figure, as data frames."""
        marks = self.marks
        codes = self._codes()
        others = marks[~marks["code"].isin(PLAIN_PRESENT)]
        others = others.assign(kind=self.class_of_code.to_numpy()[others["code"]])
        return {
            "pupils": self._pupils(codes),
            "codes": codes,
            "weekdays": self._weekdays(others),
            "spells": _islands(others, others["kind"] != 0, "kind != 3"),
            "illness": self._illness(others),
            "runs": _islands(others, others["kind"] >= 2, "kind == 2"),
            "threshold": self._threshold(others[others["kind"] == 2]),
            "sessions": self._sessions(others),
        }

    def _codes(self) -> pd.DataFrame:
        counted = _count_by(self.marks["pupil"] * 64 + self.marks["code"])
        return pd.DataFrame({"pupil": counted.index // 64, "code": counted.index % 64, "n": counted.array})

    def _pupils(self, codes: pd.DataFrame) -> pd.DataFrame:
        kind = self.class_of_code.to_numpy()[codes["code"]]
        counts = codes["n"]
        wide = pd.DataFrame(
            {
                "pupil": codes["pupil"],
                "possible": counts.where(kind != 3, 0),
                "authorised": counts.where(kind == 1, 0),
                "unauthorised": counts.where(kind == 2, 0),
            }
        )
        return wide.groupby("pupil", sort=False).sum().reset_index()

    def _weekdays(self, others: pd.DataFrame) -> pd.DataFrame:
        absent = others[(others["kind"] == 1) | (others["kind"] == 2)]
        # Day 0 was a Thursday.
        weekday = (absent["day"] + 3) % 7 + 1
        counted = _count_by(absent["pupil"] * 8 + weekday)
        return pd.DataFrame({"pupil": counted.index // 8, "weekday": counted.index % 8, "n": counted.array})

    def _illness(self, others: pd.DataFrame) -> pd.DataFrame:
        ill = others[others["code"] == ILLNESS]
        first_of_day = (ill["pupil"] != ill["pupil"].shift()) | (ill["day"] != ill["day"].shift())
        counted = _count_by(ill["pupil"][first_of_day])
        return pd.DataFrame({"pupil": counted.index, "days": counted.array})

    def _threshold(self, unauthorised: pd.DataFrame) -> pd.DataFrame:
        found = unauthorised[["pupil", "school", "day"]].merge(self.school_days, on=["school", "day"], how="left")
        nine_back = (found["pupil"] == found["pupil"].shift(9)) & (found["week"] - found["week"].shift(9) <= 9)
        met = found[nine_back].groupby("pupil", sort=False)["day"].first()
        # Pupils far apart on one axis: the start of each window is one search in a rising column.
        axis = found["pupil"].astype("int64") * 128 + found["week"]
        inside = np.arange(1, len(axis) + 1) - axis.searchsorted(axis - 9)
        peak = pd.Series(inside).groupby(found["pupil"], sort=False).max()
        together = pd.DataFrame({"peak": peak, "met": met.reindex(peak.index, fill_value=-1)})
        return together.rename_axis("pupil").reset_index()

    def _session_key(self, marks: pd.DataFrame) -> pd.Series:
        day = (marks["day"] - self.table.first_day).astype("int32")
        return (marks["school"].astype("int32") * DAYS + day) * 2 + marks["session"]

    def _sessions(self, others: pd.DataFrame) -> pd.DataFrame:
        rows = _count_by(self._session_key(self.marks))
        key = self._session_key(others)
        by_kind = {kind: _count_by(key[others["kind"] == kind]).reindex(rows.index, fill_value=0) for kind in (1, 2, 3)}
        day = rows.index // 2
        return pd.DataFrame(
            {
                "school": day // DAYS,
                "day": day % DAYS + self.table.first_day,
                "session": rows.index % 2,
                "possible": (rows - by_kind[3]).array,
                "authorised": by_kind[1].array,
                "unauthorised": by_kind[2].array,
            }
        )

    def outputs(self) -> Outputs:
        """One run in the shape that is compared."""
        found = self.run()
        return LongAnswers(
            **{name: {str(column): frame[column].to_numpy() for column in frame} for name, frame in found.items()}
        ).dense(self.table)
