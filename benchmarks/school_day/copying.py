"""Run as a program, with the settings of an empty PostgreSQL database in the environment: copies a SQLite file into it.

The authority is loaded once, through the product's services, into SQLite; PostgreSQL gets the very same rows.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LEFT_OUT = frozenset({"django_migrations"})


def copy(path: str) -> None:
    """Make the product's tables and fill them."""
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection, transaction

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    source = sqlite3.connect(path)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no order among tables, and no guards
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        tables = sorted(set(connection.introspection.table_names(cursor)) - _LEFT_OUT)
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))} CASCADE")
        for table in tables:
            _copy_table(source, cursor, table)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', "") + '"'


def _copy_table(source: sqlite3.Connection, cursor: Any, table: str) -> None:  # noqa: ANN401 - Django's wrapper
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    )
    columns = cursor.fetchall()
    names = ", ".join(_quoted(name) for name, _ in columns)
    as_kept: list[Callable[[Any], Any]] = [bool if kind == "boolean" else lambda value: value for _, kind in columns]
    with cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as given:
        for row in source.execute(f"SELECT {names} FROM {_quoted(table)}"):
            given.write_row(list(_row(row, as_kept)))


def _row(row: tuple[Any, ...], as_kept: list[Callable[[Any], Any]]) -> Iterator[Any]:
    """Days, moments and JSON are text in SQLite, and PostgreSQL reads them as such; only yes and no are numbers."""
    for value, kept in zip(row, as_kept, strict=True):
        yield None if value is None else kept(value)


if __name__ == "__main__":
    copy(sys.argv[1])
