"""The triggers that make the log and decisions append-only: which there should be, and which are missing."""

from __future__ import annotations

from typing import Final

from django.db import connection

__all__ = ["GUARDS", "guards_missing"]

GUARDS: Final = {
    "sqlite": frozenset(
        {
            "registers_entry_no_update",
            "registers_entry_no_delete",
            "registers_entry_no_replace",
            "registers_receipt_no_update",
            "registers_leave_no_update",
            "registers_leave_no_delete",
            "registers_leave_no_replace",
        }
    ),
    "postgresql": frozenset(
        {
            "registers_entry_guard",
            "registers_entry_truncate_guard",
            "registers_receipt_guard",
            "registers_leave_guard",
        },
    ),
}
"""The triggers of the migrations that guard, by the database that they guard."""


def guards_missing() -> frozenset[str]:
    """The append-only triggers that the database does not have, or has switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return GUARDS[connection.vendor] - {name for (name,) in cursor.fetchall()}
