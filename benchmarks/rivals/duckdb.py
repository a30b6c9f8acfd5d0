"""DuckDB over the long table in memory.

What makes it quick here: two scans of all marks (one by pupil and code, one by school and session), everything else on
the marks that are not plain present; one packed key where DuckDB's hash table likes it, its array table
(`perfect_ht_threshold`) where three small keys suit it better; islands by subtracting row numbers, without a sort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from benchmarks.long_table import ILLNESS, PLAIN_PRESENT
from benchmarks.rivals.dense import LongAnswers

if TYPE_CHECKING:
    from benchmarks.long_table import LongTable
    from benchmarks.outputs import Outputs

__all__ = ["DuckDb"]

_PLAIN = ", ".join(map(str, PLAIN_PRESENT))

# Of the marks that are not attended, in order, the row number less the place among them is the number of attended marks
# before: equal along a run, different after an attended mark.
_ISLANDS = """
    with ordered as (select pupil, class, i - row_number() over () as attended_before from others where {runs_over}),
    islands as (select pupil, count(*) as n from ordered where {counts} group by pupil, attended_before)
    select pupil, count(*) as spells, max(n) as longest from islands group by pupil
"""

_QUERIES = {
    "pupils": """
        select pupil, sum(n) filter (class <> 3) as possible, coalesce(sum(n) filter (class = 1), 0) as authorised,
            coalesce(sum(n) filter (class = 2), 0) as unauthorised
        from code_counts join codes using (code) group by pupil
    """,
    "codes": "from code_counts",
    "weekdays": "select pupil, isodow(day) as weekday, count(*) as n from others where class in (1, 2) group by all",
    "spells": _ISLANDS.format(runs_over="class <> 0", counts="class <> 3"),
    "illness": f"""
        with days as (select distinct pupil, day from others where code = {ILLNESS})
        select pupil, count(*) as days from days group by pupil
    """,
    "runs": _ISLANDS.format(runs_over="class >= 2", counts="class = 2"),
    "threshold": """
        with unauthorised as (
            select pupil, i, day, week from others join school_days using (school, day) where class = 2
        ), nine_back as (
            select pupil, day, week - lag(week, 9) over (partition by pupil order by i) as weeks from unauthorised
        ), met as (select pupil, min(day) as met from nine_back where weeks <= 9 group by pupil
        ), weekly as (select pupil, week, count(*) as n from unauthorised group by pupil, week
        ), windows as (
            select pupil, sum(n) over (partition by pupil order by week range between 9 preceding and current row) as n
            from weekly
        ), peaks as (select pupil, max(n) as peak from windows group by pupil)
        select pupil, peak, coalesce(met - date '1970-01-01', -1) as met from peaks left join met using (pupil)
    """,
    "sessions": """
        with other as (
            select school, day, session, sum((class = 3)::int) as out, sum((class = 1)::int) as authorised,
                sum((class = 2)::int) as unauthorised
            from others group by school, day, session
        ), rows as (select school, day, session, count(*) as n from marks group by school, day, session)
        select school, day - date '1970-01-01' as day, session, n - coalesce(out, 0) as possible,
            coalesce(authorised, 0) as authorised, coalesce(unauthorised, 0) as unauthorised
        from rows left join other using (school, day, session)
    """,
}

_CODE_COUNTS = """
    create or replace temp table code_counts as
    with counted as (select pupil * 64 + code as key, count(*) as n from marks group by key)
    select key >> 6 as pupil, key & 63 as code, n from counted
"""
# In order, because the islands below are told by neighbours.
_OTHERS = """
    create or replace temp table others as
    select rowid::int as i, pupil, school, day, session, code, case {classes} end as class
    from marks where code not in ({plain}) order by i
"""


def _others(table: LongTable) -> str:
    numbers = {kind: ", ".join(map(str, table.codes_of(kind))) for kind in range(4)}
    classes = " ".join(f"when code in ({numbers[kind]}) then {kind}::tinyint" for kind in (1, 2, 0, 3))
    return _OTHERS.format(classes=classes, plain=_PLAIN)


class DuckDb:
    """The long table in a DuckDB of its own; `run` is what is timed."""

    name = "DuckDB"

    def __init__(self, table: LongTable, *, threads: int = 2) -> None:
        self.table, self.others = table, _others(table)
        self.connection = duckdb.connect()
        self.connection.execute(f"set threads = {threads}")
        marks = pa.table({name: values for name, values in table.columns().items() if name != "nth"})
        self._load("marks", marks)
        self._load("school_days", pa.table(table.school_days()))
        self._load("codes", pa.table(table.codes()))

    def _load(self, name: str, given: pa.Table) -> None:
        if "day" in given.column_names:
            index = given.column_names.index("day")
            given = given.set_column(index, "day", given["day"].cast(pa.date32()))
        self.connection.register("given", given)
        self.connection.execute(f"create table {name} as from given")
        self.connection.unregister("given")

    def run(self) -> dict[str, pa.Table]:
        """Every figure, as Arrow tables in Python."""
        self.connection.execute("set perfect_ht_threshold = 12")
        self.connection.execute(_CODE_COUNTS)
        self.connection.execute(self.others)
        self.connection.execute("set perfect_ht_threshold = 24")
        return {name: self.connection.sql(query).to_arrow_table() for name, query in _QUERIES.items()}

    def outputs(self) -> Outputs:
        """One run in the shape that is compared."""
        found = self.run()
        return LongAnswers(
            **{
                name: {column: table[column].to_numpy() for column in table.column_names}
                for name, table in found.items()
            }
        ).dense(self.table)

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()
