"""PostgreSQL: half of each page of packed rows is left free.

A register writes every row of a page at once. With 70 in a hundred filled, as before, seven rows lay in a page and had
room for three new versions, so that the others moved to other pages and into each index. Five lie in a page now, with
room for five. Rows that stand stay where they are until they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _fill(editor: BaseDatabaseSchemaEditor, percent: int) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE registers_registerrow SET (fillfactor = {percent})")


def leave_half(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Room for a second version of every row."""
    _fill(editor, 50)


def leave_less(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """As it was."""
    _fill(editor, 70)


class Migration(migrations.Migration):
    dependencies = [("registers", "0007_receipt_of_what_was_asked")]
    operations = [migrations.RunPython(leave_half, leave_less)]
