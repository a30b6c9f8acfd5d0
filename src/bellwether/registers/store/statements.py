"""The few statements by which a register reaches the database, the same for the services and for the bench.

A register is: lock the chain, read what stands, write. PostgreSQL locks and reads in one statement, writes entry, rows
and chain in another, bytes set in place, and keeps the plans; SQLite rewrites whole rows. Parameters are positional, in
the order of the functions of `writing`.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ADD_CHAIN",
    "ENTRY_COLUMNS",
    "INSERT_ENTRY",
    "INSERT_ROW",
    "LOCK_CHAIN",
    "MOVE_CHAIN",
    "OPEN_AT_CELLS",
    "READ_CELLS",
    "READ_CHAIN",
    "READ_ROWS",
    "READ_WHOLE_ROWS",
    "REWRITE_ROW",
    "REWRITE_ROWS",
    "WRITE_AT_ONCE",
]

ENTRY_COLUMNS: Final = (
    "school_id",
    "sequence",
    "year",
    "column",
    "width",
    "on",
    "session",
    "kind",
    "group_id",
    "actor_id",
    "actor_name",
    "actor_post",
    "at",
    "source",
    "reason",
    "request_key",
    "pupils",
    "before",
    "after",
    "details",
    "previous_hash",
    "hash",
)
_NAMES: Final = ", ".join(f'"{name}"' for name in ENTRY_COLUMNS)
_PLACES: Final = ", ".join(["%s"] * len(ENTRY_COLUMNS))

READ_CHAIN: Final = "SELECT sequence, hash FROM registers_schoolchain WHERE school_id = %s"
LOCK_CHAIN: Final = f"{READ_CHAIN} FOR UPDATE"
ADD_CHAIN: Final = (
    "INSERT INTO registers_schoolchain (school_id, sequence, hash) VALUES (%s, 0, %s) "
    "ON CONFLICT (school_id) DO NOTHING"
)
MOVE_CHAIN: Final = "UPDATE registers_schoolchain SET sequence = %s, hash = %s WHERE school_id = %s"
INSERT_ENTRY: Final = f"INSERT INTO registers_registerentry ({_NAMES}) VALUES ({_PLACES})"  # noqa: S608 - names of ours
INSERT_ROW: Final = "INSERT INTO registers_registerrow (school_id, pupil_id, year, marks) VALUES (%s, %s, %s, %s)"

# SQLite: one writer at a time, so reading inside its transaction is enough.
READ_ROWS: Final = (
    "SELECT id, pupil_id, marks FROM registers_registerrow WHERE school_id = %s AND year = %s AND pupil_id IN ({})"
)
REWRITE_ROW: Final = "UPDATE registers_registerrow SET marks = %s WHERE id = %s"

# PostgreSQL: only the bytes asked for travel, with the place of each row. Whoever holds the lock of the chain is the
# only one who writes the school's rows, so a row stays in its place until then, and is locked when it is written: in
# the order of pupils, as the array has them.
READ_CELLS: Final = (
    "SELECT pupil_id, substr(marks, %s, %s), ctid FROM registers_registerrow "
    "WHERE school_id = %s AND year = %s AND pupil_id = ANY(%s::bigint[]) ORDER BY pupil_id"
)
# The chain locked and the cells read at once. What is read is what stood when the statement began; had somebody written
# to the school since, while the lock was waited for, the chain would lie in another place than it did then. So every
# act that changes rows also writes the chain.
OPEN_AT_CELLS: Final = """SELECT
    head.sequence, head.hash, head.place = seen.place AS is_fresh, cells.pupils, cells.marks, cells.places
FROM
    (SELECT sequence, hash, ctid AS place FROM registers_schoolchain WHERE school_id = %s FOR UPDATE) AS head,
    (SELECT ctid AS place FROM registers_schoolchain WHERE school_id = %s) AS seen,
    (
        SELECT array_agg(pupil_id) AS pupils, string_agg(cell, ''::bytea) AS marks, array_agg(place) AS places
        FROM (
            SELECT pupil_id, substr(marks, %s, %s) AS cell, ctid AS place FROM registers_registerrow
            WHERE school_id = %s AND year = %s AND pupil_id = ANY(%s::bigint[]) ORDER BY pupil_id
        ) AS one
    ) AS cells
"""
READ_WHOLE_ROWS: Final = (
    "SELECT id, pupil_id, marks FROM registers_registerrow "
    "WHERE school_id = %s AND year = %s AND pupil_id = ANY(%s::bigint[]) ORDER BY pupil_id FOR UPDATE"
)
REWRITE_ROWS: Final = (
    "UPDATE registers_registerrow AS kept SET marks = given.marks "
    "FROM unnest(%s::bigint[], %s::bytea[]) AS given (id, marks) WHERE kept.id = given.id"
)
WRITE_AT_ONCE: Final = f"""
WITH entry AS ({INSERT_ENTRY} RETURNING id),
chain AS ({MOVE_CHAIN}),
written AS (
    UPDATE registers_registerrow AS kept
    SET marks = overlay(kept.marks PLACING substr(%s::bytea, 1 + (given.place::int - 1) * %s, %s) FROM %s)
    FROM unnest(%s::tid[]) WITH ORDINALITY AS given (row, place)
    WHERE kept.ctid = given.row
    RETURNING 1
)
SELECT entry.id, (SELECT count(*) FROM written) FROM entry
"""  # noqa: S608 - names of ours
