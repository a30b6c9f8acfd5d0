"""Triggers: an audit event is never deleted, and never changed but once, when it is sealed."""

from typing import Any

from django.db import migrations

TABLE = "audit_auditevent"
KEPT = (
    "id", "at", "chain", "event", "actor_kind", "actor_id", "actor_post", "subject_kind", "subject_id", "request_id",
    "before", "after",
)  # fmt: skip


def _sealing(is_same: str, as_text: str) -> str:
    """SQL that is true of an update that seals and does nothing else."""
    kept = " AND ".join(f'OLD."{name}"{as_text} {is_same} NEW."{name}"{as_text}' for name in KEPT)
    return (
        f"OLD.sequence IS NULL AND OLD.hash IS NULL AND NEW.sequence IS NOT NULL AND NEW.hash IS NOT NULL "
        f"AND NEW.previous_hash IS NOT NULL AND {kept}"
    )


# ruff: noqa: S608  (the statements are made of the constants above)
SQLITE = (
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} BEGIN
    SELECT RAISE(ABORT, 'audit events are never deleted'); END""",
    f"""CREATE TRIGGER audit_seal_only BEFORE UPDATE ON {TABLE} WHEN NOT ({_sealing("IS", "")}) BEGIN
    SELECT RAISE(ABORT, 'audit events are never changed'); END""",
    # INSERT OR REPLACE would delete without telling the trigger above.
    f"""CREATE TRIGGER audit_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (chain = NEW.chain AND sequence = NEW.sequence)) BEGIN
    SELECT RAISE(ABORT, 'audit events are never replaced'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF {_sealing("IS NOT DISTINCT FROM", "::text")} THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'audit events are never changed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RAISE EXCEPTION 'audit events are never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_guard()",
    f"CREATE TRIGGER audit_guard_all BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()",
)
UNDO = {
    "sqlite": tuple(f"DROP TRIGGER audit_{name}" for name in ("no_delete", "seal_only", "no_replace")),
    "postgresql": (
        f"DROP TRIGGER audit_guard ON {TABLE}",
        f"DROP TRIGGER audit_guard_all ON {TABLE}",
        "DROP FUNCTION audit_guard()",
    ),
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
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
