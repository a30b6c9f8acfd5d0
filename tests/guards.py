"""Append-only tables and tests that really commit: between such tests Django empties all tables, which triggers refuse.

For the time of that emptying alone the triggers are lifted, on both databases. Product code has no such door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.base.operations import BaseDatabaseOperations

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["lift_guards_while_emptying"]


def lift_guards_while_emptying() -> None:
    """Teach Django's emptying of tables to lift triggers; once for a run of tests."""
    plain = BaseDatabaseOperations.execute_sql_flush
    if getattr(plain, "lifts_guards", False):
        return

    def flush(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        connection: Any = self.connection
        if connection.vendor == "postgresql":
            statements = ["SET session_replication_role = replica", *sql_list, "SET session_replication_role = DEFAULT"]
            plain(self, statements)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drop = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        plain(self, [*drop, *sql_list, *(sql for _, sql in triggers)])

    flush.lifts_guards = True  # type: ignore[attr-defined]
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
