"""Triggers: what was decided about leave is never changed and never removed; another decision follows it."""

from typing import Any

from django.db import migrations

TABLE = "registers_leavedecision"

# ruff: noqa: S608  (the statements are made of the constant above)
SQLITE = (
    f"""CREATE TRIGGER registers_leave_no_update BEFORE UPDATE ON {TABLE} BEGIN
    SELECT RAISE(ABORT, 'a decision stays as it was made'); END""",
    f"""CREATE TRIGGER registers_leave_no_delete BEFORE DELETE ON {TABLE} BEGIN
    SELECT RAISE(ABORT, 'a decision stays as it was made'); END""",
    # INSERT OR REPLACE would delete without telling the trigger above.
    f"""CREATE TRIGGER registers_leave_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (request_id = NEW.request_id AND number = NEW.number)) BEGIN
    SELECT RAISE(ABORT, 'a decision stays as it was made'); END""",
)
POSTGRESQL = (
    f"""CREATE TRIGGER registers_leave_guard BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION registers_refuse()""",
)
UNDO = {
    "sqlite": tuple(f"DROP TRIGGER registers_leave_{name}" for name in ("no_update", "no_delete", "no_replace")),
    "postgresql": (f"DROP TRIGGER registers_leave_guard ON {TABLE}",),
}


def _run(schema_editor: Any, statements: tuple[str, ...]) -> None:
    for statement in statements:
        schema_editor.execute(statement)


def guard(apps: object, schema_editor: Any) -> None:  # noqa: ARG001
    """Make the triggers."""
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor])


def release(apps: object, schema_editor: Any) -> None:  # noqa: ARG001
    """Take the triggers away."""
    _run(schema_editor, UNDO[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_leave_decisions")]
    operations = [migrations.RunPython(guard, release)]
