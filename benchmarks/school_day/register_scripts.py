"""One class register of 30 as pgbench scripts: by the product's own statements, and in rows a mark.

All keep to the same rules: random classes of an authority of 20,000 pupils in its first term, one transaction a
register, plans kept by the connection. The rivals have no foreign keys and no checks; ours has those of the product.
"""

from __future__ import annotations

from bellwether.registers.store import statements as sql

__all__ = [
    "CLASSES",
    "CLASSES_A_SCHOOL",
    "PUPILS_A_CLASS",
    "RIVAL_TABLES",
    "SESSIONS_BEFORE",
    "YEAR",
    "bare_insert",
    "packed",
    "row_a_mark",
]

CLASSES = 667
PUPILS_A_CLASS = 30
CLASSES_A_SCHOOL = 10
SESSIONS_BEFORE = 60
YEAR = 2026
_PUPILS = [f":pupil_{number}" for number in range(1, PUPILS_A_CLASS + 1)]
"""Reckoned by the client, for every script: an expression for each pupil would cost the server as much as a mark."""
_ARRAY = f"ARRAY[{', '.join(_PUPILS)}]::bigint[]"
_WHO = ("7", "'Sam Teacher'", "'Class teacher'", "now()", "'page'", "''", "'6f1f9f4e-3f0e-4a52-9c59-2f6a6c1f4a10'")
_HASH = rf"'\x{'5a' * 32}'::bytea"
_DAY = "date '2026-09-01' + :column / 2, :column % 2"
_SET_UP = rf"""\set class random(0, {CLASSES - 1})
\set school :class / {CLASSES_A_SCHOOL} + 1
\set column random(0, {SESSIONS_BEFORE - 1})
""" + "".join(
    rf"\set pupil_{number} :class * {PUPILS_A_CLASS} + {number}" + "\n" for number in range(1, PUPILS_A_CLASS + 1)
)

RIVAL_TABLES = """
    create table bare_mark (id bigserial primary key, school_id bigint, pupil_id bigint, "on" date, session smallint,
        code varchar(2));
    create table trail_chain (school_id bigint primary key, sequence bigint, hash bytea);
    create table trail_register (id bigserial primary key, school_id bigint, sequence bigint, "on" date,
        session smallint, group_id bigint, actor_id bigint, actor_name varchar(120), actor_post varchar(120),
        at timestamptz, source varchar(40), reason varchar(500), request_key varchar(60), previous_hash bytea,
        hash bytea, unique (school_id, sequence));
    create table trail_mark (id bigserial primary key, register_id bigint, pupil_id bigint, "on" date,
        session smallint, before varchar(2), after varchar(2));
"""
LOAD_RIVALS = f"""
    insert into bare_mark (school_id, pupil_id, "on", session, code)
        select pupil / {PUPILS_A_CLASS * CLASSES_A_SCHOOL} + 1, pupil + 1, date '2026-09-01' + nth / 2, nth % 2, '/'
        from generate_series(0, {SESSIONS_BEFORE - 1}) nth, generate_series(0, {CLASSES * PUPILS_A_CLASS - 1}) pupil;
    create index on bare_mark (pupil_id, "on", session);
    create index on bare_mark (school_id, "on", session);
    insert into trail_chain
        select school, 0, decode(repeat('00', 32), 'hex')
        from generate_series(1, {CLASSES // CLASSES_A_SCHOOL + 1}) school;
    create index on trail_register (school_id, "on", session);
    insert into trail_mark (register_id, pupil_id, "on", session, before, after)
        select nth * {CLASSES} + pupil / {PUPILS_A_CLASS} + 1, pupil + 1, date '2026-09-01' + nth / 2, nth % 2, '.', '/'
        from generate_series(0, {SESSIONS_BEFORE - 1}) nth, generate_series(0, {CLASSES * PUPILS_A_CLASS - 1}) pupil;
    create index on trail_mark (pupil_id, "on", session, id);
    create index on trail_mark (register_id);
"""


def filled(statement: str, *values: str) -> str:
    """A statement with its placeholders filled in, in order."""
    parts = statement.split("%s")
    if len(parts) != len(values) + 1:
        raise ValueError(f"{len(parts) - 1} places, {len(values)} values")
    return "".join(part + value for part, value in zip(parts, (*values, ""), strict=True))


def packed() -> str:
    """The product, `open_book_at` and `append`: chain locked and cells read, then all written, each at once."""
    marks, ids = rf"'\x{'2f' * PUPILS_A_CLASS}'::bytea", rf"'\x{'0100000000000000' * PUPILS_A_CLASS}'::bytea"
    entry = (
        ":school", ":sequence + 1", str(YEAR), ":column", "1", *_DAY.split(", "), "'taken'", ":class", *_WHO,
        ids, marks, marks, "''", _HASH, _HASH,
    )  # fmt: skip
    opened = filled(sql.OPEN_AT_CELLS, ":school", ":school", ":column + 1", "1", ":school", str(YEAR), _ARRAY)
    return _script(
        rf"{opened} \gset",
        filled(sql.WRITE_AT_ONCE, *entry, ":sequence + 1", _HASH, ":school", marks, "1", "1", ":column + 1", ":places"),
    )


def bare_insert() -> str:
    """Thirty mark rows and nothing else: who, when and why are not kept, and what stood is not asked."""
    rows = ", ".join(f"(:school, {pupil}, {_DAY}, '/')" for pupil in _PUPILS)
    return _script(f'INSERT INTO bare_mark (school_id, pupil_id, "on", session, code) VALUES {rows}')


def row_a_mark() -> str:
    """A row a mark with what stood and what stands, and the trail once a register: the leanest rows that keep it all.

    The mark that stands is the latest row of its cell; the chain is locked and moved as ours is.
    """
    rows = ", ".join(f"(:id, {pupil}, {_DAY}, '.', '/')" for pupil in _PUPILS)
    return _script(
        r"SELECT sequence, hash FROM trail_chain WHERE school_id = :school FOR UPDATE \gset",
        "SELECT count(*) AS standing FROM (SELECT DISTINCT ON (pupil_id) pupil_id, after FROM trail_mark "
        f"WHERE pupil_id = ANY({_ARRAY}) AND \"on\" = date '2026-09-01' + :column / 2 AND session = :column % 2 "
        r"ORDER BY pupil_id, id DESC) AS cells \gset",
        'INSERT INTO trail_register (school_id, sequence, "on", session, group_id, actor_id, actor_name, actor_post, '
        f"at, source, reason, request_key, previous_hash, hash) VALUES (:school, :sequence + 1, {_DAY}, :class, "
        rf"{', '.join(_WHO)}, {_HASH}, {_HASH}) RETURNING id \gset",
        f'INSERT INTO trail_mark (register_id, pupil_id, "on", session, before, after) VALUES {rows}',
        f"UPDATE trail_chain SET sequence = :sequence + 1, hash = {_HASH} WHERE school_id = :school",
    )


def _script(*statements: str) -> str:
    """A transaction, one statement a line; one that ends in a command of pgbench ends there."""
    lines = [" ".join(line.split()) for line in statements]
    ended = [line if line.endswith("gset") else f"{line};" for line in lines]
    return _SET_UP + "\n".join(("BEGIN;", *ended, "END;")) + "\n"
