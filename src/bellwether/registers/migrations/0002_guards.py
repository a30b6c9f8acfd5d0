"""Entries of the log are added, never changed or removed; an answer, once given, stays. The database sees to it.

There is no door: the migration that brings retention will make one for whole registers whose time is over.
Emptying an empty table is let through, so that a test database can be reset as long as it holds no entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ENTRY = "registers_registerentry"
RECEIPT = "registers_receipt"
ROW = "registers_registerrow"

SQLITE = (
    f"""
    CREATE TRIGGER registers_entry_no_update BEFORE UPDATE ON {ENTRY}
    BEGIN SELECT RAISE(ABORT, 'entries of a register are added, never changed'); END
    """,
    f"""
    CREATE TRIGGER registers_entry_no_delete BEFORE DELETE ON {ENTRY}
    BEGIN SELECT RAISE(ABORT, 'entries of a register are added, never removed'); END
    """,
    # INSERT OR REPLACE removes what stood without running the trigger above.
    f"""
    CREATE TRIGGER registers_entry_no_replace BEFORE INSERT ON {ENTRY}
    WHEN EXISTS (SELECT 1 FROM {ENTRY} WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM {ENTRY} WHERE school_id = NEW.school_id AND sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, 'entries of a register are added, never replaced'); END
    """,  # noqa: S608
    f"""
    CREATE TRIGGER registers_receipt_no_update BEFORE UPDATE ON {RECEIPT}
    BEGIN SELECT RAISE(ABORT, 'an answer stays as it was given'); END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER registers_entry_no_update",
    "DROP TRIGGER registers_entry_no_delete",
    "DROP TRIGGER registers_entry_no_replace",
    "DROP TRIGGER registers_receipt_no_update",
)

POSTGRES = (
    """
    CREATE FUNCTION registers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation'; END $$
    """,
    f"""
    CREATE FUNCTION registers_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM {ENTRY}) THEN
            RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,  # noqa: S608
    f"""
    CREATE TRIGGER registers_entry_guard BEFORE UPDATE OR DELETE ON {ENTRY}
    FOR EACH ROW EXECUTE FUNCTION registers_refuse()
    """,
    f"""
    CREATE TRIGGER registers_entry_truncate_guard BEFORE TRUNCATE ON {ENTRY}
    FOR EACH STATEMENT EXECUTE FUNCTION registers_refuse_truncate()
    """,
    f"""
    CREATE TRIGGER registers_receipt_guard BEFORE UPDATE ON {RECEIPT}
    FOR EACH ROW EXECUTE FUNCTION registers_refuse()
    """,
    # Room for a second version of a row in its page: a mark then writes no index.
    f"ALTER TABLE {ROW} SET (fillfactor = 70)",
)
POSTGRES_BACK = (
    f"DROP TRIGGER registers_entry_guard ON {ENTRY}",
    f"DROP TRIGGER registers_entry_truncate_guard ON {ENTRY}",
    f"DROP TRIGGER registers_receipt_guard ON {RECEIPT}",
    "DROP FUNCTION registers_refuse_truncate()",
    "DROP FUNCTION registers_refuse()",
    f"ALTER TABLE {ROW} RESET (fillfactor)",
)


def _run(editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
    with editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guards in place."""
    _run(editor, POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def open_again(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    _run(editor, POSTGRES_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [migrations.RunPython(guard, open_again)]
