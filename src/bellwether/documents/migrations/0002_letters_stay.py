"""Triggers: a letter is never changed and never removed. The migration that brings retention will make a door."""

from typing import Any

from django.db import migrations

TABLE = "documents_letter"

# ruff: noqa: S608  (the statements are made of the constant above)
SQLITE = (
    f"""CREATE TRIGGER documents_letter_no_update BEFORE UPDATE ON {TABLE} BEGIN
    SELECT RAISE(ABORT, 'a letter stays as it was made'); END""",
    f"""CREATE TRIGGER documents_letter_no_delete BEFORE DELETE ON {TABLE} BEGIN
    SELECT RAISE(ABORT, 'a letter stays as it was made'); END""",
    # INSERT OR REPLACE would delete without telling the trigger above.
    f"""CREATE TRIGGER documents_letter_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'a letter stays as it was made'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION documents_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a letter stays as it was made' USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE TRIGGER documents_letter_guard BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION documents_letter_stays()""",
)
UNDO = {
    "sqlite": tuple(f"DROP TRIGGER documents_letter_{name}" for name in ("no_update", "no_delete", "no_replace")),
    "postgresql": (f"DROP TRIGGER documents_letter_guard ON {TABLE}", "DROP FUNCTION documents_letter_stays()"),
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
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
