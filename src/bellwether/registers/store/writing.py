"""Adding to a school's log: the one place where entries, packed rows, details and the chain are written."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

from django.db import connection

from bellwether.core.calendar import COLUMNS, day_of_column
from bellwether.core.errors import BellwetherError
from bellwether.core.register.log import GENESIS, Details, Entry, EntryKind, pack_details, pack_pupils, sealed
from bellwether.registers.store import statements as sql
from bellwether.registers.store.details import project_details

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.backends.utils import CursorWrapper
    from psycopg.abc import Params, Query

    from bellwether.core.access import Actor

__all__ = [
    "Act",
    "Book",
    "RowMissingError",
    "append",
    "append_many",
    "open_book",
    "open_book_at",
    "open_new_rows",
    "read_cells",
]

_NO_DETAILS: Final[Mapping[int, Details]] = MappingProxyType({})
_ENTRIES_AT_A_TIME: Final = 500


class RowMissingError(BellwetherError):
    """Marks were to be written for a pupil without a row of that year at that school."""

    def __init__(self, school_id: int, year: int) -> None:
        super().__init__(f"school {school_id}, academic year {year}: a pupil has no row")
        self.school_id, self.year = school_id, year


@dataclass(frozen=True, slots=True)
class Act:
    """What an entry will say, before it has its place in the log.

    pupils: ids, rising. after: len(pupils) * width grid bytes, pupil by pupil. details: by pupil id. by, at: who did it
    and when, where that is not the actor of the book, now.
    """

    year: int
    column: int
    kind: EntryKind
    pupils: tuple[int, ...]
    after: bytes
    width: int = 1
    group_id: int | None = None
    details: Mapping[int, Details] = field(default_factory=lambda: _NO_DETAILS)
    source: str = "page"
    reason: str = ""
    request_key: str = ""
    by: Actor | None = None
    at: datetime | None = None


@dataclass(slots=True)
class Book:
    """A school's log, open for writing: its chain is locked until the transaction ends.

    sequence, hash: where the chain stands. rows: whole rows read so far, by (pupil id, academic year), with their ids.
    places: where PostgreSQL has the rows whose cells were read.
    """

    school_id: int
    actor: Actor
    now: datetime
    sequence: int
    hash: bytes
    rows: dict[tuple[int, int], tuple[int, bytearray]] = field(default_factory=dict)
    places: dict[tuple[int, int], str] = field(default_factory=dict)


def open_book(school_id: int, *, actor: Actor, now: datetime) -> Book:
    """Lock the school's chain (made where it is the first time). To be called inside a transaction.

    PostgreSQL locks the chain's row; SQLite's transactions are IMMEDIATE, so that nobody else is writing anyway.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a register is written inside a transaction")
    with planned_cursor() as cursor:
        statement = sql.LOCK_CHAIN if _is_postgres() else sql.READ_CHAIN
        cursor.execute(statement, [school_id])
        found = cursor.fetchone()
        if found is None:
            cursor.execute(sql.ADD_CHAIN, [school_id, GENESIS])
            cursor.execute(statement, [school_id])
            found = cursor.fetchone()
    return Book(school_id, actor, now, sequence=found[0], hash=bytes(found[1]))


def open_book_at(
    school_id: int, *, year: int, column: int, pupils: Iterable[int], actor: Actor, now: datetime
) -> tuple[Book, dict[int, bytes]]:
    """`open_book` and `read_cells` of one column, for PostgreSQL in one statement: the way of a register."""
    wanted = sorted(set(pupils))
    found = _open_at_cells(school_id, year=year, column=column, wanted=wanted) if _is_postgres() else None
    if found is None:  # nor where the school has no chain yet
        book = open_book(school_id, actor=actor, now=now)
        return book, read_cells(book, year=year, column=column, pupils=wanted)
    sequence, digest, is_fresh, ids, marks, places = found
    book = Book(school_id, actor, now, sequence=sequence, hash=bytes(digest))
    if not is_fresh:
        return book, read_cells(book, year=year, column=column, pupils=wanted)
    ids = ids or ()  # none of them has a row
    book.places.update(zip(((pupil, year) for pupil in ids), places or (), strict=True))
    return book, {pupil: bytes((byte,)) for pupil, byte in zip(ids, marks or b"", strict=True)}


def _open_at_cells(school_id: int, *, year: int, column: int, wanted: list[int]) -> tuple[Any, ...] | None:
    if not connection.in_atomic_block:
        raise RuntimeError("a register is written inside a transaction")
    with planned_cursor() as cursor:
        cursor.execute(sql.OPEN_AT_CELLS, [school_id, school_id, column + 1, 1, school_id, year, wanted])
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def read_cells(book: Book, *, year: int, column: int, pupils: Iterable[int], width: int = 1) -> dict[int, bytes]:
    """What stands in some columns, `width` grid bytes a pupil; a pupil without a row is left out. Locks the rows."""
    wanted = sorted(set(pupils))
    if not wanted:
        return {}
    if not _is_postgres():
        rows = read_rows(book, year=year, pupils=wanted)
        return {pupil: bytes(row[column : column + width]) for pupil, row in rows.items()}
    found = {}
    with planned_cursor() as cursor:
        cursor.execute(sql.READ_CELLS, [column + 1, width, book.school_id, year, wanted])
        for pupil, cells, place in cursor.fetchall():
            found[pupil], book.places[pupil, year] = bytes(cells), place
    return found


def read_rows(book: Book, *, year: int, pupils: Iterable[int]) -> dict[int, bytearray]:
    """Whole rows, 742 grid bytes each, in the order of pupils; kept in the book, so that writing finds them there."""
    wanted = sorted(set(pupils))
    missing = [pupil for pupil in wanted if (pupil, year) not in book.rows]
    if missing:
        with connection.cursor() as cursor:
            if _is_postgres():
                cursor.execute(sql.READ_WHOLE_ROWS, [book.school_id, year, missing])
                found = cursor.fetchall()
            else:
                found = _in_chunks(cursor, book.school_id, year, missing)
        for row_id, pupil, marks in found:
            book.rows[pupil, year] = (row_id, bytearray(marks))
    return {pupil: book.rows[pupil, year][1] for pupil in wanted if (pupil, year) in book.rows}


def _in_chunks(cursor: CursorWrapper, school_id: int, year: int, pupils: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """SQLite takes so many parameters and no more."""
    found: list[tuple[int, int, bytes]] = []
    for start in range(0, len(pupils), _ENTRIES_AT_A_TIME):
        some = pupils[start : start + _ENTRIES_AT_A_TIME]
        cursor.execute(sql.READ_ROWS.format(", ".join(["%s"] * len(some))), [school_id, year, *some])
        found += cursor.fetchall()
    return found


def append(book: Book, act: Act, *, before: bytes) -> int:
    """Add one entry and write what it says into rows, details and chain. Returns the entry's id.

    before: what `read_cells` found, pupil by pupil. Raises RowMissingError where a pupil has no row, EntryShapeError
    where the entry does not fit together; the transaction is then lost.
    """
    entry = seal(book, act, before=before)
    with planned_cursor() as cursor:
        entry_id = _write_at_once(cursor, book, entry) if _is_postgres() else _write_in_turn(cursor, book, entry)
    _lay(book, entry)
    project_details([entry])
    return entry_id


def seal(book: Book, act: Act, *, before: bytes) -> Entry:
    """The act as the next entry of the chain; the book moves on, nothing is written yet."""
    by = act.by or book.actor
    entry = sealed(
        Entry(
            school_id=book.school_id,
            sequence=book.sequence + 1,
            year=act.year,
            column=act.column,
            width=act.width,
            kind=act.kind,
            actor_id=by.user_id,
            actor_name=by.name,
            actor_post=by.post,
            at=act.at or book.now,
            source=act.source,
            reason=act.reason,
            request_key=act.request_key,
            group_id=act.group_id,
            pupils=act.pupils,
            before=before,
            after=act.after,
            details=act.details,
        ),
        book.hash,
    )
    book.sequence, book.hash = entry.sequence, entry.hash
    return entry


def values_of(entry: Entry) -> list[Any]:
    """The entry in the order of `statements.ENTRY_COLUMNS`, as the database keeps it."""
    wide = entry.width > 1
    return [
        entry.school_id,
        entry.sequence,
        entry.year,
        entry.column,
        entry.width,
        connection.ops.adapt_datefield_value(day_of_column(entry.year, entry.column)),
        entry.column % 2,
        str(entry.kind),
        entry.group_id,
        entry.actor_id,
        entry.actor_name,
        entry.actor_post,
        connection.ops.adapt_datetimefield_value(entry.at),
        entry.source,
        entry.reason,
        entry.request_key,
        pack_pupils(entry.pupils),
        zlib.compress(entry.before) if wide else entry.before,
        zlib.compress(entry.after) if wide else entry.after,
        pack_details(entry.details) if entry.details else "",
        entry.previous_hash,
        entry.hash,
    ]


def _write_at_once(cursor: CursorWrapper, book: Book, entry: Entry) -> int:
    keys = [(pupil, entry.year) for pupil in entry.pupils]
    if any(key not in book.places for key in keys):
        read_cells(book, year=entry.year, column=entry.column, pupils=entry.pupils)
    # A row moves when it is written: the next entry of this transaction reads its place anew.
    places = [book.places.pop(key) for key in keys if key in book.places]
    values = [
        *values_of(entry),
        *(entry.sequence, entry.hash, entry.school_id),
        *(entry.after, entry.width, entry.width, entry.column + 1, places),
    ]
    cursor.execute(sql.WRITE_AT_ONCE, values)
    entry_id, written = cursor.fetchone()
    if written != len(entry.pupils):
        raise RowMissingError(entry.school_id, entry.year)
    return int(entry_id)


def _write_in_turn(cursor: CursorWrapper, book: Book, entry: Entry) -> int:
    read_rows(book, year=entry.year, pupils=entry.pupils)
    cursor.execute(sql.INSERT_ENTRY, values_of(entry))
    entry_id = int(cursor.lastrowid)
    cursor.execute(sql.MOVE_CHAIN, [entry.sequence, entry.hash, entry.school_id])
    _lay(book, entry)
    rewritten = [book.rows[pupil, entry.year] for pupil in entry.pupils if (pupil, entry.year) in book.rows]
    if len(rewritten) != len(entry.pupils):
        raise RowMissingError(entry.school_id, entry.year)
    cursor.executemany(sql.REWRITE_ROW, [(bytes(marks), row_id) for row_id, marks in rewritten])
    return entry_id


def _lay(book: Book, entry: Entry) -> None:
    """Write the entry into those whole rows that the book has read."""
    window, width = slice(entry.column, entry.column + entry.width), entry.width
    for place, pupil in enumerate(entry.pupils):
        if (pupil, entry.year) in book.rows:
            book.rows[pupil, entry.year][1][window] = entry.after[place * width : (place + 1) * width]


def append_many(book: Book, acts: Iterable[Act]) -> tuple[Entry, ...]:
    """Add many entries at once, in order, and write the rows, the details and the chain as they are after the last.

    What stands before each is read from the rows, with the acts before it done. Every pupil needs a row of the year.
    """
    entries = []
    for act in acts:
        rows = read_rows(book, year=act.year, pupils=act.pupils)
        if len(rows) != len(act.pupils):
            raise RowMissingError(book.school_id, act.year)
        window = slice(act.column, act.column + act.width)
        before = b"".join(bytes(rows[pupil][window]) for pupil in act.pupils)
        entries.append(seal(book, act, before=before))
        _lay(book, entries[-1])
    if entries:
        write_entries(entries)
        _rewrite(book, {(pupil, entry.year) for entry in entries for pupil in entry.pupils})
        project_details(entries)
    return tuple(entries)


def open_new_rows(book: Book, *, year: int, rows: Mapping[int, bytes], group_id: int | None, source: str) -> Entry:
    """Lay the rows of pupils who have none of that year at the school: one entry."""
    pupils = tuple(sorted(rows))
    after = b"".join(rows[pupil] for pupil in pupils)
    act = Act(year, 0, EntryKind.OPENED, pupils, after, width=COLUMNS, group_id=group_id, source=source)
    entry = seal(book, act, before=b"")
    write_entries([entry])
    with connection.cursor() as cursor:
        cursor.executemany(sql.INSERT_ROW, [(book.school_id, pupil, year, rows[pupil]) for pupil in pupils])
    return entry


def write_entries(entries: Sequence[Entry]) -> None:
    """Insert entries of one school and move its chain to the last of them."""
    with connection.cursor() as cursor:
        cursor.executemany(sql.INSERT_ENTRY, [values_of(entry) for entry in entries])
        cursor.execute(sql.MOVE_CHAIN, [entries[-1].sequence, entries[-1].hash, entries[-1].school_id])


def _rewrite(book: Book, keys: set[tuple[int, int]]) -> None:
    book.places.clear()
    kept = [book.rows[key] for key in sorted(keys)]
    with connection.cursor() as cursor:
        if _is_postgres():
            cursor.execute(sql.REWRITE_ROWS, [[row_id for row_id, _ in kept], [bytes(marks) for _, marks in kept]])
        else:
            cursor.executemany(sql.REWRITE_ROW, [(bytes(marks), row_id) for row_id, marks in kept])


def planned_cursor() -> CursorWrapper:
    """A cursor whose statements PostgreSQL plans once a connection, as it would spend most of a register on planning.

    Behind a pool that hands on connections between transactions (DISABLE_SERVER_SIDE_CURSORS) it is a plain one.
    """
    if not _is_postgres() or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return connection.cursor()
    import psycopg

    class Planned(psycopg.Cursor[Any]):
        def execute(self, query: Query, params: Params | None = None, **_: object) -> Self:
            return super().execute(query, params, prepare=True)  # type: ignore[arg-type]  # a template has a twin

    connection.ensure_connection()
    cursor: Any = Planned(connection.connection)  # what Django's wrappers take, whatever its types say
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"
